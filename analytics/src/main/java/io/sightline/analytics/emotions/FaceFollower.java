package io.sightline.analytics.emotions;

import io.sightline.analytics.emotions.FaceTrack.Showing;
import io.sightline.analytics.vehicles.TrackState;
import io.sightline.analytics.vehicles.TrackerState;
import io.sightline.analytics.vehicles.TrackingRules;
import io.sightline.analytics.vehicles.VehicleTracker;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.geometry.Point;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.FaceSighting;
import io.sightline.domain.observations.LabelScore;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Zone;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Follows one camera's faces, never asking whose they are, and cuts the time of each into what it
 * showed: shares are smoothed exponentially over time, and what is shown changes when another
 * emotion leads them clearly; then since frames have said so without a break. A face that never
 * moves for long is none.
 */
public final class FaceFollower {
  /** A face moves farther from frame to frame than a plate, and less far than it is wide. */
  private static final float SURROUNDINGS = 2;

  private static final String LABEL = "face";

  /** Frames and faces twitch for less. */
  private static final double SMOOTHED_MILLIS = 800;

  /** Lead over what was shown, in shares. */
  private static final double CLEARLY = 0.05;

  /** Who lives moves by more, in shares of the face's size. */
  private static final double MOVES = 0.12;

  /** Sooner than {@link StillFaces} takes it from what is followed. */
  private static final int STILL_FRAMES = 15;

  private static final long STILL_MILLIS = 24_000;
  private static final int MOST_WAITING = 32;

  private final VehicleTracker tracker;
  private final List<Zone> zones;

  public FaceFollower(Camera camera) {
    this.tracker = new VehicleTracker(TrackingRules.ofFaces(camera), List.of());
    this.zones = camera.zones();
  }

  /** What is remembered of a camera's faces. */
  public record State(TrackerState tracks, List<FaceTrack> faces) {
    public static final State EMPTY = new State(TrackerState.EMPTY, List.of());
  }

  /**
   * What a face showed.
   *
   * @param over whether it shows it no more
   */
  public record Shown(FaceTrack face, Showing showing, boolean over) {}

  /** What one record of the timeline leads to. */
  public record Step(State state, List<Shown> over) {}

  /** A frame and the faces in it. */
  public Step see(State before, long millis, List<FaceSighting> faces) {
    List<Detection> surroundings = new ArrayList<>();
    faces.forEach(face -> surroundings.add(surroundings(face)));
    VehicleTracker.Step step = tracker.see(before.tracks(), millis, surroundings);
    List<FaceTrack> known = new ArrayList<>(before.faces());
    List<Shown> over = new ArrayList<>();
    for (int i = 0; i < faces.size(); i++) {
      Detection seen = surroundings.get(i);
      FaceSighting face = faces.get(i);
      if (!face.emotions().isEmpty()) {
        step.seen().stream()
            .filter(sighting -> sighting.detection() == seen)
            .findFirst()
            .ifPresent(sighting -> show(known, sighting.track(), face, millis, over));
      }
    }
    return step(step, known, over);
  }

  /** Time passes without a frame that could be looked at. */
  public Step pass(State before, long millis) {
    return step(
        tracker.pass(before.tracks(), millis), new ArrayList<>(before.faces()), new ArrayList<>());
  }

  /** The camera is lost, and what it showed with it. */
  public Step lose(State before, long millis) {
    return step(
        tracker.lose(before.tracks(), millis), new ArrayList<>(before.faces()), new ArrayList<>());
  }

  /** The footage ends, or nobody looks for faces any more. */
  public static Step end(State before) {
    return step(
        VehicleTracker.endOf(before.tracks()), new ArrayList<>(before.faces()), new ArrayList<>());
  }

  /** What faces that live are showing. */
  public static List<Shown> open(State state) {
    return state.faces().stream()
        .filter(FaceTrack::alive)
        .filter(face -> face.open().untilMillis() > face.open().fromMillis())
        .map(face -> new Shown(face, face.open(), false))
        .toList();
  }

  private static Detection surroundings(FaceSighting face) {
    return new Detection(LABEL, face.score(), face.box().around(SURROUNDINGS));
  }

  private void show(
      List<FaceTrack> known, TrackState track, FaceSighting face, long millis, List<Shown> over) {
    int at = -1;
    for (int i = 0; i < known.size(); i++) {
      FaceTrack one = known.get(i);
      if (one.firstMillis() == track.firstMillis() && one.rank() == track.rank()) {
        at = i;
      }
    }
    if (at < 0) {
      known.add(begun(track, face, millis));
    } else {
      known.set(at, told(shown(known.get(at), face, millis), over));
    }
  }

  private FaceTrack begun(TrackState track, FaceSighting face, long millis) {
    List<LabelScore> shares = byLabel(face.emotions());
    String leading = face.emotions().get(0).label();
    return new FaceTrack(
        track.firstMillis(),
        track.rank(),
        millis,
        1,
        face.box(),
        false,
        shares,
        leading,
        millis,
        new Showing(leading, zone(face), millis, millis, share(shares, leading), 1),
        List.of(),
        List.of(new FaceTrack.Visit(zone(face), millis, Long.MIN_VALUE)),
        Long.MIN_VALUE);
  }

