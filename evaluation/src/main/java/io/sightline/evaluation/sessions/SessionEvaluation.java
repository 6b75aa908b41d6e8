package io.sightline.evaluation.sessions;

import io.sightline.domain.facts.VehicleSession;
import io.sightline.domain.privacy.NormalPlate;
import java.util.List;

/** How right stays are: what becomes of observations, or what a run has said, against the truth. */
public final class SessionEvaluation {
  public static final String TASK = "sessions";

  private SessionEvaluation() {}

  /** Stays, paired with the true ones. */
  record Judged(List<StayScore.Pair> pairs, StayScore score, PlateScore plates) {}

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
    return new Judged(pairs, StayScore.of(truth, said, pairs, withinMillis), plates);
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
