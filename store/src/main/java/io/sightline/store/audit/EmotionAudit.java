package io.sightline.store.audit;

import io.sightline.domain.settings.EmotionUse;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Writes down what emotions were judged for, before any is. */
public final class EmotionAudit {
  private EmotionAudit() {}

  /** Nothing where none are judged. */
  public static void note(JdbcClient jdbc, String run, EmotionUse emotions) {
    if (emotions.refusal().isEmpty()) {
      new AuditRows(jdbc)
          .add(
              new AuditRows.Entry(
                  "sightline",
                  "emotions.judge",
                  "run " + run,
                  "done",
                  "",
                  emotions.purpose() + ", at " + emotions.place(),
                  null));
    }
  }
}
