package io.sightline.analytics.vehicles;

import io.sightline.analytics.vehicles.TrackState.Crossing;
import io.sightline.analytics.vehicles.TrackState.LabelScore;
import io.sightline.analytics.vehicles.TrackState.ZoneStay;
import io.sightline.domain.facts.VehicleTrack.EndedBy;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.site.Gate;
import io.sightline.domain.site.Zone;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Follows one camera's vehicles from frame to frame: association by overlap with the predicted box
 * ({@link Association}), each coordinate predicted at constant velocity. A track that is not yet
 * confirmed and not seen again at once was noise.
 */
public final class VehicleTracker {
  /** No two vehicles are seen as boxes that overlap by more. */
  private static final double SAME_VEHICLE_IOU = 0.7;

  private static final Comparator<Box> BY_ROUNDED_BOX =
      Comparator.<Box>comparingInt(box -> Math.round(box.left()))
          .thenComparingInt(box -> Math.round(box.top()))
          .thenComparingInt(box -> Math.round(box.right()))
          .thenComparingInt(box -> Math.round(box.bottom()));

  // Beyond what ranks by rounded box say, so that the order of a frame's detections never matters.
  private static final Comparator<Detection> BY_BOX =
      Comparator.comparing(Detection::box, BY_ROUNDED_BOX)
          .thenComparingDouble(detection -> detection.box().left())
          .thenComparingDouble(detection -> detection.box().top())
          .thenComparingDouble(detection -> detection.box().right())
          .thenComparingDouble(detection -> detection.box().bottom())
          .thenComparing(Detection::label)
          .thenComparing(Comparator.comparingDouble(Detection::score).reversed());

  private static final Comparator<Detection> SUREST_FIRST =
      Comparator.comparingDouble(Detection::score).reversed().thenComparing(BY_BOX);

  private final TrackingRules rules;
  private final GateCrossings gates;
  private final ZoneDwell zones;
  private final SpotStands spots;

  public VehicleTracker(TrackingRules rules, List<Gate> gates) {
    this(rules, gates, List.of());
  }

  /**
   * @param zones of which to say how long vehicles are in them
   */
  public VehicleTracker(TrackingRules rules, List<Gate> gates, List<Zone> zones) {
    this(rules, gates, zones, SpotStands.NONE);
  }

