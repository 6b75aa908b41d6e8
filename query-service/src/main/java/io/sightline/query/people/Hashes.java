package io.sightline.query.people;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of what must not be kept itself. */
final class Hashes {
  private Hashes() {}

  static byte[] bytes(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** In hexadecimal. */
  static String of(String text) {
    return HexFormat.of().formatHex(bytes(text));
  }
}
