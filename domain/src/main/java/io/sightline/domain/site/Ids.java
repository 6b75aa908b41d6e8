package io.sightline.domain.site;

import io.sightline.domain.BadInput;
import io.sightline.domain.yaml.YamlValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The ids in a site file. */
final class Ids {
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final Pattern PLACE_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");

  private Ids() {}

  /**
   * Of a site or a camera.
   *
   * @throws BadInput naming file, line and key
   */
  static String id(YamlValue value) {
    return id(value, ID, "lower-case letters, digits and hyphens");
  }

  /**
   * Of a spot, zone, gate or watchlist entry, which may be written as on a plan.
   *
   * @throws BadInput naming file, line and key
   */
  static String placeId(YamlValue value) {
    return id(value, PLACE_ID, "letters, digits, '_', '.' and '-'");
  }

  private static String id(YamlValue value, Pattern pattern, String allowed) {
    String id = value.asText();
    if (!pattern.matcher(id).matches()) {
      throw value.error("'" + id + "' is no id; use up to 63 " + allowed);
    }
    return id;
  }

  /**
   * Reads a list whose members have ids of their own.
   *
   * @throws BadInput naming file, line and key
   */
  static <T> List<T> unique(
      List<YamlValue> values, Function<YamlValue, T> read, Function<T, String> idOf) {
    Set<String> seen = new HashSet<>();
    List<T> all = new ArrayList<>();
    for (YamlValue value : values) {
      T one = read.apply(value);
      if (!seen.add(idOf.apply(one))) {
        throw value.error("the id '" + idOf.apply(one) + "' stands here twice; give each its own");
      }
      all.add(one);
    }
    return List.copyOf(all);
  }
}
