package io.sightline.analytics.occupancy;

import io.sightline.domain.facts.SpotState;
import io.sightline.domain.geometry.Polygon;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.observations.SpotSighting;
import io.sightline.domain.site.Analysis;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.ModelRole;
import io.sightline.domain.site.Spot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides one camera's view of its spots. Out of {@code UNKNOWN} the first frame decides. A known
 * state changes when the evidence against it has held for the time to confirm, and then since that
 * evidence began; where frames are farther apart than that time, and for photographs, one frame
 * decides. After the longest gap without a frame a spot is unknown.
 */
public final class SpotJudge {
  private final long confirmMillis;
  private final long maxGapMillis;
  private final List<String> spots;
  private final List<Polygon> places;
  private final SpotFit fit;
  private final String camera;
  private final boolean byClassifier;

  public SpotJudge(Camera camera) {
    this.camera = camera.id();
    this.confirmMillis = camera.occupancy().confirm().toMillis();
    this.maxGapMillis = camera.occupancy().maxGap().toMillis();
    List<Spot> sorted = new ArrayList<>(camera.spots());
    sorted.sort(Comparator.comparing(Spot::id));
    this.spots = sorted.stream().map(Spot::id).toList();
    this.byClassifier = camera.judgesSpotsByClassifier();
    this.places = sorted.stream().map(Spot::polygon).toList();
    this.fit = new SpotFit(sorted);
  }

  private SpotJudge(String camera) {
    this.camera = camera;
    this.confirmMillis = 0;
    this.maxGapMillis = Long.MAX_VALUE;
    this.spots = List.of();
    this.places = List.of();
    this.fit = new SpotFit(List.of());
    this.byClassifier = false;
  }

  /** Whether a camera's spots are judged at all. */
  public static boolean judges(Camera camera) {
    return camera.analyses(Analysis.OCCUPANCY) && !camera.spots().isEmpty();
  }

  /** For a camera whose spots have all been taken away. */
  public static SpotJudge ofNothing(String camera) {
    return new SpotJudge(camera);
  }

  /** Whose word counts: a classifier's of each spot, or that of whoever looks for vehicles. */
  public ModelRole judgedBy() {
    return byClassifier ? ModelRole.SPOTS : ModelRole.VEHICLES;
  }

  public boolean judgesNothing() {
    return spots.isEmpty();
  }

  /**
   * What one record of the timeline leads to.
   *
   * @param settledMillis no later step says anything of times before this
   */
  public record Step(List<SpotView> views, List<SpotChange> changes, long settledMillis) {}

  /** A frame and what was seen in it. */
  public Step see(CameraSpots before, long millis, boolean still, Observations seen) {
    return see(
        before,
        millis,
        still,
        byClassifier
            ? classified(seen.spots(), still)
            : SpotEvidence.of(fit, seen.vehicles(), still));
  }

  /** A spot that was drawn anew since its picture was judged is not known. */
  private List<SpotState> classified(List<SpotSighting> sightings, boolean alone) {
    List<SpotState> states = new ArrayList<>();
    for (int i = 0; i < spots.size(); i++) {
      SpotState state = SpotState.UNKNOWN;
      for (SpotSighting sighting : sightings) {
        if (sighting.spot().equals(spots.get(i))
            && sighting.shape() == places.get(i).fingerprint()) {
          state = SpotEvidence.of(sighting, alone);
        }
      }
      states.add(state);
    }
    return states;
  }

  private Step see(CameraSpots before, long millis, boolean still, List<SpotState> evidence) {
    List<SpotChange> changes = new ArrayList<>();
    Map<String, SpotView> views = viewsAfterSilence(before, millis, changes);
    long gap =
        before.lastMillis() == Long.MIN_VALUE ? Long.MAX_VALUE : millis - before.lastMillis();
    boolean oneFrameDecides = still || gap > confirmMillis;
    List<SpotView> after = new ArrayList<>();
    for (int i = 0; i < spots.size(); i++) {
      SpotView view = views.get(spots.get(i));
      boolean decides = oneFrameDecides || evidence.get(i) == SpotState.UNKNOWN;
      after.add(judge(view, evidence.get(i), millis, decides, changes));
    }
    return step(after, changes, millis);
  }

