package io.sightline.standalone.compare;

import io.sightline.domain.BadInput;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What pictures are sent for, and what of an answer is compared. */
public enum Question {
  /** The emotion's name. */
  EMOTION("/api/v1/predict", "file", "emotion_name", Question::emotion),
  /** The plate's letters and digits. */
  PLATE("/api/v1/detect/license-plate", "image", "plate_text", Question::plate),
  /** How many vehicles of which class. */
  VEHICLES("/api/v1/detect/vehicles", "image", "detections", Question::vehicles);

  private final String path;
  private final String field;
  private final String member;
  private final Function<Object, String> gist;

  Question(String path, String field, String member, Function<Object, String> gist) {
    this.path = path;
    this.field = field;
    this.member = member;
    this.gist = gist;
  }

  /**
   * @throws BadInput when there is no such question
   */
  public static Question named(String key) {
    return Arrays.stream(values())
        .filter(one -> one.key().equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInput(
                    "--ask '" + key + "' cannot be; it is one of emotion, plate and vehicles."));
  }

  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  String path() {
    return path;
  }

  /** The form's field that holds the picture. */
  String field() {
    return field;
  }

  /** What an answer says, so that the same is written alike; empty for nothing seen. */
  String gist(Map<?, ?> answer) {
    return gist.apply(answer.get(member));
  }

  /** Whether an answer says it, be it that nothing was seen. */
  boolean isIn(Map<?, ?> answer) {
    return answer.containsKey(member);
  }

  /** The answer's member that says it. */
  String member() {
    return member;
  }

  private static String emotion(Object said) {
    return word(said).toLowerCase(Locale.ROOT);
  }

  private static String plate(Object said) {
    return word(said).toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
  }

  private static String vehicles(Object said) {
    List<?> all = said instanceof List<?> list ? list : List.of();
    Map<String, Long> byClass =
        all.stream()
            .filter(Map.class::isInstance)
            .map(one -> word(((Map<?, ?>) one).get("class")).toLowerCase(Locale.ROOT))
            .collect(Collectors.groupingBy(one -> one, TreeMap::new, Collectors.counting()));
    return byClass.entrySet().stream()
        .map(one -> one.getValue() + " " + one.getKey())
        .collect(Collectors.joining(", "));
  }

  private static String word(Object value) {
    return value == null ? "" : value.toString();
  }
}
