package io.sightline.domain.secrets;

import io.sightline.domain.BadInput;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The one secret of an installation under which what it stores is kept from those who see only the
 * database. Each use has a key of its own, derived from it (HMAC-SHA-256 as a pseudo-random
 * function, NIST SP 800-108), so that none tells anything of another.
 */
public final class InstallationKey {
  private static final int LEAST_CHARACTERS = 32;
  private static final String MAC = "HmacSHA256";
  private static final String CIPHER = "AES";

  private final byte[] secret;

  private InstallationKey(byte[] secret) {
    this.secret = secret;
  }

  /**
   * @param text at least 32 characters
   * @throws BadInput when it is shorter
   */
  public static InstallationKey of(String text) {
    String stripped = text.strip();
    if (stripped.length() < LEAST_CHARACTERS) {
      throw new BadInput(
          "The installation's key must have at least " + LEAST_CHARACTERS + " characters.");
    }
    return new InstallationKey(stripped.getBytes(StandardCharsets.UTF_8));
  }

  /** 256 bits for AES. */
  public SecretKey forCipher(String use) {
    return new SecretKeySpec(derive(use), CIPHER);
  }

  /** For keyed hashes (HMAC-SHA-256). */
  public SecretKey forMac(String use) {
    return new SecretKeySpec(derive(use), MAC);
  }

  private byte[] derive(String use) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(secret, MAC));
      return mac.doFinal(use.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has HmacSHA256.", e);
    }
  }

  @Override
  public String toString() {
    return "InstallationKey[hidden]";
  }
}
