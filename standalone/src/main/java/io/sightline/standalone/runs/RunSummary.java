package io.sightline.standalone.runs;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.domain.site.Site;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

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
    long poison) {

  private static final String LEDGER = " where run = ? and final and not retracted";

  static RunSummary read(
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
}
