package io.sightline.domain.secrets;

import io.sightline.domain.BadInput;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
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
  private static final String SIGNATURE = "Ed25519";

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

  /**
   * For Ed25519 signatures (RFC 8032): always the same two keys, so that whoever has the public one
   * knows what this installation signs.
   */
  public KeyPair forSignatures(String use) {
    byte[] seed = derive(use);
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(SIGNATURE);
      // A private key is its seed (RFC 8032, 5.1.5), and Java makes the public one only of that
      // which it draws itself.
      generator.initialize(NamedParameterSpec.ED25519, new Drawn(seed));
      KeyPair pair = generator.generateKeyPair();
      byte[] kept = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
      if (!MessageDigest.isEqual(kept, seed)) {
        throw new IllegalStateException("This Java makes Ed25519 keys in another way.");
      }
      return pair;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java of ours has Ed25519.", e);
    }
  }

  /** Draws what was drawn before. */
  private static final class Drawn extends SecureRandom {
    private static final long serialVersionUID = 1;

    private final byte[] drawn;

    Drawn(byte[] drawn) {
      this.drawn = drawn;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      System.arraycopy(drawn, 0, bytes, 0, bytes.length);
    }
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
