package io.sightline.standalone.cli;

import io.sightline.evaluation.tracking.TrackingEvaluation;
import io.sightline.evaluation.tracking.TrackingEvaluation.Score;
import java.util.ArrayList;
import java.util.List;

/** How well vehicles are followed, for people: a line a sequence, and one of all. */
final class TrackingText {
  private TrackingText() {}

  static String of(TrackingEvaluation.Result result) {
    List<Score> scores = new ArrayList<>(result.sequences());
    if (scores.size() > 1) {
      scores.add(result.all());
    }
    StringBuilder text = new StringBuilder();
    for (Score score : scores) {
      text.append(
          "%s: %d frames, %d vehicles, %d tracks%n"
              .formatted(score.sequence(), score.frames(), score.vehicles(), score.tracks()));
      text.append(
          "  HOTA %.3f  DetA %.3f  AssA %.3f  MOTA %.3f  IDF1 %.3f  identity switches %d%n"
              .formatted(
                  score.hota(),
                  score.detA(),
                  score.assA(),
                  score.mota(),
                  score.idf1(),
                  score.idSwitches()));
    }
    return text.toString().stripTrailing();
  }
}
