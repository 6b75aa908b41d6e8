package io.sightline.domain.plates;

import java.text.Normalizer;
import java.util.Locale;

/** Plates as they are compared: compatibility forms and cases made one, letters and digits only. */
public final class NormalPlate {
  private NormalPlate() {}

  /** Empty where there are no letters or digits in it. */
  public static String of(String text) {
    StringBuilder normal = new StringBuilder();
    Normalizer.normalize(text, Normalizer.Form.NFKC)
        .toUpperCase(Locale.ROOT)
        .codePoints()
        .filter(Character::isLetterOrDigit)
        .forEach(normal::appendCodePoint);
    return normal.toString();
  }
}
