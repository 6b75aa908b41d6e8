package io.sightline.analytics.vehicles;

import io.sightline.analytics.vehicles.TrackState.Crossing;
import io.sightline.analytics.vehicles.TrackState.GateSide;
import io.sightline.analytics.vehicles.TrackState.LabelScore;
import io.sightline.domain.facts.VehicleTrack.EndedBy;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.geometry.Point;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.site.Gate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

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

  // Errors as shares of the box's height, so that near and far vehicles are treated alike.
  private static final double POSITION_ERROR = 0.05;
  private static final double VELOCITY_ERROR = 2;
  private static final double ACCELERATION = 1.5;

  /**
   * A vehicle stands clearly on one side of a gate when its foot is this share of its height away
   * from it.
   */
  private static final double CLEAR_OF_GATE = 0.05;

  private static final Comparator<Box> BY_ROUNDED_BOX =
      Comparator.<Box>comparingInt(box -> Math.round(box.left()))
          .thenComparingInt(box -> Math.round(box.top()))
          .thenComparingInt(box -> Math.round(box.right()))
          .thenComparingInt(box -> Math.round(box.bottom()));

  private final TrackingRules rules;
  private final List<Gate> gates;

  public VehicleTracker(TrackingRules rules, List<Gate> gates) {
    this.rules = rules;
    this.gates = gates;
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
    tracks.replaceAll(track -> predicted(track, seconds));

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
        tracks.set(i, with(track, track.sides(), List.of()));
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
        continued.add(sighting(continued(tracks.get(i), detection, millis), detection));
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
      Box box = detection.box();
      double height = box.height();
      TrackState track =
          new TrackState(
              millis,
              begun.size(),
              millis,
              1,
              List.of(new LabelScore(detection.label(), detection.score())),
              first((box.left() + (double) box.right()) / 2, height),
              first((box.top() + (double) box.bottom()) / 2, height),
              first(box.width(), height),
              first(box.height(), height),
              List.of(),
              List.of());
      begun.add(sighting(withGates(track, millis), detection));
    }
    return begun;
  }

  private Sighting sighting(TrackState track, Detection detection) {
    return new Sighting(track, detection, isConfirmed(track));
  }

  private static Motion first(double position, double height) {
    return Motion.at(position, POSITION_ERROR * height, VELOCITY_ERROR * height);
  }

  private static TrackState predicted(TrackState track, double seconds) {
    double acceleration = ACCELERATION * Math.max(1, track.height().position());
    return new TrackState(
        track.firstMillis(),
        track.rank(),
        track.lastMillis(),
        track.frames(),
        track.labels(),
        track.centreX().after(seconds, acceleration),
        track.centreY().after(seconds, acceleration),
        track.width().after(seconds, acceleration),
        track.height().after(seconds, acceleration),
        track.sides(),
        track.crossings());
  }

  private TrackState continued(TrackState track, Detection detection, long millis) {
    Box box = detection.box();
    double error = POSITION_ERROR * box.height();
    TrackState continued =
        new TrackState(
            track.firstMillis(),
            track.rank(),
            millis,
            track.frames() + 1,
            added(track.labels(), detection),
            track.centreX().measured((box.left() + (double) box.right()) / 2, error),
            track.centreY().measured((box.top() + (double) box.bottom()) / 2, error),
            track.width().measured(box.width(), error),
            track.height().measured(box.height(), error),
            track.sides(),
            track.crossings());
    return withGates(continued, millis);
  }

  private static List<LabelScore> added(List<LabelScore> labels, Detection detection) {
    List<LabelScore> all = new ArrayList<>(labels);
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).label().equals(detection.label())) {
        all.set(i, new LabelScore(detection.label(), all.get(i).score() + detection.score()));
        return all;
      }
    }
    all.add(new LabelScore(detection.label(), detection.score()));
    all.sort(Comparator.comparing(LabelScore::label));
    return all;
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

  /**
   * Notes on which side of each gate the vehicle stands, and which gates it crossed on its way
   * there.
   */
  private TrackState withGates(TrackState track, long millis) {
    if (gates.isEmpty()) {
      return track;
    }
    Point foot = track.box().foot();
    double clear = CLEAR_OF_GATE * track.box().height();
    List<GateSide> sides = new ArrayList<>();
    List<Crossing> crossings = new ArrayList<>(track.crossings());
    for (Gate gate : gates) {
      Optional<GateSide> before =
          track.sides().stream().filter(side -> side.gate().equals(gate.id())).findFirst();
      double distance = gate.line().distanceToTheRight(foot);
      if (Math.abs(distance) <= clear) {
        before.ifPresent(sides::add);
        continue;
      }
      GateSide now = new GateSide(gate.id(), distance > 0 ? 1 : -1, foot);
      sides.add(now);
      if (before.isPresent()
          && before.get().side() != now.side()
          && gate.line().isCrossedBy(before.get().foot(), foot)) {
        boolean entering = now.side() > 0;
        if (gate.direction().counts(entering ? Gate.Direction.ENTRY : Gate.Direction.EXIT)) {
          crossings.add(new Crossing(gate.id(), entering, millis));
        }
      }
    }
    return with(track, sides, crossings);
  }

  private static TrackState with(TrackState track, List<GateSide> sides, List<Crossing> crossings) {
    return new TrackState(
        track.firstMillis(),
        track.rank(),
        track.lastMillis(),
        track.frames(),
        track.labels(),
        track.centreX(),
        track.centreY(),
        track.width(),
        track.height(),
        List.copyOf(sides),
        List.copyOf(crossings));
  }
}
