package io.sightline.standalone.cli;

import io.sightline.evaluation.sessions.PlateScore;
import io.sightline.evaluation.sessions.SessionEvaluation;
import io.sightline.evaluation.sessions.SessionEvaluation.Told;
import io.sightline.evaluation.sessions.StayScore;

/** How right stays are, for people: what is wrong a line each, and what it comes to. */
final class SessionsText {
  private SessionsText() {}

  static String of(SessionEvaluation.Result result) {
    StringBuilder text = new StringBuilder();
    for (SessionEvaluation.Wrong wrong : result.wrong()) {
      if (wrong.said() == null) {
        text.append("missed  %s%n".formatted(told(wrong.truth())));
      } else if (wrong.truth() == null) {
        text.append("extra   %s%n".formatted(told(wrong.said())));
      } else {
        text.append(
            "wrong   %s is said to be %s%n".formatted(told(wrong.truth()), told(wrong.said())));
      }
    }
    StayScore score = result.stays();
    text.append(
        "%s: %d stays, %d said, %.1f %% exact (plate, entry and exit, within %d ms)%n"
            .formatted(
                result.data(),
                score.stays(),
                score.said(),
                100 * score.exactShare(),
                result.withinMillis()));
    text.append(
        "  %d missed, %d extra, %d with another's exit; plates %d right, %d misread, %d unread%n"
            .formatted(
                score.missed(),
                score.extra(),
                score.confused(),
                score.rightPlate(),
                score.misread(),
                score.unread()));
    text.append("  entries " + told(score.entries()));
    text.append("  exits " + told(score.exits()));
    PlateScore plates = result.plates();
    if (plates != null && plates.tracks() > 0) {
      text.append(
          "  plates of %d tracks: %d wrong by vote, %d by the best read alone%n"
              .formatted(plates.tracks(), plates.wrongVoted(), plates.wrongBest()));
    }
    return text.toString().stripTrailing();
  }

  private static String told(StayScore.Ends ends) {
    return "%d right, %d off, %d not seen, %d that were not; apart by %s ms (median), %s ms (most)%n"
        .formatted(
            ends.right(),
            ends.off(),
            ends.missed(),
            ends.invented(),
            ends.medianMillis() == null ? "–" : ends.medianMillis(),
            ends.worstMillis() == null ? "–" : ends.worstMillis());
  }

  private static String told(Told stay) {
    return "%s %s – %s"
        .formatted(
            stay.plate() == null ? "(no plate)" : stay.plate(),
            stay.enteredAt() == null ? "?" : stay.enteredAt(),
            stay.leftAt() == null ? "?" : stay.leftAt());
  }
}
