package io.sightline.store.runs;

import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What was odd in a run's footage, for people. */
public final class RunOddities {
  /** Of each sort; the tables have them all. */
  private static final int MOST_SENTENCES = 20;

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
            where run = ? and oddity is not null group by camera, file, oddity order by 1, 2, 3 limit ?
            """)
        .params(summary.run(), MOST_SENTENCES)
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
    jdbc.sql(
            """
            select camera, reason, count(*), min(at), (array_agg(ended_at order by at))[1]
            from camera_gaps where run = ? and final and not retracted
            group by camera, reason order by 1, 2 limit ?
            """)
        .params(summary.run(), MOST_SENTENCES)
        .query(
            row -> {
              long times = row.getLong(3);
              sentences.add(
                  "Camera '%s' %sfrom %s to %s: %s."
                      .formatted(
                          row.getString(1),
                          times == 1 ? "" : times + " times, first ",
                          row.getTimestamp(4).toInstant(),
                          row.getTimestamp(5).toInstant(),
                          missing(row.getString(2))));
            });
    jdbc.sql(
            """
            select camera, frames, at, reason from (
              select camera, stage, at, reason, count(*) over alike as frames,
                row_number() over (alike order by at, media) as number
              from poison_records where run = ? window alike as (partition by camera, stage)) p
            where number = 1 order by camera, stage limit ?
            """)
        .params(summary.run(), MOST_SENTENCES)
        .query(
            row -> {
              long frames = row.getLong(2);
              sentences.add(
                  "Camera '%s': %s could not be looked at, %s %s: %s"
                      .formatted(
                          row.getString(1),
                          frames == 1 ? "1 frame" : frames + " frames",
                          frames == 1 ? "at" : "the first at",
                          row.getTimestamp(3).toInstant(),
                          sentence(row.getString(4))));
            });
    return sentences;
  }

  private static String sentence(String reason) {
    return reason.endsWith(".") ? reason : reason + ".";
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
      case "moved" -> "it has moved, so that its spots were not judged";
      case "blurred" -> "it was blurred, so that its spots were not judged";
      case "dark" -> "nothing could be made out in the dark";
      case "frozen" -> "it sent one picture again and again";
      case "covered" -> "it was covered";
      default -> "it was not seen (" + reason + ")";
    };
  }
}
