package io.sightline.domain.privacy;

import io.sightline.domain.BadInput;
import io.sightline.domain.plates.NormalPlate;
import io.sightline.domain.settings.Settings;
import io.sightline.domain.site.Privacy;
import io.sightline.domain.site.Site;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys under which an installation hashes plates (HMAC SHA-256). There are few enough plates to
 * guess them all, so that a hash without a key would be as good as the plate. Prints without them.
 *
 * @param erasure for what is remembered of erased plates; null where there is none
 * @param pseudonym for what stands for plates in facts; null where there is none
 */
public record PlateKeys(String erasure, String pseudonym) implements Serializable {
  /** Where plates are neither erased nor replaced. */
  public static final PlateKeys NONE = new PlateKeys(null, null);

  private static final String ALGORITHM = "HmacSHA256";
  private static final String PREFIX = "p_";
  private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int BITS = 5;

  /** 100 bits: nobody meets two plates with the same one. */
  private static final int CHARACTERS = 20;

  public static PlateKeys of(Settings settings) {
    return new PlateKeys(
        settings.get(Settings.PRIVACY_ERASURE_KEY), settings.get(Settings.PRIVACY_PSEUDONYM_KEY));
  }

  /**
   * What an erased plate is known by at a site.
   *
   * @param plate in any spelling
   */
  public byte[] mark(String site, String plate) {
    return hash(erasure, "erased\u001f" + site + "\u001f" + NormalPlate.of(plate));
  }

  /** What the key for erasing is known by, so that another one in its place is noticed. */
  public byte[] fingerprint() {
    return hash(erasure, "fingerprint");
  }

  /**
   * What stands for a plate in facts; the same at every site of the installation.
   *
   * @param plate in any spelling
   */
  public String pseudonym(String plate) {
    byte[] hash = hash(pseudonym, "pseudonym\u001f" + NormalPlate.of(plate));
    StringBuilder text = new StringBuilder(PREFIX);
    int buffer = 0;
    int bits = 0;
    for (int i = 0; text.length() < PREFIX.length() + CHARACTERS; i++) {
      buffer = (buffer << Byte.SIZE) | (hash[i] & 0xff);
      bits += Byte.SIZE;
      while (bits >= BITS && text.length() < PREFIX.length() + CHARACTERS) {
        bits -= BITS;
        text.append(BASE32.charAt((buffer >> bits) & ((1 << BITS) - 1)));
      }
      buffer &= (1 << bits) - 1;
    }
    return text.toString();
  }

  /** Whether a text is of the form of {@link #pseudonym}. */
  public static boolean isPseudonym(String text) {
    return text.matches(PREFIX + "[a-z2-7]{" + CHARACTERS + "}");
  }

  /**
   * @throws BadInput when a site wants pseudonyms and there is no key to make them with
   */
  public void require(Site site) {
    if (pseudonym == null && site.privacy().plates() == Privacy.Plates.PSEUDONYM) {
      throw new BadInput(
          "The site '"
              + site.id()
              + "' asks for pseudonyms of plates (privacy.plates), and there is no key to make"
              + " them with; give privacy.pseudonym-key in the settings, or write plates: clear.");
    }
  }

  private static byte[] hash(String key, String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has HMAC SHA-256.", e);
    }
  }

  @Override
  public String toString() {
    return "PlateKeys[]";
  }
}
