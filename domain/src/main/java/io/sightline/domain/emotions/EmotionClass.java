package io.sightline.domain.emotions;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The seven basic emotions after Ekman with neutral, with the numbers and words that clients of
 * VisionAI know.
 */
public enum EmotionClass {
  ANGRY(1, "Enojo o ira", "anger"),
  DISGUST(2, "Disgusto o asco", "disgusted"),
  FEAR(3, "Miedo o temor", "fearful", "afraid"),
  HAPPY(4, "Felicidad o alegría", "happiness"),
  NEUTRAL(5, "Neutral", "calm"),
  SAD(6, "Tristeza", "sadness"),
  SURPRISE(7, "Sorpresa", "surprised");

  private final int id;
  private final String description;
  private final List<String> alsoCalled;

  EmotionClass(int id, String description, String... alsoCalled) {
    this.id = id;
    this.description = description;
    this.alsoCalled = List.of(alsoCalled);
  }

  public int id() {
    return id;
  }

  /** As the tables and the interface call it. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** In Spanish. */
  public String description() {
    return description;
  }

  /** By its name, or a word that models have for it; empty for others, such as contempt. */
  public static Optional<EmotionClass> of(String label) {
    String word = label.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(one -> one.key().equals(word) || one.alsoCalled.contains(word))
        .findFirst();
  }
}