  private SpotView judge(
      SpotView view,
      SpotState evidence,
      long millis,
      boolean oneFrameDecides,
      List<SpotChange> changes) {
    if (evidence == view.state()) {
      return new SpotView(view.spot(), view.state(), SpotView.NOT_AGAINST);
    }
    long against = Math.min(view.againstMillis(), millis);
    boolean decided =
        view.state() == SpotState.UNKNOWN || oneFrameDecides || millis - against >= confirmMillis;
    if (!decided) {
      return new SpotView(view.spot(), view.state(), against);
    }
    changes.add(new SpotChange(view.spot(), camera, evidence, against, millis));
    return new SpotView(view.spot(), evidence, SpotView.NOT_AGAINST);
  }

  /** Time passes without a frame that could be looked at. */
  public Step pass(CameraSpots before, long millis) {
    List<SpotChange> changes = new ArrayList<>();
    Map<String, SpotView> views = viewsAfterSilence(before, millis, changes);
    Step step = step(spots.stream().map(views::get).toList(), changes, millis);
    boolean known = step.views().stream().anyMatch(view -> view.state() != SpotState.UNKNOWN);
    // What is still known may yet turn out to have been unknown from here on.
    long settled =
        known ? Math.min(step.settledMillis(), knownUntil(before)) : step.settledMillis();
    return new Step(step.views(), step.changes(), settled);
  }

  /**
   * The camera is lost: since its last frame nothing is known, however short a time that is, but
   * for what has been reported as settled meanwhile.
   */
  public Step lose(CameraSpots before, long millis) {
    List<SpotChange> changes = new ArrayList<>();
    Map<String, SpotView> views = viewsAfterSilence(before, millis, changes);
    long since = Math.max(before.lastMillis() + 1, before.reportedMillis());
    forget(views, Math.min(millis, since), millis, changes);
    return step(spots.stream().map(views::get).toList(), changes, millis);
  }

  /** The camera's timeline ends: from here on nothing is known. */
  public Step end(CameraSpots before, long millis) {
    List<SpotChange> changes = new ArrayList<>();
    Map<String, SpotView> views = viewsAfterSilence(before, millis, changes);
    for (String spot : spots) {
      if (views.get(spot).state() != SpotState.UNKNOWN) {
        changes.add(new SpotChange(spot, camera, SpotState.UNKNOWN, millis, millis, true));
      }
    }
    return new Step(List.of(), changes, Long.MAX_VALUE);
  }

  private Step step(List<SpotView> views, List<SpotChange> changes, long millis) {
    long settled = views.stream().mapToLong(SpotView::againstMillis).min().orElse(Long.MAX_VALUE);
    return new Step(views, changes, Math.min(settled, millis + 1));
  }

  private Map<String, SpotView> viewsAfterSilence(
      CameraSpots before, long millis, List<SpotChange> changes) {
    Map<String, SpotView> views = new HashMap<>();
    spots.forEach(
        spot -> views.put(spot, new SpotView(spot, SpotState.UNKNOWN, SpotView.NOT_AGAINST)));
    for (SpotView view : before.spots()) {
      if (views.containsKey(view.spot())) {
        views.put(view.spot(), view);
      } else if (view.state() != SpotState.UNKNOWN) {
        // The layout has taken the spot away.
        changes.add(new SpotChange(view.spot(), camera, SpotState.UNKNOWN, millis, millis));
      }
    }
    if (before.lastMillis() != Long.MIN_VALUE && millis - before.lastMillis() > maxGapMillis) {
      forget(views, knownUntil(before), millis, changes);
    }
    return views;
  }

  /** Until when the last frame tells of anything; a photograph tells of its own instant only. */
  private long knownUntil(CameraSpots before) {
    return before.lastMillis() + (before.lastStill() ? 1 : maxGapMillis);
  }

  private void forget(
      Map<String, SpotView> views, long atMillis, long seenAtMillis, List<SpotChange> changes) {
    for (String spot : spots) {
      if (views.get(spot).state() != SpotState.UNKNOWN) {
        changes.add(new SpotChange(spot, camera, SpotState.UNKNOWN, atMillis, seenAtMillis));
        views.put(spot, new SpotView(spot, SpotState.UNKNOWN, SpotView.NOT_AGAINST));
      }
    }
  }
}
