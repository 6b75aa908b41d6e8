package io.sightline.analytics.vehicles;

import io.sightline.analytics.vehicles.TrackState.Crossing;
import io.sightline.analytics.vehicles.TrackState.LabelScore;
import io.sightline.domain.facts.VehicleTrack.EndedBy;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.site.Gate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Follows one camera's vehicles from frame to frame: two-stage association by overlap with the
 * predicted box, each coordinate predicted at constant velocity. A track that is not yet confirmed
 * and not seen again at once was noise.
 */
public final class VehicleTracker {
  private static final double LEAST_IOU_SURE = 0.2;
  private static final double LEAST_IOU_UNSURE = 0.4;

  /** No two vehicles are seen as boxes that overlap by more. */
  private static final double SAME_VEHICLE_IOU = 0.7;

  private static final Comparator<Box> BY_ROUNDED_BOX =
      Comparator.<Box>comparingInt(box -> Math.round(box.left()))
          .thenComparingInt(box -> Math.round(box.top()))
          .thenComparingInt(box -> Math.round(box.right()))
          .thenComparingInt(box -> Math.round(box.bottom()));

  private final TrackingRules rules;
  private final GateCrossings gates;

  public VehicleTracker(TrackingRules rules, List<Gate> gates) {
    this.rules = rules;
    this.gates = new GateCrossings(gates);
  }

  /**
   * A detection and the track it belongs to.
   *
   * @param confirmed whether the track is known to be no noise
   */
  public record Sighting(TrackState track, Detection detection, boolean confirmed) {}

  /** A confirmed track that ended. */
  public record Ended(TrackState track, EndedBy by) {}

  /** A confirmed track's crossing of a gate. */
  public record Crossed(TrackState track, Crossing crossing) {}

  /**
   * What one record of the timeline leads to.
   *
   * @param seen which detection continued or began which track
   * @param confirmed tracks of which it is now known that they are no noise
   * @param settledMillis no later step says anything of times before this
   */
  public record Step(
      TrackerState state,
      List<Sighting> seen,
      List<TrackState> confirmed,
      List<Ended> ended,
      List<Crossed> crossed,
      long settledMillis) {}

  /** A frame and what was seen in it. */
  public Step see(TrackerState before, long millis, List<Detection> detections) {
    List<Ended> ended = new ArrayList<>();
    List<TrackState> tracks = endSilent(before, millis, ended);
    double seconds =
        before.lastMillis() == Long.MIN_VALUE ? 0 : (millis - before.lastMillis()) / 1e3;
    tracks.replaceAll(track -> TrackMotion.predicted(track, seconds));

    List<Detection> vehicles = distinct(detections);
    List<Detection> sure = new ArrayList<>(vehicles);
    sure.removeIf(detection -> detection.score() < rules.sureScore());
    List<Detection> unsure = new ArrayList<>(vehicles);
    unsure.removeIf(detection -> detection.score() >= rules.sureScore());
    // What is known to be a vehicle comes before what may be a second box of the same one.
    List<TrackState> known = new ArrayList<>(tracks);
    known.removeIf(track -> !isConfirmed(track));
    List<TrackState> tentative = new ArrayList<>(tracks);
    tentative.removeIf(this::isConfirmed);
    List<Sighting> seen = new ArrayList<>();
    List<TrackState> unseen = match(known, sure, LEAST_IOU_SURE, millis, seen);
    List<TrackState> hidden = match(unseen, unsure, LEAST_IOU_UNSURE, millis, seen);
    List<TrackState> doubtful = match(tentative, sure, LEAST_IOU_SURE, millis, seen);
    match(doubtful, unsure, LEAST_IOU_UNSURE, millis, seen);
    seen.addAll(begin(sure, millis));
    List<TrackState> all = new ArrayList<>(seen.stream().map(Sighting::track).toList());
    all.addAll(hidden);
    return step(millis, millis, all, seen, ended);
  }

  /** Without the less sure ones of boxes that mean one vehicle under two labels. */
  private static List<Detection> distinct(List<Detection> detections) {
    List<Detection> surestFirst = new ArrayList<>(detections);
    // The sort is stable: equal scores keep the order of the observations.
    surestFirst.sort(Comparator.comparingDouble(Detection::score).reversed());
    List<Detection> kept = new ArrayList<>();
    for (Detection detection : surestFirst) {
      if (kept.stream().noneMatch(better -> isSameVehicle(better, detection))) {
        kept.add(detection);
      }
    }
    return kept;
  }

  /**
   * The tracks that a step has left behind, confirmed or not.
   *
   * @param before what was known before the step
   */
  public static List<TrackState> over(TrackerState before, Step step) {
    return before.tracks().stream()
        .filter(track -> step.state().tracks().stream().noneMatch(left -> isSame(left, track)))
        .toList();
  }

  private static boolean isSame(TrackState a, TrackState b) {
    return a.firstMillis() == b.firstMillis() && a.rank() == b.rank();
  }

  /** Time passes without a frame that could be looked at. */
  public Step pass(TrackerState before, long millis) {
    List<Ended> ended = new ArrayList<>();
    List<TrackState> tracks = endSilent(before, millis, ended);
    return step(before.lastMillis(), millis, tracks, List.of(), ended);
  }