  private FaceTrack shown(FaceTrack before, FaceSighting face, long millis) {
    double weight = -StrictMath.expm1(-(millis - before.lastMillis()) / SMOOTHED_MILLIS);
    List<LabelScore> shares = smoothed(before.shown(), byLabel(face.emotions()), weight);
    String frame = face.emotions().get(0).label();
    long leadingMillis = frame.equals(before.leading()) ? before.leadingMillis() : millis;
    String zone = zone(face);
    Showing open = before.open();
    String strongest = strongest(shares);
    // Between two emotions a third may be strongest on average, which no frame shows.
    boolean changes =
        strongest.equals(frame)
            && !strongest.equals(open.emotion())
            && share(shares, strongest) - share(shares, open.emotion()) >= CLEARLY;
    String emotion = changes ? strongest : open.emotion();
    boolean moves = !Objects.equals(zone, open.zone());
    List<Showing> waiting = before.waiting();
    Showing now = open.with(millis, share(shares, emotion));
    if (changes || moves) {
      // It began when frames began to say so.
      long from = moves ? millis : Math.max(open.fromMillis(), leadingMillis);
      waiting = new ArrayList<>(before.waiting());
      if (from > open.fromMillis()) {
        waiting.add(open.until(from));
      }
      if (waiting.size() > MOST_WAITING) {
        waiting.remove(0);
      }
      now = new Showing(emotion, zone, from, millis, share(shares, emotion), 1);
    }
    return new FaceTrack(
        before.firstMillis(),
        before.rank(),
        millis,
        before.frames() + 1,
        before.begun(),
        before.alive() || hasMoved(before.begun(), face.box()),
        shares,
        frame,
        leadingMillis,
        now,
        waiting,
        before.visiting(zone, millis),
        before.toldMillis());
  }

  /** Of who lives, all that is over is told. */
  private static FaceTrack told(FaceTrack face, List<Shown> over) {
    if (!face.alive() || face.waiting().isEmpty()) {
      return face;
    }
    face.waiting().forEach(showing -> over.add(new Shown(face, showing, true)));
    return new FaceTrack(
        face.firstMillis(),
        face.rank(),
        face.lastMillis(),
        face.frames(),
        face.begun(),
        true,
        face.shown(),
        face.leading(),
        face.leadingMillis(),
        face.open(),
        List.of(),
        face.visits(),
        face.toldMillis());
  }

  /** Faces whose tracks are over are told of, and forgotten. */
  private static Step step(VehicleTracker.Step step, List<FaceTrack> faces, List<Shown> over) {
    List<FaceTrack> left = new ArrayList<>();
    for (FaceTrack face : faces) {
      boolean goesOn = is(face, step.state().tracks());
      if (goesOn) {
        left.add(face);
      } else if (wasOne(face) && isConfirmed(face, step)) {
        face.waiting().forEach(showing -> over.add(new Shown(face, showing, true)));
        if (face.open().untilMillis() > face.open().fromMillis()) {
          over.add(new Shown(face, face.open(), true));
        }
      }
    }
    over.sort(
        Comparator.<Shown>comparingLong(one -> one.showing().fromMillis())
            .thenComparingLong(one -> one.face().firstMillis())
            .thenComparingInt(one -> one.face().rank()));
    return new Step(new State(step.state(), List.copyOf(left)), List.copyOf(over));
  }

  private static boolean is(FaceTrack face, List<TrackState> tracks) {
    return tracks.stream()
        .anyMatch(
            track -> track.firstMillis() == face.firstMillis() && track.rank() == face.rank());
  }

  private static boolean isConfirmed(FaceTrack face, VehicleTracker.Step step) {
    return is(face, step.ended().stream().map(VehicleTracker.Ended::track).toList());
  }

  /** Pictures on walls, furniture and stains stay where they are. */
  private static boolean wasOne(FaceTrack face) {
    return face.alive()
        || face.frames() < STILL_FRAMES
        || face.lastMillis() - face.firstMillis() < STILL_MILLIS;
  }

  private static boolean hasMoved(Box before, Box now) {
    double size = StrictMath.sqrt(before.area());
    double x = (before.left() + before.right() - now.left() - now.right()) / 2;
    double y = (before.top() + before.bottom() - now.top() - now.bottom()) / 2;
    return Math.abs(x) > MOVES * size || Math.abs(y) > MOVES * size;
  }

  /** Where a face is; null outside of all zones. */
  String zone(FaceSighting face) {
    Box box = face.box();
    Point centre = new Point((box.left() + box.right()) / 2, (box.top() + box.bottom()) / 2);
    return zones.stream()
        .filter(zone -> zone.polygon().contains(centre))
        .map(Zone::id)
        .findFirst()
        .orElse(null);
  }

  private static List<LabelScore> byLabel(List<LabelScore> emotions) {
    return emotions.stream().sorted(Comparator.comparing(LabelScore::label)).toList();
  }

  private static List<LabelScore> smoothed(
      List<LabelScore> before, List<LabelScore> now, double weight) {
    List<LabelScore> all = new ArrayList<>();
    for (LabelScore one : before) {
      all.add(
          new LabelScore(
              one.label(),
              (float) (one.score() * (1 - weight) + share(now, one.label()) * weight)));
    }
    for (LabelScore one : now) {
      if (before.stream().noneMatch(known -> known.label().equals(one.label()))) {
        all.add(new LabelScore(one.label(), (float) (one.score() * weight)));
      }
    }
    all.sort(Comparator.comparing(LabelScore::label));
    return List.copyOf(all);
  }

  private static double share(List<LabelScore> shares, String label) {
    return shares.stream()
        .filter(one -> one.label().equals(label))
        .mapToDouble(LabelScore::score)
        .findFirst()
        .orElse(0);
  }

  /** The first by name of those that are equally strong. */
  private static String strongest(List<LabelScore> shares) {
    LabelScore strongest = shares.get(0);
    for (LabelScore one : shares) {
      strongest = one.score() > strongest.score() ? one : strongest;
    }
    return strongest.label();
  }
}
