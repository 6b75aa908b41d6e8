package io.sightline.job.vehicles;

import io.sightline.analytics.order.ReportPace;
import io.sightline.analytics.vehicles.CameraTracks;
import io.sightline.analytics.vehicles.Corrections;
import io.sightline.analytics.vehicles.GatePictures;
import io.sightline.analytics.vehicles.PlateViews;
import io.sightline.analytics.vehicles.TrackNews;
import io.sightline.analytics.vehicles.TrackState;
import io.sightline.analytics.vehicles.TrackerState;
import io.sightline.analytics.vehicles.TrackingRules;
import io.sightline.analytics.vehicles.VehicleTracker;
import io.sightline.domain.DerivedIds;
import io.sightline.domain.facts.DwellTime;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.VehicleTrack;
import io.sightline.domain.facts.VehicleTrack.EndedBy;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Gate;
import io.sightline.domain.site.LayoutCache;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.ModelRole;
import io.sightline.domain.site.Site;
import io.sightline.domain.statements.Statements;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Follows the vehicles of one camera. Emits a track when it has ended; plates on tracks and
 * passages at gates, with how far the camera's word is final, go to a side output. State is cleared
 * when the camera's footage ends.
 */
public final class TrackVehicles extends KeyedProcessFunction<String, Observations, VehicleTrack> {
  public static final OutputTag<TrackNews> NEWS =
      new OutputTag<>("track-news", TypeInformation.of(TrackNews.class));

  public static final OutputTag<DwellTime> DWELL_TIMES =
      new OutputTag<>("dwell-times", TypeInformation.of(DwellTime.class));

  /** Names of whole pictures that no passage needs. */
  public static final OutputTag<String> SUPERSEDED_PICTURES =
      new OutputTag<>("superseded-pictures", TypeInformation.of(String.class));

  private static final ValueStateDescriptor<CameraTracks> TRACKS =
      new ValueStateDescriptor<>("tracks-v1", TypeInformation.of(CameraTracks.class));

  private final Layouts layouts;
  private final Corrections corrections;
  private final boolean live;
  private transient LayoutCache<Map<String, FollowedCamera>> cameras;
  private transient ValueState<CameraTracks> tracks;

  private record FollowedCamera(VehicleTracker tracker, boolean reports) {
    /** For a camera whose vehicles are not followed any more. */
    static final FollowedCamera NONE =
        new FollowedCamera(new VehicleTracker(TrackingRules.NONE, List.of()), false);
  }

  /**
   * @param live whether a track is shown when it is confirmed
   */
  public TrackVehicles(Layouts layouts, Statements statements, boolean live) {
    this.layouts = layouts;
    this.corrections = new Corrections(statements);
    this.live = live;
  }

  @Override
  public void open(OpenContext context) {
    cameras = new LayoutCache<>(layouts, TrackVehicles::followed);
    tracks = getRuntimeContext().getState(TRACKS);
  }

  private static Map<String, FollowedCamera> followed(Site site) {
    Map<String, FollowedCamera> followed = new HashMap<>();
    for (Camera camera : site.cameras()) {
      if (TrackingRules.follows(camera)) {
        followed.put(
            camera.id(),
            new FollowedCamera(
                new VehicleTracker(TrackingRules.of(camera), camera.gates(), camera.zones()),
                TrackingRules.reports(camera)));
      }
    }
    return followed;
  }

