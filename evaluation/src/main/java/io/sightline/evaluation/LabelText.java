package io.sightline.evaluation;

import io.sightline.domain.BadInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Text of label files: UTF-8 as a rule, and as spreadsheets save it, with a byte order mark. */
final class LabelText {
  private static final char BYTE_ORDER_MARK = '\ufeff';

  private LabelText() {}

  /**
   * @throws BadInput when it is not text in UTF-8, or UTF-16 with a byte order mark
   */
  static String read(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    try {
      return withoutMark(charset(bytes).newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      throw new BadInput(file + " is not text in UTF-8; save it as such.", e);
    }
  }

  static List<String> lines(Path file) throws IOException {
    return read(file).lines().toList();
  }

  static String withoutMark(String text) {
    return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
  }

  private static Charset charset(byte[] bytes) {
    if (bytes.length > 1 && bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xfe) {
      return StandardCharsets.UTF_16LE;
    }
    return bytes.length > 1 && bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xff
        ? StandardCharsets.UTF_16BE
        : StandardCharsets.UTF_8;
  }
}
