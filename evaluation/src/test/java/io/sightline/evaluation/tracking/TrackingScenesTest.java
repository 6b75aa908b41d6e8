package io.sightline.evaluation.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.analytics.vehicles.TrackingRules;
import io.sightline.analytics.vehicles.VehicleTracker;
import io.sightline.domain.observations.Detection;
import io.sightline.renderer.traffic.BoxNoise;
import io.sightline.renderer.traffic.TrafficFrame;
import io.sightline.renderer.traffic.TrafficScene;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How well vehicles are followed in scenes of which everything is known. */
class TrackingScenesTest {
  private static final int SEEDS = 6;
  private static final int FRAMES_LOST = 15;

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
            new VehicleTracker(TrackingRules.at(TrafficScene.FPS), List.of()),
            frames.stream().map(TrafficFrame::millis).toList(),
            truth(frames),
            seen(frames)));
  }

  private static Figures reference(List<TrafficFrame> frames) {
    return Figures.of(
        ByteTrack.followed(new ByteTrack(0.5, FRAMES_LOST), truth(frames), seen(frames)));
  }

  @Test
  void debug() {
    for (String what : new String[] {"SPLIT", "TAILGATING", "OCCLUSION", "CROSSING"}) {
      for (int seed = 0; seed < SEEDS; seed++) {
        List<TrafficFrame> frames =
            TrafficScene.valueOf(what).frames(seed, what.equals("CROSSING") ? BoxNoise.NONE : BoxNoise.USUAL);
        List<TrackedFrame> followed =
            TrackingEvaluation.followed(
                new VehicleTracker(TrackingRules.at(TrafficScene.FPS), List.of()),
                frames.stream().map(TrafficFrame::millis).toList(),
                truth(frames),
                seen(frames));
        java.util.TreeMap<String, String> spans = new java.util.TreeMap<>();
        for (int i = 0; i < followed.size(); i++) {
          TrackedFrame f = followed.get(i);
          for (Placed p : f.said()) {
            String best = "-";
            double most = 0.3;
            for (Placed t : f.truth()) {
              if (t.box().iou(p.box()) > most) {
                most = t.box().iou(p.box());
                best = "" + t.id();
              }
            }
            spans.merge("track " + p.id(), i + ":" + best, (a, b) -> a + " " + b);
          }
        }
        System.out.println(what + " seed " + seed + " " + ours(frames));
        spans.forEach((k, v) -> System.out.println("  " + k + " " + v));
      }
    }
  }

  @Test
  void explore() {
    for (BoxNoise noise : List.of(BoxNoise.NONE, BoxNoise.USUAL)) {
      Figures all = null;
      Figures theirs = null;
      for (TrafficScene scene : TrafficScene.values()) {
        Figures a = null;
        Figures b = null;
        for (int seed = 0; seed < SEEDS; seed++) {
          List<TrafficFrame> frames = scene.frames(seed, noise);
          a = ours(frames).plus(a);
          b = reference(frames).plus(b);
        }
        System.out.printf("%-12s ours %s%n%-12s byte %s%n", scene, a, "", b);
        all = a.plus(all);
        theirs = b.plus(theirs);
      }
      System.out.printf("ALL ours %s%nALL byte %s%n%n", all, theirs);
    }
    assertThat(new ArrayList<>(List.of(LEAST_HOTA))).isNotEmpty();
  }
}