  @Override
  public void processElement(
      Observations observations, Context context, Collector<VehicleTrack> out) throws Exception {
    FrameHeader frame = observations.frame();
    FollowedCamera camera = cameras.of(frame.site(), frame.layoutVersion()).get(frame.camera());
    CameraTracks known = tracks.value();
    if (camera == null && known == null) {
      return;
    }
    CameraTracks stored = known == null ? CameraTracks.NONE : known;
    if (camera == null) {
      // The layout has taken the camera's vehicles away.
      camera = FollowedCamera.NONE;
    }
    VehicleTracker tracker = camera.tracker();
    TrackerState before = stored.tracker();
    VehicleTracker.Step step =
        frame.kind() == RecordKind.END || camera == FollowedCamera.NONE
            ? tracker.end(before)
            : observations.hasSeen(ModelRole.VEHICLES)
                ? tracker.see(before, frame.capturedAtMillis(), observations.vehicles())
                : frame.isLoss()
                    ? tracker.lose(before, frame.capturedAtMillis())
                    : tracker.pass(before, frame.capturedAtMillis());
    String model =
        observations.model(ModelRole.VEHICLES).map(ModelUse::sha256).orElse(stored.model());
    if (live) {
      step.confirmed().forEach(track -> out.collect(early(frame, track, model)));
    }
    step.ended().forEach(ended -> out.collect(track(frame, ended, model)));
    step.dwelled()
        .forEach(dwelled -> context.output(DWELL_TIMES, dwellTime(frame, dwelled, model)));
    Corrections.Step said =
        corrections.take(
            stored.corrections(), frame, step.state().tracks(), track -> id(frame, track));
    GatePictures pictures = new GatePictures(stored.pictures());
    pictures.see(observations, step);
    List<Passage> passages =
        step.crossed().stream()
            .map(crossed -> pictures.pictured(passage(frame, crossed, model), crossed))
            .toList();
    pictures
        .left(step.settledMillis())
        .forEach(picture -> context.output(SUPERSEDED_PICTURES, picture));
    boolean turned = !frame.layoutVersion().equals(stored.layoutVersion());
    boolean reported = stored.reportedMillis() != ReportPace.NEVER;
    boolean lost = frame.kind() == RecordKind.FRAME ? false : frame.isLoss() || stored.lost();
    boolean reports =
        camera.reports()
            ? turned || lost != stored.lost() || isDue(stored.reportedMillis(), step)
            // The site waits for its word until it says that it has none any more.
            : turned && reported;
    TrackNews news =
        new TrackNews(
            frame.site(),
            frame.camera(),
            frame.capturedAtMillis(),
            step.settledMillis(),
            frame.layoutVersion(),
            reports,
            PlateViews.ofVehicles(observations, before, step, track -> id(frame, track)),
            passages,
            said.due(),
            lost,
            frame.statements());
    if (news.isNews()) {
      context.output(NEWS, news);
    }
    if (frame.kind() == RecordKind.END || camera == FollowedCamera.NONE) {
      tracks.clear();
    } else {
      tracks.update(
          new CameraTracks(
              step.state(),
              model,
              reports ? step.settledMillis() : stored.reportedMillis(),
              frame.layoutVersion(),
              lost,
              said.state(),
              pictures.remembered()));
    }
  }

  private static boolean isDue(long reportedMillis, VehicleTracker.Step step) {
    return !step.crossed().isEmpty() || ReportPace.isDue(reportedMillis, step.settledMillis());
  }

  private static VehicleTrack early(FrameHeader frame, TrackState track, String model) {
    return track(frame, new VehicleTracker.Ended(track, EndedBy.OPEN), model, false);
  }

  private static VehicleTrack track(FrameHeader frame, VehicleTracker.Ended ended, String model) {
    return track(frame, ended, model, true);
  }

  private static VehicleTrack track(
      FrameHeader frame, VehicleTracker.Ended ended, String model, boolean isFinal) {
    TrackState track = ended.track();
    return new VehicleTrack(
        new FactHead(
            id(frame, track),
            frame.site(),
            track.firstMillis(),
            track.lastMillis(),
            isFinal,
            model,
            frame.layoutVersion()),
        frame.camera(),
        VehicleTracker.label(track),
        track.lastMillis(),
        ended.by());
  }

  private static Passage passage(FrameHeader frame, VehicleTracker.Crossed crossed, String model) {
    String track = id(frame, crossed.track());
    long at = crossed.crossing().atMillis();
    String gate = crossed.crossing().gate();
    return new Passage(
        new FactHead(
            DerivedIds.passage(track, gate, at),
            frame.site(),
            at,
            at,
            false,
            model,
            frame.layoutVersion()),
        frame.camera(),
        gate,
        crossed.crossing().entering() ? Gate.Direction.ENTRY : Gate.Direction.EXIT,
        track,
        VehicleTracker.label(crossed.track()),
        crossed.crossing().box());
  }

  private static DwellTime dwellTime(
      FrameHeader frame, VehicleTracker.Dwelled dwelled, String model) {
    String track = id(frame, dwelled.track());
    return new DwellTime(
        new FactHead(
            DerivedIds.dwellTime(track, dwelled.zone(), dwelled.fromMillis()),
            frame.site(),
            dwelled.fromMillis(),
            dwelled.untilMillis(),
            true,
            model,
            frame.layoutVersion()),
        frame.camera(),
        dwelled.zone(),
        track,
        dwelled.untilMillis() - dwelled.fromMillis());
  }

  private static String id(FrameHeader frame, TrackState track) {
    return DerivedIds.track(frame.site(), frame.camera(), track.firstMillis(), track.rank());
  }
}