  /** The camera is lost, and what it showed with it. */
  public Step lose(TrackerState before, long millis) {
    List<Ended> ended = new ArrayList<>();
    before.tracks().forEach(track -> end(track, EndedBy.GAP, ended));
    return step(before.lastMillis(), millis, new ArrayList<>(), List.of(), ended);
  }

  /** Whether two boxes of one frame mean the same vehicle. */
  public static boolean isSameVehicle(Detection a, Detection b) {
    return a == b || a.box().iou(b.box()) > SAME_VEHICLE_IOU;
  }

  /** Brings what was known to its end, whatever the rules. */
  public static Step endOf(TrackerState before) {
    return new VehicleTracker(TrackingRules.NONE, List.of()).end(before);
  }

  /** The footage ends. */
  public Step end(TrackerState before) {
    List<Ended> ended = new ArrayList<>();
    before.tracks().forEach(track -> end(track, EndedBy.END, ended));
    return new Step(TrackerState.EMPTY, List.of(), List.of(), ended, List.of(), Long.MAX_VALUE);
  }

  private Step step(
      long lastFrameMillis,
      long millis,
      List<TrackState> tracks,
      List<Sighting> seen,
      List<Ended> ended) {
    tracks.sort(
        Comparator.comparingLong(TrackState::firstMillis).thenComparingInt(TrackState::rank));
    List<Crossed> crossed = new ArrayList<>();
    for (int i = 0; i < tracks.size(); i++) {
      TrackState track = tracks.get(i);
      if (isConfirmed(track) && !track.crossings().isEmpty()) {
        track.crossings().forEach(crossing -> crossed.add(new Crossed(track, crossing)));
        tracks.set(i, track.with(track.sides(), List.of()));
      }
    }
    long settled =
        tracks.stream()
            .filter(track -> !isConfirmed(track))
            .mapToLong(TrackState::firstMillis)
            .min()
            .orElse(millis + 1);
    List<TrackState> confirmed =
        tracks.stream()
            .filter(
                track -> track.frames() == rules.confirmFrames() && track.lastMillis() == millis)
            .toList();
    return new Step(
        new TrackerState(lastFrameMillis, tracks), seen, confirmed, ended, crossed, settled);
  }

  private boolean isConfirmed(TrackState track) {
    return track.frames() >= rules.confirmFrames();
  }

  /** Ends what has not been seen for too long, and returns the rest. */
  private List<TrackState> endSilent(TrackerState before, long millis, List<Ended> ended) {
    boolean gap =
        before.lastMillis() != Long.MIN_VALUE && millis - before.lastMillis() > rules.gapMillis();
    List<TrackState> tracks = new ArrayList<>();
    for (TrackState track : before.tracks()) {
      if (gap) {
        end(track, EndedBy.GAP, ended);
      } else if (millis - track.lastMillis() > rules.lostMillis()) {
        end(track, EndedBy.LOST, ended);
      } else {
        tracks.add(track);
      }
    }
    return tracks;
  }

  private void end(TrackState track, EndedBy by, List<Ended> ended) {
    if (isConfirmed(track)) {
      ended.add(new Ended(track, by));
    }
  }

  /**
   * Continues tracks with the detections that overlap them best, and takes these detections out of
   * the list.
   *
   * @return the tracks that were not continued
   */
  private List<TrackState> match(
      List<TrackState> tracks,
      List<Detection> detections,
      double leastIou,
      long millis,
      List<Sighting> continued) {
    double[][] costs = new double[tracks.size()][detections.size()];
    for (int i = 0; i < tracks.size(); i++) {
      Box predicted = tracks.get(i).box();
      for (int j = 0; j < detections.size(); j++) {
        costs[i][j] = 1 - predicted.iou(detections.get(j).box());
      }
    }
    int[] assigned = Assignment.leastCost(costs, 1 - leastIou);
    List<TrackState> left = new ArrayList<>();
    List<Detection> taken = new ArrayList<>();
    for (int i = 0; i < tracks.size(); i++) {
      if (assigned[i] == Assignment.NONE) {
        left.add(tracks.get(i));
      } else {
        Detection detection = detections.get(assigned[i]);
        taken.add(detection);
        TrackState track = TrackMotion.continued(tracks.get(i), detection, millis);
        continued.add(sighting(gates.noted(track, millis), detection));
      }
    }
    detections.removeIf(detection -> taken.stream().anyMatch(one -> one == detection));
    return left;
  }

  private List<Sighting> begin(List<Detection> detections, long millis) {
    List<Detection> ordered = new ArrayList<>(detections);
    ordered.sort(Comparator.comparing(Detection::box, BY_ROUNDED_BOX));
    List<Sighting> begun = new ArrayList<>();
    for (Detection detection : ordered) {
      TrackState track = TrackMotion.begun(detection, begun.size(), millis);
      begun.add(sighting(gates.noted(track, millis), detection));
    }
    return begun;
  }

  private Sighting sighting(TrackState track, Detection detection) {
    return new Sighting(track, detection, isConfirmed(track));
  }

  /** The label with the largest sum of scores; the first by name where two have the same. */
  public static String label(TrackState track) {
    return track.labels().stream()
        .max(
            Comparator.comparingDouble(LabelScore::score)
                .thenComparing(LabelScore::label, Comparator.reverseOrder()))
        .orElseThrow()
        .label();
  }
}
