package io.sightline.domain.bundles;

import io.sightline.domain.BadInput;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/** Signatures of bundles: Ed25519 (RFC 8032), with keys as PEM (RFC 7468). */
public final class BundleSignature {
  public static final String ALGORITHM = "Ed25519";
  private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
  private static final String END = "-----END PUBLIC KEY-----";
  private static final int LINE = 64;

  private BundleSignature() {}

  /**
   * @return 64 bytes, the same for the same bytes and key
   */
  public static byte[] sign(PrivateKey key, byte[] bytes) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key);
      signature.update(bytes);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java of ours has Ed25519.", e);
    }
  }

  /** Whether a signature is of some bytes and by a key. */
  public static boolean isValid(PublicKey key, byte[] bytes, byte[] signed) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(key);
      signature.update(bytes);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      // What cannot be a signature is none.
      return false;
    }
  }

  /** SHA-256 of a key in its X.509 form, lower-case hexadecimal. */
  public static String fingerprint(PublicKey key) {
    return sha256(key.getEncoded());
  }

  /** SHA-256, lower-case hexadecimal. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }

  public static String pem(PublicKey key) {
    Base64.Encoder lines = Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII));
    return BEGIN + "\n" + lines.encodeToString(key.getEncoded()) + "\n" + END + "\n";
  }

  /**
   * @throws BadInput when it is no public key of this kind
   */
  public static PublicKey ofPem(String pem) {
    int begin = pem.indexOf(BEGIN);
    int end = pem.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new BadInput("This is no public key in PEM form; take it from /api/v1/bundle-key.");
    }
    try {
      byte[] bytes = Base64.getMimeDecoder().decode(pem.substring(begin + BEGIN.length(), end));
      return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(bytes));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new BadInput("This is no public key for Ed25519; take it from /api/v1/bundle-key.", e);
    }
  }
}
