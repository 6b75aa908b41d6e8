package io.sightline.evaluation.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.analytics.vehicles.TrackState;
import io.sightline.analytics.vehicles.TrackerState;
import io.sightline.analytics.vehicles.TrackingRules;
import io.sightline.analytics.vehicles.VehicleTracker;
import io.sightline.domain.observations.Detection;
import io.sightline.renderer.traffic.BoxNoise;
import io.sightline.renderer.traffic.TrafficFrame;
import io.sightline.renderer.traffic.TrafficScene;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How well vehicles are followed in scenes of which everything is known. */
class TrackingScenesTest {
  private static final int SEEDS = 6;
  private static final int SEEDS_OF_VIDEO = 2;
  private static final double VIDEO_FPS = 25;

  /** As long as ours looks for a vehicle that it does not see. */
  private static final int SECONDS_LOST = 3;

  /** What is asked of the tracker over all scenes, with noise. */
  private static final double LEAST_HOTA = 0.85;

  /** Figures of one tracker. */
  private record Figures(Hota hota, ClearMot clear, IdentityF1 identity) {
    static Figures of(List<TrackedFrame> frames) {
      return new Figures(Hota.of(frames), ClearMot.of(frames), IdentityF1.of(frames));
    }

    Figures plus(Figures other) {
      return other == null
          ? this
          : new Figures(
              hota.plus(other.hota), clear.plus(other.clear), identity.plus(other.identity));
    }

    @Override
    public String toString() {
      return "HOTA %.4f DetA %.4f AssA %.4f MOTA %.4f IDF1 %.4f switches %d"
          .formatted(
              hota.hota(),
              hota.detA(),
              hota.assA(),
              clear.mota(),
              identity.idf1(),
              clear.switches());
    }
  }

  private static List<List<Placed>> truth(List<TrafficFrame> frames) {
    return frames.stream()
        .map(frame -> frame.truth().stream().map(t -> new Placed(t.vehicle(), t.box())).toList())
        .toList();
  }

  private static List<List<Detection>> seen(List<TrafficFrame> frames) {
    return frames.stream().map(TrafficFrame::seen).toList();
  }

  private static Figures ours(List<TrafficFrame> frames) {
    return Figures.of(
        TrackingEvaluation.followed(
            new VehicleTracker(TrackingRules.at(fps(frames)), List.of()),
            frames.stream().map(TrafficFrame::millis).toList(),
            truth(frames),
            seen(frames)));
  }

  private static double fps(List<TrafficFrame> frames) {
    return 1_000.0 / (frames.get(1).millis() - frames.get(0).millis());
  }

  private static Figures reference(List<TrafficFrame> frames) {
    return Figures.of(
        ByteTrack.followed(
            new ByteTrack(0.5, (int) (SECONDS_LOST * fps(frames))), truth(frames), seen(frames)));
  }

  private static Figures over(
      TrafficScene scene, BoxNoise noise, Function<List<TrafficFrame>, Figures> tracker) {
    Figures all = null;
    for (int seed = 0; seed < SEEDS; seed++) {
      all = tracker.apply(scene.frames(seed, noise)).plus(all);
    }
    return all;
  }

  private static Figures overAll(BoxNoise noise, Function<List<TrafficFrame>, Figures> tracker) {
    Figures all = null;
    for (TrafficScene scene : TrafficScene.values()) {
      all = over(scene, noise, tracker).plus(all);
    }
    return all;
  }

  @Test
  void vehiclesAreFollowedWellWithUsualNoiseAndBetterThanByTheReference() {
    Figures ours = overAll(BoxNoise.USUAL, TrackingScenesTest::ours);
    Figures reference = overAll(BoxNoise.USUAL, TrackingScenesTest::reference);
    assertThat(ours.hota().hota()).as("%s", ours).isGreaterThanOrEqualTo(LEAST_HOTA);
    assertThat(ours.hota().assA()).as("%s", ours).isGreaterThanOrEqualTo(LEAST_HOTA);
    assertThat(ours.hota().hota()).as("%s", reference).isGreaterThan(reference.hota().hota());
    assertThat(ours.identity().idf1()).isGreaterThan(reference.identity().idf1());
    assertThat(ours.clear().switches()).isLessThan(reference.clear().switches());
  }

  @ParameterizedTest
  @EnumSource
  void noSceneIsFollowedWorseThanByTheReference(TrafficScene scene) {
    for (BoxNoise noise : List.of(BoxNoise.NONE, BoxNoise.USUAL)) {
      Figures ours = over(scene, noise, TrackingScenesTest::ours);
      Figures reference = over(scene, noise, TrackingScenesTest::reference);
      assertThat(ours.hota().hota())
          .as("%s: %s; the reference %s", scene, ours, reference)
          .isGreaterThanOrEqualTo(reference.hota().hota());
      assertThat(ours.identity().idf1()).isGreaterThanOrEqualTo(reference.identity().idf1());
    }
  }

