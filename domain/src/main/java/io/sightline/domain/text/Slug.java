package io.sightline.domain.text;

import java.text.Normalizer;
import java.util.Locale;

/** A name as part of an id: lower-case letters, digits and hyphens. */
public final class Slug {
  private Slug() {}

  /**
   * @param longest characters at most
   * @return empty where there is no letter or digit in it that an id may have
   */
  public static String of(String name, int longest) {
    String plain =
        Normalizer.normalize(name, Normalizer.Form.NFKD)
            .toLowerCase(Locale.ROOT)
            .replaceAll("\\p{M}+", "")
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-+|-+$", "");
    return plain.substring(0, Math.min(longest, plain.length())).replaceAll("-+$", "");
  }
}
