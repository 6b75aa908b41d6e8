package io.sightline.store.runs;

import io.sightline.store.facts.FactKinds;
import io.sightline.store.ledger.LedgerFacts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What was odd in a run's footage, for people. */
public final class RunOddities {
  private static final int MOST_GAPS = 20;

  private RunOddities() {}

  /** A sentence for each kind of what was left out, mended, or missing; empty where nothing was. */
  public static List<String> sentences(JdbcClient jdbc, RunSummary summary) {
    List<String> sentences = new ArrayList<>();
    summary
        .framesDropped()
        .forEach(
            (reason, frames) ->
                sentences.add(
                    frames
                        + (frames == 1 ? " frame was" : " frames were")
                        + " left out: "
                        + leftOut(reason)
                        + "."));
    jdbc.sql(
            """
            select camera, file, oddity, count(*), min(at) from footage_times
            where run = ? and oddity is not null group by camera, file, oddity order by 1, 2, 3
            """)
        .param(summary.run())
        .query(
            row -> {
              sentences.add(
                  "Camera '%s': in %s, from %s on, %d of the frames analysed %s, and were dated by the stream's own pace."
                      .formatted(
                          row.getString(1),
                          row.getString(2),
                          row.getTimestamp(5).toInstant(),
                          row.getLong(4),
                          dated(row.getString(3))));
            });
    LedgerFacts.all(jdbc, FactKinds.CAMERA_GAPS, summary.run()).stream()
        .limit(MOST_GAPS)
        .map(
            gap ->
                "Camera '%s' from %s to %s: %s."
                    .formatted(
                        gap.camera(),
                        Instant.ofEpochMilli(gap.head().atMillis()),
                        Instant.ofEpochMilli(gap.endedAtMillis()),
                        missing(gap.reason())))
        .forEach(sentences::add);
    if (summary.gaps() > MOST_GAPS) {
      sentences.add((summary.gaps() - MOST_GAPS) + " more gaps are in camera_gaps.");
    }
    return sentences;
  }

  private static String leftOut(String reason) {
    return switch (reason) {
      case "not-after-last" -> "their time is not after that of the frame before";
      case "outside-picture" -> "their picture has another aspect than the layout's";
      case "not-recorded" -> "they were lost when the job was restarted";
      default -> reason;
    };
  }

  private static String dated(String oddity) {
    return switch (oddity) {
      case "stamp-stray" -> "have a time stamp that lies aside";
      case "stamp-repeated" -> "have the time stamp of the frame before";
      case "stamp-missing" -> "have no time stamp";
      default -> "have an odd time stamp (" + oddity + ")";
    };
  }

  private static String missing(String reason) {
    return switch (reason) {
      case "no-footage" -> "there is no footage";
      case "cut-off" -> "the file ends before it should; copy it again if there is more of it";
      case "unreadable" -> "a file cannot be read";
      case "outside-picture" -> "the picture has another aspect than the layout's";
      case "stamp-break" -> "time stamps leap ahead";
      case "stamp-began-again" ->
          "time stamps begin again here, so that frames go on at their pace; how much time lies"
              + " between, nobody knows";
      default -> "it was not seen (" + reason + ")";
    };
  }
}
