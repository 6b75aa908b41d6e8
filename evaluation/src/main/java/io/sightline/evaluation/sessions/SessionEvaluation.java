package io.sightline.evaluation.sessions;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.domain.BadInput;
import io.sightline.domain.facts.VehicleSession;
import io.sightline.domain.plates.NormalPlate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** How right stays are: what becomes of observations, or what a run has said, against the truth. */
public final class SessionEvaluation {
  public static final String TASK = "sessions";

  static final String TRUTH = "stays.csv";
  static final String EXPORT = "vehicle_sessions.csv";

  /** Of an export nobody knows how often its cameras were looked at. */
  private static final long USUAL_WITHIN_MILLIS = 1_000;

  private SessionEvaluation() {}

  /**
   * A stay, for people and programs.
   *
   * @param plate null where none is known
   * @param enteredAt ISO 8601, UTC; null where it is not known
   * @param leftAt ISO 8601, UTC; null where it is not known
   */
  public record Told(
      String plate,
      @JsonProperty("entered_at") String enteredAt,
      @JsonProperty("left_at") String leftAt) {
    private static Told of(TimedStay stay) {
      return new Told(stay.plate(), time(stay.enteredAtMillis()), time(stay.leftAtMillis()));
    }

    private static String time(Long millis) {
      return millis == null ? null : Instant.ofEpochMilli(millis).toString();
    }
  }

  /**
   * A stay that is not exact.
   *
   * @param truth null for one that there was not
   * @param said null for one that was missed
   */
  public record Wrong(Told truth, Told said) {}

  /**
   * What came out.
   *
   * @param data what the folder is called
   * @param withinMillis how far apart in time two ends may be and still be the same
   * @param plates what voting gains; null where only a run's stays are known
   * @param wrong the stays that are not exact, true ones first
   */
  public record Result(
      String task,
      String data,
      @JsonProperty("within_ms") long withinMillis,
      StayScore stays,
      PlateScore plates,
      List<Wrong> wrong) {}

  /** Stays, paired with the true ones. */
  record Judged(
      List<TimedStay> said, List<StayScore.Pair> pairs, StayScore score, PlateScore plates) {}

  /**
   * @param data a folder with {@code stays.csv}, and with either a run's {@code
   *     vehicle_sessions.csv} or a {@code site.yaml} and what its cameras have seen
   * @param zone of times in {@code stays.csv} that name none; null for the site's, or UTC
   * @param within how far apart in time two ends may be and still be the same; null for one frame,
   *     or a second
   * @throws BadInput when something is missing or cannot be meant
   */
  public static Result of(Path data, ZoneId zone, Duration within) {
    Path truth = data.resolve(TRUTH);
    Path export = data.resolve(EXPORT);
    if (Files.notExists(truth)) {
      throw new BadInput(
          "There is no "
              + truth
              + "; it has the columns plate, entered_at and left_at, a line a stay.");
    }
    boolean isExport = Files.exists(export);
    if (isExport == Files.exists(data.resolve(SeenSite.SITE))) {
      throw new BadInput(
          data
              + (isExport ? " has both " : " has neither ")
              + "a run's "
              + EXPORT
              + (isExport ? " and " : " nor ")
              + SeenSite.SITE
              + " with what cameras have seen; one of them is held against "
              + TRUTH
              + ".");
    }
    String name = String.valueOf(data.toAbsolutePath().normalize().getFileName());
    if (isExport) {
      return ofExport(name, truth, export, zone, millis(within, USUAL_WITHIN_MILLIS));
    }
    SeenSite seen = SeenSite.read(data);
    SessionChain chain = new SessionChain(seen.site());
    seen.observations().forEach(chain::take);
    List<TimedStay> stays =
        StayFile.read(truth, zone == null ? seen.site().zone() : zone, seen.startMillis());
    long tolerance = millis(within, seen.frameMillis());
    Judged judged = judged(stays, chain.stays(), chain, tolerance);
    return result(name, tolerance, stays, judged);
  }

  private static Result ofExport(
      String name, Path truth, Path export, ZoneId zone, long withinMillis) {
    List<TimedStay> stays = StayFile.read(truth, zone == null ? ZoneOffset.UTC : zone, null);
    List<TimedStay> said = StayFile.read(export, ZoneOffset.UTC, null);
    List<StayScore.Pair> pairs = StayScore.pairs(stays, said, withinMillis);
    StayScore score = StayScore.of(stays, said, pairs, withinMillis);
    return result(name, withinMillis, stays, new Judged(said, pairs, score, null));
  }

  private static long millis(Duration within, long otherwise) {
    return within == null ? otherwise : within.toMillis();
  }

  private static Result result(
      String name, long withinMillis, List<TimedStay> truth, Judged judged) {
    List<Wrong> wrong = new ArrayList<>();
    for (StayScore.Pair pair : judged.pairs()) {
      if (!pair.exact()) {
        wrong.add(
            new Wrong(
                pair.truth() == StayScore.NONE ? null : Told.of(truth.get(pair.truth())),
                pair.said() == StayScore.NONE ? null : Told.of(judged.said().get(pair.said()))));
      }
    }
    return new Result(TASK, name, withinMillis, judged.score(), judged.plates(), wrong);
  }

  static Judged judged(
      List<TimedStay> truth, List<VehicleSession> stays, SessionChain chain, long withinMillis) {
    List<TimedStay> said = stays.stream().map(SessionEvaluation::timed).toList();
    List<StayScore.Pair> pairs = StayScore.pairs(truth, said, withinMillis);
    PlateScore plates = PlateScore.NONE;
    for (StayScore.Pair pair : pairs) {
      if (pair.truth() == StayScore.NONE || pair.said() == StayScore.NONE) {
        continue;
      }
      TimedStay was = truth.get(pair.truth());
      VehicleSession is = stays.get(pair.said());
      // A track whose time is not right may be another vehicle's.
      if (StayScore.agree(was.enteredAtMillis(), is.enteredAtMillis(), withinMillis)) {
        plates = plus(plates, was.plate(), is.entryTrack(), chain);
      }
      if (StayScore.agree(was.leftAtMillis(), is.leftAtMillis(), withinMillis)) {
        plates = plus(plates, was.plate(), is.exitTrack(), chain);
      }
    }
    return new Judged(said, pairs, StayScore.of(truth, said, pairs, withinMillis), plates);
  }

  private static PlateScore plus(
      PlateScore before, String plate, String track, SessionChain chain) {
    TrackPlate read = track == null ? null : chain.plate(track);
    return plate == null || read == null ? before : before.plus(plate, read);
  }

  private static TimedStay timed(VehicleSession stay) {
    return new TimedStay(
        stay.plate() == null ? null : NormalPlate.of(stay.plate()),
        stay.enteredAtMillis(),
        stay.leftAtMillis());
  }
}
