package io.sightline.job.plates;

import io.sightline.analytics.order.ReportPace;
import io.sightline.analytics.vehicles.Corrections;
import io.sightline.analytics.vehicles.PlateView;
import io.sightline.analytics.vehicles.PlateViews;
import io.sightline.analytics.vehicles.PlateWord;
import io.sightline.analytics.vehicles.TrackNews;
import io.sightline.analytics.vehicles.TrackState;
import io.sightline.analytics.vehicles.TrackerState;
import io.sightline.analytics.vehicles.TrackingRules;
import io.sightline.analytics.vehicles.VehicleTracker;
import io.sightline.domain.DerivedIds;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.LayoutCache;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.ModelRole;
import io.sightline.domain.site.Site;
import io.sightline.domain.statements.Statements;
import io.sightline.job.state.KnownValue;
import io.sightline.job.state.RememberingFunction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.Collector;

/**
 * Follows the plates of cameras whose vehicles are not followed, as vehicles are elsewhere. State
 * is cleared when the camera's footage ends or its layout follows vehicles.
 */
public final class TrackPlates extends RememberingFunction<String, Observations, TrackNews> {
  private static final ValueStateDescriptor<Followed> TRACKS =
      new ValueStateDescriptor<>("plate-tracks-v2", TypeInformation.of(Followed.class));

  private final Layouts layouts;
  private final Statements statements;
  private transient Corrections corrections;
  private transient LayoutCache<Map<String, VehicleTracker>> trackers;
  private transient KnownValue<String, Followed> tracks;

  /** What is remembered of a camera. */
  public record Followed(
      TrackerState tracks, Corrections.State corrections, long toldMillis, String layoutVersion) {
    static final Followed NONE =
        new Followed(TrackerState.EMPTY, Corrections.State.NONE, ReportPace.NEVER, "");
  }

  public TrackPlates(Layouts layouts, Statements statements) {
    this.layouts = layouts;
    this.statements = statements;
  }

  @Override
  public void open(OpenContext context) {
    trackers = new LayoutCache<>(layouts, TrackPlates::byCamera);
    corrections = new Corrections(layouts, statements);
    tracks = known(TRACKS);
  }

  private static Map<String, VehicleTracker> byCamera(Site site) {
    Map<String, VehicleTracker> byCamera = new HashMap<>();
    for (Camera camera : site.cameras()) {
      if (camera.looks().contains(ModelRole.PLATES) && !TrackingRules.follows(camera)) {
        byCamera.put(camera.id(), new VehicleTracker(TrackingRules.ofPlates(camera), List.of()));
      }
    }
    return byCamera;
  }

  @Override
  public void processElement(Observations observations, Context context, Collector<TrackNews> out)
      throws Exception {
    FrameHeader frame = observations.frame();
    VehicleTracker tracker = trackers.of(frame.site(), frame.layoutVersion()).get(frame.camera());
    Followed known = tracks.value(frame.camera());
    if (tracker == null && known == null) {
      return;
    }
    Followed followed = known == null ? Followed.NONE : known;
    TrackerState before = followed.tracks();
    boolean ends = tracker == null || frame.kind() == RecordKind.END;
    Function<TrackState, String> id =
        track ->
            DerivedIds.plateTrack(frame.site(), frame.camera(), track.firstMillis(), track.rank());
    List<Detection> surroundings = new ArrayList<>();
    observations.plates().forEach(plate -> surroundings.add(PlateViews.surroundings(plate)));
    VehicleTracker.Step step =
        ends
            ? VehicleTracker.endOf(before)
            : observations.hasSeen(ModelRole.PLATES)
                ? tracker.see(before, frame.capturedAtMillis(), surroundings)
                : frame.isLoss()
                    ? tracker.lose(before, frame.capturedAtMillis())
                    : tracker.pass(before, frame.capturedAtMillis());
    List<PlateView> views = new ArrayList<>();
    for (int i = 0; i < surroundings.size(); i++) {
      PlateSighting plate = observations.plates().get(i);
      if (tracker != null && plate.isRead()) {
        track(surroundings.get(i), step)
            .ifPresentOrElse(
                seen -> views.add(PlateViews.view(observations, id, seen, plate)),
                () -> views.addAll(PlateViews.stray(observations, plate)));
      }
    }
    views.addAll(PlateViews.ends(observations, before, step, id));
    Corrections.Step said =
        corrections.take(followed.corrections(), frame, step.state().tracks(), id);
    boolean turned = !frame.layoutVersion().equals(followed.layoutVersion());
    long told = PlateWord.next(tracker != null, followed.toldMillis(), frame, turned);
    TrackNews news =
        new TrackNews(
            frame.site(),
            frame.camera(),
            frame.capturedAtMillis(),
            step.settledMillis(),
            frame.layoutVersion(),
            false,
            told,
            views,
            List.of(),
            List.of(),
            said.due(),
            frame.isLoss(),
            frame.statements());
    if (news.isNews()) {
      out.collect(news);
    }
    if (ends) {
      tracks.clear(frame.camera());
    } else {
      tracks.update(
          frame.camera(),
          new Followed(
              step.state(),
              said.state(),
              told == ReportPace.NEVER ? followed.toldMillis() : told,
              frame.layoutVersion()));
    }
  }

  private static Optional<VehicleTracker.Sighting> track(
      Detection surrounding, VehicleTracker.Step step) {
    return step.seen().stream().filter(seen -> seen.detection() == surrounding).findFirst();
  }
}
