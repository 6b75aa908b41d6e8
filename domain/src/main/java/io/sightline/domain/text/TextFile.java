package io.sightline.domain.text;

import io.sightline.domain.BadInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads files that people write, whole and never more than they may be: a folder, a device or a
 * pipe is refused before it is opened, since reading one may never end.
 */
public final class TextFile {
  private static final int BYTES_PER_MB = 1024 * 1024;

  private TextFile() {}

  /**
   * A file's text in UTF-8.
   *
   * @param mostMegabytes that it may have
   * @throws BadInput naming the file, when it is not there, is no file, is too large, is no text,
   *     or cannot be read
   */
  public static String read(Path file, int mostMegabytes) {
    byte[] bytes = bytes(file, mostMegabytes);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new BadInput(file + " is not text in UTF-8; save it as such.", e);
    }
  }

  /**
   * A file's bytes.
   *
   * @throws BadInput as {@link #read} does
   */
  public static byte[] bytes(Path file, int mostMegabytes) {
    if (Files.isDirectory(file)) {
      throw new BadInput(file + " is a folder; name the file in it.");
    }
    if (Files.notExists(file)) {
      throw new BadInput("There is no file " + file + "; check the path.");
    }
    if (!Files.isRegularFile(file)) {
      throw new BadInput(
          file
              + " is a device, a pipe or out of reach; save what it holds as a file and name that.");
    }
    int most = mostMegabytes * BYTES_PER_MB;
    try (InputStream in = Files.newInputStream(file)) {
      // The size is not asked for: files that the system makes up have none, and others grow.
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new BadInput(
            file + " is larger than " + mostMegabytes + " MB; that is not a file of ours.");
      }
      return bytes;
    } catch (IOException e) {
      throw new BadInput(file + " cannot be read: " + e.getMessage() + ".", e);
    }
  }
}
