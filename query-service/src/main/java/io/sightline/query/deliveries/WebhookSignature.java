package io.sightline.query.deliveries;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs what is told, as <a href="https://www.standardwebhooks.com/">Standard Webhooks</a> does:
 * HMAC-SHA256 of id, time and body under a secret that the receiver has.
 */
final class WebhookSignature {
  private static final String PREFIX = "whsec_";
  private static final String VERSION = "v1,";
  private static final String ALGORITHM = "HmacSHA256";
  private static final int BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private WebhookSignature() {}

  /** A new secret, as receivers are given it. */
  static String newSecret() {
    byte[] secret = new byte[BYTES];
    RANDOM.nextBytes(secret);
    return PREFIX + Base64.getEncoder().encodeToString(secret);
  }

  /**
   * @param id of the message, the same however often it is sent
   */
  static String of(String secret, String id, Instant at, String body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(
          new SecretKeySpec(
              Base64.getDecoder().decode(secret.substring(PREFIX.length())), ALGORITHM));
      byte[] signed =
          mac.doFinal(
              (id + "." + at.getEpochSecond() + "." + body).getBytes(StandardCharsets.UTF_8));
      return VERSION + Base64.getEncoder().encodeToString(signed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("A webhook cannot be signed.", e);
    }
  }
}
