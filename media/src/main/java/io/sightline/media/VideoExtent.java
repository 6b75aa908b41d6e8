package io.sightline.media;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_DISCARD;
import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entries_count;
import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entry;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIndexEntry;
import org.bytedeco.ffmpeg.avformat.AVStream;

/**
 * How far a video's packets, its decoded frames and the file's other streams reach, and so whether
 * something of it is missing. All times are microseconds of the container's stamps.
 */
final class VideoExtent {
  private static final long MICROS_PER_SECOND = 1_000_000;

  /** Missing footage at the end of a video, beyond which it is called cut off. */
  private static final long TOLERATED_LOSS_MICROS = MICROS_PER_SECOND;

  /** By no more than this are containers wrong that say how long they are. */
  private static final long MOST_TOLERATED_MICROS = 5 * MICROS_PER_SECOND;

  private static final int INDEX_ENTRIES_CHECKED = 100;

  /** Behind the last packet there may be some words about the file. */
  private static final long LEAST_UNREAD_BYTES = 1 << 10;

  /** The letters RIFF. */
  private static final int RIFF = 0x46464952;

  private static final long NEVER = Long.MIN_VALUE;

  private final Path file;
  private final AVFormatContext container;
  private final AVStream stream;
  private boolean readFailed;

  /** A byte of the file before which all packets lie that were read, of any stream. */
  private long bytesReached;

  /** At which the last packet of the video ends, decoded or not. */
  private long packets = NEVER;

  /** At which the last frame that could be decoded ends. */
  private long decoded = NEVER;

  /** At which the last packet of any other stream ends. */
  private long others = NEVER;

  /** Stamp of the video's first packet that is to be shown. */
  private long firstPacket = Stamp.MISSING;

  VideoExtent(Path file, AVFormatContext container, AVStream stream) {
    this.file = file;
    this.container = container;
    this.stream = stream;
  }

  void note(AVPacket packet) {
    bytesReached = Math.max(bytesReached, packet.pos() + packet.size());
    if (packet.pts() == AV_NOPTS_VALUE) {
      return;
    }
    AVStream of = container.streams(packet.stream_index());
    long ends = PresentationTime.micros(packet.pts() + Math.max(0, packet.duration()), of);
    if (packet.stream_index() != stream.index()) {
      others = Math.max(others, ends);
    } else if ((packet.flags() & AV_PKT_FLAG_DISCARD) == 0) {
      packets = Math.max(packets, ends);
      if (firstPacket == Stamp.MISSING) {
        firstPacket = PresentationTime.micros(packet.pts(), stream);
      }
    }
  }

  /**
   * @param endsMicros stamp at which a frame that was decoded ends
   */
  void noteDecoded(long endsMicros) {
    decoded = Math.max(decoded, endsMicros);
  }

  /**
   * @param failed whether reading ended for another reason than the file's end
   */
  void noteEnd(boolean failed) {
    readFailed = failed;
  }

  void noteJump() {
    readFailed = false;
  }

  /** How far behind the video's first packet a stamp lies; 0 where that cannot be. */
  long microsSinceFirstPacket(long stampMicros) {
    long since = firstPacket == Stamp.MISSING ? 0 : stampMicros - firstPacket;
    return since > 0 && since <= PresentationClock.MOST_BREAK ? since : 0;
  }

  /**
   * What is missing at the end; empty for nothing, 0 where it is not known how much.
   *
   * @param saidMicros length as the container has it, 0 where it does not say
   * @param lengthMicros length as it was shown
   * @param brokenOff whether it is known that the file's end is left out
   */
  OptionalLong missingMicros(long saidMicros, long lengthMicros, boolean brokenOff) {
    long declared = Math.min(saidMicros, lengthMicros + PresentationClock.MOST_BREAK);
    long begin =
        stream.start_time() == AV_NOPTS_VALUE
            ? 0
            : Math.max(0, PresentationTime.micros(stream.start_time(), stream));
    long shown = Math.max(lengthMicros, since(begin, decoded));
    long reached = Math.max(shown, since(begin, others));
    long tolerated = Math.min(MOST_TOLERATED_MICROS, declared / 50);
    boolean cutOff = declared - reached > Math.max(TOLERATED_LOSS_MICROS, tolerated);
    // A damaged packet's stamp may be anything.
    long read = Math.min(since(begin, packets), Math.max(declared, shown));
    boolean undecoded = read - shown > TOLERATED_LOSS_MICROS;
    return readFailed || cutOff || undecoded || brokenOff || isTruncated() || isJoined()
        ? OptionalLong.of(Math.max(0, declared - lengthMicros))
        : OptionalLong.empty();
  }

  /** 0 for what never was. */
  private static long since(long begin, long micros) {
    return micros == NEVER ? 0 : micros - begin;
  }

  /**
   * Whether the container's index, or its head, names bytes beyond the end of the file: the end of
   * it is missing.
   */
  private boolean isTruncated() {
    try {
      long length = Files.size(file);
      if (riffBytes() > length) {
        return true;
      }
      int last = avformat_index_get_entries_count(stream) - 1;
      for (int i = last; i >= 0 && i > last - INDEX_ENTRIES_CHECKED; i--) {
        AVIndexEntry entry = avformat_index_get_entry(stream, i);
        if (entry.pos() + entry.size() > length) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw VideoContainer.unreadable(file, e);
    }
  }

  /** Whether there is another recording behind the one that can be read. */
  private boolean isJoined() {
    try {
      String format = container.iformat().name().getString();
      long length = Files.size(file);
      long unread = length - bytesReached;
      return format.equals("flv")
          ? unread > Math.max(LEAST_UNREAD_BYTES, length / 20)
          : format.contains("mp4") && MovieBoxes.holdsAnother(file);
    } catch (IOException e) {
      throw VideoContainer.unreadable(file, e);
    }
  }

  /** Length of a RIFF file, as AVI is one, as its head has it; 0 where it has none. */
  private long riffBytes() throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      ByteBuffer head =
          ByteBuffer.wrap(in.readNBytes(2 * Integer.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
      if (head.limit() < 2 * Integer.BYTES || head.getInt() != RIFF) {
        return 0;
      }
      // Who recorded and never came to the end left none, or the most there is.
      int bytes = head.getInt();
      return bytes == -1 ? 0 : Integer.toUnsignedLong(bytes);
    }
  }
}