  @Test
  void atTheRateThatTheReferenceIsMadeForItIsNotBetterEither() {
    Figures ours = null;
    Figures reference = null;
    for (TrafficScene scene : TrafficScene.values()) {
      for (int seed = 0; seed < SEEDS_OF_VIDEO; seed++) {
        List<TrafficFrame> frames = scene.frames(seed, BoxNoise.USUAL, VIDEO_FPS);
        ours = ours(frames).plus(ours);
        reference = reference(frames).plus(reference);
      }
    }
    String both = "%s; the reference %s".formatted(ours, reference);
    assertThat(ours.hota().hota()).as(both).isGreaterThanOrEqualTo(LEAST_HOTA);
    assertThat(ours.hota().hota()).as(both).isGreaterThan(reference.hota().hota());
    assertThat(ours.identity().idf1()).as(both).isGreaterThan(reference.identity().idf1());
  }

  @ParameterizedTest
  @EnumSource
  void withoutNoiseNobodyIsTakenForAnother(TrafficScene scene) {
    Figures ours = over(scene, BoxNoise.NONE, TrackingScenesTest::ours);
    assertThat(ours.clear().switches()).as("%s: %s", scene, ours).isZero();
    assertThat(ours.identity().idf1()).as("%s: %s", scene, ours).isGreaterThan(0.9);
  }

  @Test
  void aVehicleIsWhatItWasSeenAsMostOften() {
    for (TrafficScene scene : List.of(TrafficScene.TWO_LANES, TrafficScene.OCCLUSION)) {
      int wrong = 0;
      int tracks = 0;
      for (int seed = 0; seed < SEEDS; seed++) {
        List<TrafficFrame> frames = scene.frames(seed, BoxNoise.USUAL);
        for (String[] labels : labels(frames)) {
          tracks++;
          wrong += labels[0].equals(labels[1]) ? 0 : 1;
        }
      }
      assertThat(tracks).isGreaterThan(30);
      assertThat(wrong).as("%s of %d tracks", scene, tracks).isLessThanOrEqualTo(tracks / 20);
    }
  }

  /** What each track is said to be at its end, and what the vehicle under it was last. */
  private static List<String[]> labels(List<TrafficFrame> frames) {
    VehicleTracker tracker = new VehicleTracker(TrackingRules.at(TrafficScene.FPS), List.of());
    TrackerState state = TrackerState.EMPTY;
    List<String[]> labels = new ArrayList<>();
    Map<String, String> truth = new HashMap<>();
    for (TrafficFrame frame : frames) {
      VehicleTracker.Step step = tracker.see(state, frame.millis(), frame.seen());
      step.ended().forEach(one -> add(one, truth, labels));
      state = step.state();
      for (TrackState track : state.tracks()) {
        frame.truth().stream()
            .filter(one -> one.box().iou(track.box()) > 0.6)
            .forEach(one -> truth.put(name(track), one.label()));
      }
    }
    tracker.end(state).ended().forEach(one -> add(one, truth, labels));
    return labels;
  }

  private static void add(
      VehicleTracker.Ended ended, Map<String, String> truth, List<String[]> labels) {
    String label = truth.get(name(ended.track()));
    if (label != null) {
      labels.add(new String[] {label, VehicleTracker.label(ended.track())});
    }
  }

  private static String name(TrackState track) {
    return track.firstMillis() + "/" + track.rank();
  }

  /** Prints the table of docs/tracking.md. */
  public static void main(String[] arguments) {
    for (TrafficScene scene : TrafficScene.values()) {
      Figures a = null;
      Figures b = null;
      for (int seed = 0; seed < SEEDS_OF_VIDEO; seed++) {
        a = ours(scene.frames(seed, BoxNoise.USUAL, VIDEO_FPS)).plus(a);
        b = reference(scene.frames(seed, BoxNoise.USUAL, VIDEO_FPS)).plus(b);
      }
      System.out.println(scene + " at 25 fps " + a);
      System.out.println(scene + " at 25 fps, ByteTrack " + b);
    }
    for (BoxNoise noise : List.of(BoxNoise.NONE, BoxNoise.USUAL)) {
      for (TrafficScene scene : TrafficScene.values()) {
        System.out.println(scene + " " + over(scene, noise, TrackingScenesTest::ours));
        System.out.println(
            scene + " ByteTrack " + over(scene, noise, TrackingScenesTest::reference));
      }
      System.out.println("all " + overAll(noise, TrackingScenesTest::ours));
      System.out.println("all ByteTrack " + overAll(noise, TrackingScenesTest::reference));
    }
  }
}
