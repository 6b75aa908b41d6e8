package io.sightline.domain.plates;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether a JSON value tells a plate. Ids, names and times may look like one, and are none. */
public final class PlateInJson {
  /** Members that hold what people or programs wrote in words. */
  private static final Set<String> WORDS =
      Set.of(
          "text",
          "cause",
          "description",
          "reason",
          "subject",
          "comments",
          "error",
          "media",
          "file",
          "oddity");

  private PlateInJson() {}

  /**
   * @param value of maps, lists, texts, numbers
   * @param plates in their {@link NormalPlate normal form}
   */
  public static boolean names(Object value, Collection<String> plates) {
    return names("", value, plates);
  }

  private static boolean names(String member, Object value, Collection<String> plates) {
    if (value instanceof Map<?, ?> members) {
      return members.entrySet().stream()
          .anyMatch(one -> names(String.valueOf(one.getKey()), one.getValue(), plates));
    }
    if (value instanceof List<?> all) {
      return all.stream().anyMatch(one -> names(member, one, plates));
    }
    return value instanceof String text
        && (plates.contains(NormalPlate.of(text))
            || WORDS.contains(member) && PlateInText.names(text, plates));
  }
}
