package io.sightline.store.runs;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.domain.site.Site;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run came to. Counts are read from what is stored, so that a resumed run has those of an
 * undisturbed one.
 *
 * @param frames frames analysed
 * @param framesPerSecond of the process that finished the run, over the frames it analysed
 * @param realTimeFactor how many times faster than the footage runs
 * @param observations detections in the frames
 * @param vehicles confirmed tracks
 * @param plates final plate texts, sorted
 * @param spotsOccupied spots that were ever occupied, sorted
 * @param emotions what the faces of each camera showed, by camera; only of cameras that look for
 *     them
 * @param poison frames that could not be looked at
 */
public record RunSummary(
    String run,
    String site,
    long frames,
    @JsonProperty("frames_per_second") double framesPerSecond,
    @JsonProperty("real_time_factor") double realTimeFactor,
    long observations,
    long vehicles,
    List<String> plates,
    long passages,
    long sessions,
    @JsonProperty("spots_occupied") List<String> spotsOccupied,
    @JsonProperty("emotion_segments") long emotionSegments,
    Map<String, EmotionShares> emotions,
    long poison) {

  /**
   * What the faces of one camera showed.
   *
   * @param faces counted frame by frame
   * @param distribution share of the faces by strongest emotion, 0 to 1
   */
  public record EmotionShares(long faces, Map<String, Double> distribution) {}

  private static final String LEDGER = " where run = ? and final and not retracted";

  public static RunSummary read(
      RunStore store,
      String run,
      String observationsOf,
      Site site,
      double framesPerSecond,
      double realTimeFactor)
      throws SQLException {
    return new RunSummary(
        run,
        site.id(),
        store.framesStored(observationsOf, site),
        tenths(framesPerSecond),
        tenths(realTimeFactor),
        store.detectionsStored(observationsOf, site),
        store.number("select count(*) from vehicle_tracks" + LEDGER, run),
        texts(store, "select distinct text from plate_reads" + LEDGER + " order by 1", run),
        store.number("select count(*) from passages" + LEDGER, run),
        store.number("select count(*) from vehicle_sessions" + LEDGER, run),
        texts(
            store,
            "select distinct spot from spot_transitions"
                + LEDGER
                + " and state = 'occupied' order by 1",
            run),
        store.number("select count(*) from emotion_segments" + LEDGER, run),
        emotions(store, run),
        store.number("select count(*) from poison_records" + LEDGER, run));
  }

  private static double tenths(double value) {
    return Math.round(value * 10) / 10.0;
  }

  private static List<String> texts(RunStore store, String sql, String run) throws SQLException {
    try (PreparedStatement statement = store.connection().prepareStatement(sql)) {
      statement.setString(1, run);
      List<String> texts = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          texts.add(rows.getString(1));
        }
      }
      return texts;
    }
  }

  private static Map<String, EmotionShares> emotions(RunStore store, String run)
      throws SQLException {
    String sql =
        "select w.scope_id, sum(w.faces * d.value::float8), d.key from emotion_windows w"
            + " left join lateral jsonb_each_text(w.distribution) d on true"
            + LEDGER.replace("run", "w.run")
            + " and scope = 'camera' group by w.scope_id, d.key order by w.scope_id, d.key";
    Map<String, EmotionShares> byCamera = new TreeMap<>();
    try (PreparedStatement statement = store.connection().prepareStatement(sql)) {
      statement.setString(1, run);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          EmotionShares known =
              byCamera.computeIfAbsent(
                  rows.getString(1), camera -> new EmotionShares(0, new TreeMap<>()));
          long faces = Math.round(rows.getDouble(2));
          if (faces > 0) {
            known.distribution().put(rows.getString(3), (double) faces);
          }
          byCamera.put(
              rows.getString(1), new EmotionShares(known.faces() + faces, known.distribution()));
        }
      }
    }
    byCamera
        .values()
        .forEach(
            shares ->
                shares
                    .distribution()
                    .replaceAll(
                        (emotion, faces) -> Math.round(1_000 * faces / shares.faces()) / 1_000.0));
    return byCamera;
  }
}