  /**
   * @param zones of which to say how long vehicles are in them
   * @param spots of which to say who stands on them
   */
  public VehicleTracker(TrackingRules rules, List<Gate> gates, List<Zone> zones, SpotStands spots) {
    this.spots = spots;
    this.rules = rules;
    this.gates = new GateCrossings(gates);
    this.zones = new ZoneDwell(zones);
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
   * A confirmed track's time in a zone, which is over.
   *
   * @param fromMillis the first frame inside
   * @param untilMillis the last frame inside
   */
  public record Dwelled(TrackState track, String zone, long fromMillis, long untilMillis) {}

  /**
   * A confirmed track's time on a spot.
   *
   * @param stand may still go on
   */
  public record Stood(TrackState track, TrackState.SpotStand stand) {}

  /**
   * A vehicle that is in a zone for too long, or where none should be.
   *
   * @param fromMillis the first frame inside
   * @param atMillis when it became too long
   */
  public record Overdue(
      TrackState track, String zone, long fromMillis, long atMillis, boolean forbidden) {}

  /**
   * What one record of the timeline leads to.
   *
   * @param seen which detection continued or began which track; two where one vehicle was seen as
   *     two boxes, none where two were seen as one
   * @param confirmed tracks of which it is now known that they are no noise
   * @param settledMillis no later step says anything of times before this, but for what has ended
   * @param dwelled times in zones that are over
   * @param overdue vehicles that are in a zone for too long since this record
   * @param stood times on spots that are over, or of which it is now known that they are any
   */
  public record Step(
      TrackerState state,
      List<Sighting> seen,
      List<TrackState> confirmed,
      List<Ended> ended,
      List<Crossed> crossed,
      long settledMillis,
      List<Dwelled> dwelled,
      List<Overdue> overdue,
      List<Stood> stood) {}

  /** A frame and what was seen in it. */
  public Step see(TrackerState before, long millis, List<Detection> detections) {
    List<Ended> ended = new ArrayList<>();
    List<TrackState> tracks = endSilent(before, millis, ended);
    double seconds =
        before.lastMillis() == Long.MIN_VALUE ? 0 : (millis - before.lastMillis()) / 1e3;
    tracks.replaceAll(track -> TrackMotion.predicted(track, seconds));

    List<Detection> vehicles = distinct(detections);
    Association association = new Association(tracks, vehicles, rules);
    List<TrackState> all = new ArrayList<>();
    TrackState[] continued = new TrackState[tracks.size()];
    for (int i = 0; i < continued.length; i++) {
      continued[i] =
          continued(tracks.get(i), i, association, vehicles, millis, before.lastMillis());
      // What is not yet known to be a vehicle and not seen in two frames in a row was noise.
      if (association.boxOf(i) != null
          || isConfirmed(continued[i])
          || continued[i].lastMillis() == before.lastMillis()) {
        all.add(continued[i]);
      }
    }
    List<Sighting> seen = new ArrayList<>();
    for (int j = 0; j < vehicles.size(); j++) {
      int track = association.trackOf(j);
      if (track != Association.NONE && !association.isAmong(track)) {
        seen.add(sighting(continued[track], vehicles.get(j)));
      }
    }
    for (Sighting begun : begin(association.left(), millis)) {
      seen.add(begun);
      all.add(begun.track());
    }
    return step(millis, millis, all, seen, ended);
  }

  private TrackState continued(
      TrackState track,
      int index,
      Association association,
      List<Detection> vehicles,
      long millis,
      long lastFrameMillis) {
    Box box = association.boxOf(index);
    if (box == null) {
      return track;
    }
    if (association.isAmong(index)) {
      // Its foot is a guess: gates and zones wait until it is seen alone again.
      return TrackMotion.among(track, box, millis);
    }
    Detection detection = vehicles.get(association.detectionOf(index));
    return noted(TrackMotion.continued(track, detection, box, millis), millis, lastFrameMillis);
  }

  private TrackState noted(TrackState track, long millis, long lastFrameMillis) {
    return spots.noted(zones.noted(gates.noted(track, millis, lastFrameMillis), millis), millis);
  }

  /** Without the less sure ones of boxes that mean one vehicle under two labels. */
  private static List<Detection> distinct(List<Detection> detections) {
    List<Detection> surestFirst = new ArrayList<>(detections);
    surestFirst.sort(SUREST_FIRST);
    List<Detection> kept = new ArrayList<>();
    for (Detection detection : surestFirst) {
      boolean isNew = true;
      for (int i = 0; isNew && i < kept.size(); i++) {
        isNew = !isSameVehicle(kept.get(i), detection);
      }
      if (isNew) {
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
    List<TrackState> over = new ArrayList<>();
    for (TrackState track : before.tracks()) {
      boolean goesOn = false;
      for (TrackState now : step.state().tracks()) {
        goesOn |= now.firstMillis() == track.firstMillis() && now.rank() == track.rank();
      }
      if (!goesOn) {
        over.add(track);
      }
    }
    return over;
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
    List<Dwelled> dwelled = new ArrayList<>();
    addDwelled(ended, dwelled);
    List<Stood> stood = new ArrayList<>();
    addStood(ended, stood);
    return new Step(
        TrackerState.EMPTY,
        List.of(),
        List.of(),
        ended,
        List.of(),
        Long.MAX_VALUE,
        dwelled,
        List.of(),
        stood);
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
    List<Dwelled> dwelled = new ArrayList<>();
    List<TrackState> confirmed = new ArrayList<>();
    List<Overdue> overdue = new ArrayList<>();
    List<Stood> stood = new ArrayList<>();
    long settled = millis + 1;
    addDwelled(ended, dwelled);
    addStood(ended, stood);
    for (int i = 0; i < tracks.size(); i++) {
      TrackState track = tracks.get(i);
      settled = Math.min(settled, GateCrossings.earliest(track, millis));
      if (!isConfirmed(track)) {
        settled = Math.min(settled, track.firstMillis());
        continue;
      }
      if (!track.crossings().isEmpty()) {
        for (Crossing crossing : track.crossings()) {
          crossed.add(new Crossed(track, crossing));
        }
        track = track.with(track.sides(), List.of());
        tracks.set(i, track);
      }
      List<ZoneDwell.TooLong> tooLong = zones.tooLong(track);
      if (!tooLong.isEmpty()) {
        for (ZoneDwell.TooLong one : tooLong) {
          overdue.add(
              new Overdue(
                  track,
                  one.stay().zone(),
                  one.stay().fromMillis(),
                  one.atMillis(),
                  one.forbidden()));
        }
        track = ZoneDwell.told(track, tooLong);
        tracks.set(i, track);
      }
      List<ZoneStay> over = ZoneDwell.over(track);
      if (!over.isEmpty()) {
        addDwelled(track, over, dwelled);
        track = ZoneDwell.told(track);
        tracks.set(i, track);
      }
      List<TrackState.SpotStand> stands = spots.news(track);
      if (!stands.isEmpty()) {
        for (TrackState.SpotStand stand : stands) {
          stood.add(new Stood(track, stand));
        }
        track = spots.told(track);
        tracks.set(i, track);
      }
      if (track.frames() == rules.confirmFrames() && track.lastMillis() == millis) {
        confirmed.add(track);
      }
    }
    return new Step(
        new TrackerState(lastFrameMillis, tracks),
        seen,
        confirmed,
        ended,
        crossed,
        settled,
        dwelled,
        overdue,
        stood);
  }

  private void addStood(List<Ended> ended, List<Stood> stood) {
    for (Ended one : ended) {
      spots.atTheEnd(one.track()).forEach(stand -> stood.add(new Stood(one.track(), stand)));
    }
  }

  private static void addDwelled(List<Ended> ended, List<Dwelled> dwelled) {
    for (Ended one : ended) {
      addDwelled(one.track(), ZoneDwell.atTheEnd(one.track()), dwelled);
    }
  }

  private static void addDwelled(TrackState track, List<ZoneStay> stays, List<Dwelled> dwelled) {
    for (ZoneStay stay : stays) {
      dwelled.add(new Dwelled(track, stay.zone(), stay.fromMillis(), stay.untilMillis()));
    }
  }

  private boolean isConfirmed(TrackState track) {
    return track.frames() >= rules.confirmFrames();
  }

  /** Ends what has not been seen for too long, and returns the rest. */
  private List<TrackState> endSilent(TrackerState before, long millis, List<Ended> ended) {
    boolean gap =
        before.lastMillis() != Long.MIN_VALUE && millis - before.lastMillis() > rules.gapMillis();
    // Where nobody has looked, nobody has seen that it is gone either.
    boolean unwatched =
        before.lastMillis() != Long.MIN_VALUE && millis - before.lastMillis() > rules.lostMillis();
    List<TrackState> tracks = new ArrayList<>();
    for (TrackState track : before.tracks()) {
      if (gap) {
        end(track, EndedBy.GAP, ended);
      } else if (millis - track.lastMillis() > rules.lostMillis()) {
        boolean wasThere = before.lastMillis() - track.lastMillis() <= rules.lostMillis();
        end(track, unwatched && wasThere ? EndedBy.GAP : EndedBy.LOST, ended);
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

  private List<Sighting> begin(List<Detection> detections, long millis) {
    List<Detection> ordered = new ArrayList<>(detections);
    ordered.sort(BY_BOX);
    List<Sighting> begun = new ArrayList<>();
    for (Detection detection : ordered) {
      TrackState track = TrackMotion.begun(detection, begun.size(), millis);
      begun.add(sighting(noted(track, millis, millis), detection));
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
