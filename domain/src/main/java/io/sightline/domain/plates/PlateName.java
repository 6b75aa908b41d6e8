package io.sightline.domain.plates;

import java.text.Normalizer;
import java.util.Locale;

/** Plates as they are stored and looked for. */
public final class PlateName {
  private PlateName() {}

  /**
   * A plate in its normal form: compatibility forms and cases made one, and only letters and
   * numbers, so that {@code scc-e 35} is {@code SCCE35}.
   *
   * @return empty where there is none of either
   */
  public static String normal(String plate) {
    StringBuilder text = new StringBuilder();
    Normalizer.normalize(plate, Normalizer.Form.NFKC)
        .toUpperCase(Locale.ROOT)
        .codePoints()
        .filter(Character::isLetterOrDigit)
        .forEach(text::appendCodePoint);
    return text.toString();
  }
}
