package io.sightline.domain.licence;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/**
 * A licence as a line of text that nobody but its issuer can make: {@code SL1.}, what it says in
 * JSON, and its signature (Ed25519, RFC 8032), both in base64url. It is checked without a network.
 */
public final class LicenceKey {
  private static final String FORM = "SL1";
  private static final int LONGEST = 8_192;
  private static final String ALGORITHM = "Ed25519";

  private LicenceKey() {}

  /** Signs a licence. */
  public static String issue(Licence licence, PrivateKey issuer) {
    String said = FORM + "." + encoded(Json.write(licence).getBytes(StandardCharsets.UTF_8));
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(issuer);
      signature.update(said.getBytes(StandardCharsets.US_ASCII));
      return said + "." + encoded(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java from 15 on has Ed25519.", e);
    }
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * What a key says; it may be over.
   *
   * @throws BadInput when it is none, or not of this issuer
   */
  public static Licence verify(String key, PublicKey issuer) {
    String[] parts =
        key == null || key.length() > LONGEST ? new String[0] : key.strip().split("\\.");
    if (parts.length != 3 || !parts[0].equals(FORM)) {
      throw new BadInput("This is no licence key; it begins with " + FORM + ".");
    }
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(issuer);
      signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
      if (!signature.verify(Base64.getUrlDecoder().decode(parts[2]))) {
        throw new BadInput("This licence key was not issued by whom licence.public-key names.");
      }
      return Json.read(
          new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8),
          Licence.class);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new BadInput("This licence key is damaged.", e);
    }
  }

  /**
   * An issuer's public key.
   *
   * @param text PEM, or its base64 alone
   * @throws IllegalArgumentException when it is none
   */
  public static PublicKey issuer(String text) {
    try {
      return KeyFactory.getInstance(ALGORITHM)
          .generatePublic(new X509EncodedKeySpec(content(text)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "should be an Ed25519 public key, as `licence issue` and openssl print it", e);
    }
  }

  /**
   * An issuer's private key.
   *
   * @param text PEM (PKCS #8), or its base64 alone
   * @throws IllegalArgumentException when it is none
   */
  public static PrivateKey secret(String text) {
    try {
      return KeyFactory.getInstance(ALGORITHM)
          .generatePrivate(new PKCS8EncodedKeySpec(content(text)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException("is no Ed25519 private key in PEM (PKCS #8)", e);
    }
  }

  private static byte[] content(String text) {
    return Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z ]+-----", ""));
  }
}
