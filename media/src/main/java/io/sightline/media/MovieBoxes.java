package io.sightline.media;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;

/**
 * The boxes that an MP4 or MOV file is made of (ISO/IEC 14496-12, 4.2), as far as they are whole.
 */
final class MovieBoxes {
  private static final int HEADER = 8;
  private static final int LARGE_HEADER = 16;
  private static final int MOST_BOXES = 10_000_000;

  /** What a file of this kind begins with. */
  private static final Set<String> FIRST = Set.of("ftyp", "styp", "moov", "moof", "free", "wide");

  private MovieBoxes() {}

  /** A box at the top of a file; one whose end is missing is the last. */
  private interface Visitor {
    /**
     * @param size bytes; 0 where it reaches to the end, wherever that is
     * @return whether to go on
     */
    boolean visit(int number, String name, long at, long size) throws IOException;
  }

  /** Goes through the boxes of a file of this kind; through none of any other. */
  private static void walk(RandomAccessFile in, Visitor visitor) throws IOException {
    long length = in.length();
    long at = 0;
    boolean goesOn = true;
    for (int box = 0; goesOn && box < MOST_BOXES && at + HEADER <= length; box++) {
      in.seek(at);
      long size = in.readInt() & 0xffff_ffffL;
      byte[] type = new byte[4];
      in.readFully(type);
      String name = new String(type, StandardCharsets.ISO_8859_1);
      if (box == 0 && !FIRST.contains(name)) {
        return;
      }
      if (size == 1 && at + LARGE_HEADER <= length) {
        size = in.readLong();
      }
      goesOn = visitor.visit(box, name, at, size) && size >= HEADER && size <= length - at;
      at += size;
    }
  }

  /**
   * Whether another recording begins behind the first, as where files were joined end to end:
   * players find the first only.
   */
  static boolean holdsAnother(Path file) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      boolean[] another = new boolean[1];
      walk(
          in,
          (number, name, at, size) -> {
            another[0] = number > 0 && name.equals("ftyp");
            return !another[0];
          });
      return another[0];
    }
  }

  /**
   * Where a recording that was not ended is still whole: before a box whose end is missing, unless
   * that holds the media itself, which can be read as far as it goes.
   *
   * @return bytes from the file's beginning; 0 when it is no file of this kind, or all of it is
   *     whole
   */
  static long wholeBytes(Path file) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long length = in.length();
      long[] whole = new long[1];
      walk(
          in,
          (number, name, at, size) -> {
            boolean isWhole = size >= HEADER && size <= length - at;
            boolean mayGoOn = size == 0 || (!isWhole && name.equals("mdat"));
            whole[0] = mayGoOn ? 0 : isWhole ? at + size : at;
            return isWhole;
          });
      return whole[0] < length ? whole[0] : 0;
    }
  }
}
