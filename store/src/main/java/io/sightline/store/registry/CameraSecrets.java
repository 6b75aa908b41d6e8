package io.sightline.store.registry;

import io.sightline.domain.BadInput;
import io.sightline.domain.secrets.KeyFile;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * How cameras' credentials stand in the database: encrypted (AES-256-GCM, NIST SP 800-38D) under a
 * key of the installation, each bound to its camera, so that none serves another. As text: {@value
 * #FORM} and the nonce, the cipher text and its tag in Base64.
 */
public final class CameraSecrets implements Serializable {
  private static final String FORM = "v1:";
  private static final String USE = "camera credentials";
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final KeyFile key;

  public CameraSecrets(KeyFile key) {
    this.key = key;
  }

  /**
   * @param secret null for none
   * @return fit to be stored; null for none
   * @throws BadInput when there is no key to keep it under
   */
  public String seal(String camera, String secret) {
    if (secret == null) {
      return null;
    }
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    byte[] sealed;
    try {
      sealed =
          cipher(Cipher.ENCRYPT_MODE, camera, nonce)
              .doFinal(secret.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("A camera's credentials cannot be encrypted.", e);
    }
    byte[] all = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
    System.arraycopy(sealed, 0, all, NONCE_BYTES, sealed.length);
    return FORM + Base64.getEncoder().encodeToString(all);
  }

  /**
   * @param stored null for none; what was stored before there was a key comes back as it is
   * @return null for none
   * @throws BadInput when it was stored under another key, or for another camera
   */
  public String open(String camera, String stored) {
    if (stored == null || !isSealed(stored)) {
      return stored;
    }
    try {
      byte[] all = Base64.getDecoder().decode(stored.substring(FORM.length()));
      byte[] nonce = Arrays.copyOf(all, NONCE_BYTES);
      byte[] opened =
          cipher(Cipher.DECRYPT_MODE, camera, nonce)
              .doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES);
      return new String(opened, StandardCharsets.UTF_8);
    } catch (AEADBadTagException e) {
      throw new BadInput(
          "The secret of '"
              + camera
              + "' was stored under another key; give secrets.key-file as it was, or say the"
              + " camera's address or the receiver anew.",
          e);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new BadInput(
          "The secret of '"
              + camera
              + "' is damaged; say the camera's address or the receiver anew.",
          e);
    }
  }

  static boolean isSealed(String stored) {
    return stored.startsWith(FORM);
  }

  private Cipher cipher(int mode, String camera, byte[] nonce) throws GeneralSecurityException {
    SecretKey secret =
        key.read()
            .orElseThrow(
                () ->
                    new BadInput(
                        "The secret of '"
                            + camera
                            + "' is stored only encrypted; name a file with the key in"
                            + " secrets.key-file."))
            .forCipher(USE);
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, secret, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(camera.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
