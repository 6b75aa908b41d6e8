package io.sightline.store.runs;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.domain.site.Site;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.ledger.LedgerFacts;
import io.sightline.store.observations.ObservationRows;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

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
 * @param framesDropped frames that were in the footage and not analysed, by reason
 * @param gaps times in which a camera was not seen, and breaks in what it recorded
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
    long poison,
    @JsonProperty("frames_dropped") Map<String, Long> framesDropped,
    long gaps) {

  /** Whether all that was in the footage was seen, at the times that it says. */
  @JsonIgnore
  public boolean isWithoutLoss() {
    return framesDropped.isEmpty() && gaps == 0;
  }

  /**
   * What the faces of one camera showed.
   *
   * @param faces counted frame by frame
   * @param distribution share of the faces by strongest emotion, 0 to 1
   */
  public record EmotionShares(long faces, Map<String, Double> distribution) {
    private static EmotionShares of(Map<String, Long> counted) {
      long all = counted.values().stream().mapToLong(Long::longValue).sum();
      Map<String, Double> shares = new TreeMap<>();
      counted.forEach(
          (emotion, faces) -> shares.put(emotion, Math.round(1_000.0 * faces / all) / 1_000.0));
      return new EmotionShares(all, shares);
    }
  }

  /**
   * @param observationsOf the run that holds the observations it was made from
   * @param from first instant of them that it is about; null for the beginning
   * @param to end of that, exclusive; null for the end
   * @param framesPerSecond of the process that finished it
   */
  public static RunSummary read(
      JdbcClient jdbc,
      String run,
      String observationsOf,
      Site site,
      Instant from,
      Instant to,
      double framesPerSecond,
      double realTimeFactor) {
    ObservationRows.Counts observed =
        new ObservationRows(jdbc).counts(observationsOf, site, from, to);
    return new RunSummary(
        run,
        site.id(),
        observed.frames(),
        tenths(framesPerSecond),
        tenths(realTimeFactor),
        observed.detections(),
        LedgerFacts.count(jdbc, FactKinds.VEHICLE_TRACKS, run),
        LedgerFacts.distinct(jdbc, FactKinds.PLATE_READS, "text", "true", run),
        LedgerFacts.count(jdbc, FactKinds.PASSAGES, run),
        LedgerFacts.count(jdbc, FactKinds.VEHICLE_SESSIONS, run),
        LedgerFacts.distinct(jdbc, FactKinds.SPOT_TRANSITIONS, "spot", "state = 'occupied'", run),
        LedgerFacts.count(jdbc, FactKinds.EMOTION_SEGMENTS, run),
        emotions(jdbc, run),
        LedgerFacts.count(jdbc, FactKinds.POISON_RECORDS, run),
        observed.dropped(),
        LedgerFacts.count(jdbc, FactKinds.CAMERA_GAPS, run));
  }

  private static double tenths(double value) {
    return Math.round(value * 10) / 10.0;
  }

  /** Faces by strongest emotion in a camera's windows. */
  private record Faces(String camera, long faces, String emotion) {}

  private static Map<String, EmotionShares> emotions(JdbcClient jdbc, String run) {
    Map<String, Map<String, Long>> counted = new TreeMap<>();
    jdbc.sql(
            """
            select w.scope_id, coalesce(sum(w.faces * d.value::float8), 0), d.key from emotion_windows w
            left join lateral jsonb_each_text(w.distribution) d on true
            where run = ? and final and not retracted and scope = 'camera'
              and window_ms = 60000
            group by w.scope_id, d.key order by w.scope_id, d.key
            """)
        .param(run)
        .query(
            (row, number) ->
                new Faces(row.getString(1), Math.round(row.getDouble(2)), row.getString(3)))
        .list()
        .forEach(
            faces -> {
              Map<String, Long> known =
                  counted.computeIfAbsent(faces.camera(), camera -> new TreeMap<>());
              if (faces.faces() > 0) {
                known.put(faces.emotion(), faces.faces());
              }
            });
    Map<String, EmotionShares> byCamera = new TreeMap<>();
    counted.forEach((camera, faces) -> byCamera.put(camera, EmotionShares.of(faces)));
    return byCamera;
  }
}
