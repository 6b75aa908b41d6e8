package io.sightline.domain.observations;

import java.util.ArrayList;
import java.util.List;

/**
 * What stands on a plate, as a model read it.
 *
 * @param text as read, without any region's spelling; empty when nothing was read
 * @param score mean of the characters' scores, 0 to 1; 0 for an empty text
 * @param characterScores by character, 0 to 1, as the reader counts characters
 */
public record PlateText(String text, float score, List<Float> characterScores) {
  /** What older builds did not store comes as null. */
  public PlateText {
    characterScores = characterScores == null ? List.of() : characterScores;
  }

  public static PlateText of(String text, List<Float> characterScores) {
    double sum = 0;
    for (float score : characterScores) {
      sum += score;
    }
    float mean = characterScores.isEmpty() ? 0 : (float) (sum / characterScores.size());
    return new PlateText(text, mean, List.copyOf(characterScores));
  }

  /** Lines of one plate, in the order of reading. */
  public static PlateText joined(List<PlateText> lines) {
    StringBuilder text = new StringBuilder();
    List<Float> scores = new ArrayList<>();
    for (PlateText line : lines) {
      text.append(line.text());
      scores.addAll(line.characterScores());
    }
    return of(text.toString(), scores);
  }
}
