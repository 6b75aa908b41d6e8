package io.sightline.analytics.vehicles;

import io.sightline.analytics.occupancy.SpotJudge;
import io.sightline.analytics.order.ReportPace;
import io.sightline.domain.DerivedIds;
import io.sightline.domain.facts.Alert;
import io.sightline.domain.facts.DwellTime;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.SpotStay;
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

/** Makes facts of one camera's vehicles, record by record of its timeline. */
public final class VehicleFollower {
  private final LayoutCache<Map<String, FollowedCamera>> cameras;
  private final Corrections corrections;

  private record FollowedCamera(VehicleTracker tracker, boolean reports, boolean looks) {
    /** For a camera whose vehicles are not followed any more. */
    static final FollowedCamera NONE =
        new FollowedCamera(new VehicleTracker(TrackingRules.NONE, List.of()), false, false);
  }

  /**
   * What one record leads to.
   *
   * @param tracks what is to be remembered; null when the footage has ended, or nobody follows the
   *     camera's vehicles any more
   * @param confirmed tracks of which it is now known that they are no noise, as they are so far
   * @param ended tracks that are over
   * @param overdue of vehicles that are in a zone for too long
   * @param stood on spots, as far as is known
   * @param news for whoever keeps plates and passages; {@link TrackNews#isNews} says whether there
   *     are any
   * @param superseded names of whole pictures that no passage needs
   */
  public record Step(
      CameraTracks tracks,
      List<VehicleTrack> confirmed,
      List<VehicleTrack> ended,
      List<DwellTime> dwelled,
      List<Alert> overdue,
      List<SpotStay> stood,
      TrackNews news,
      List<String> superseded) {
    private static final Step NOTHING =
        new Step(null, List.of(), List.of(), List.of(), List.of(), List.of(), null, List.of());

    /** Whether the record was of a camera that is followed, or was until now. */
    public boolean isOfFollowed() {
      return news != null;
    }
  }

  public VehicleFollower(Layouts layouts, Statements statements) {
    this.cameras = new LayoutCache<>(layouts, VehicleFollower::followed);
    this.corrections = new Corrections(layouts, statements);
  }

  private static Map<String, FollowedCamera> followed(Site site) {
    Map<String, FollowedCamera> followed = new HashMap<>();
    for (Camera camera : site.cameras()) {
      if (TrackingRules.follows(camera)) {
        followed.put(
            camera.id(),
            new FollowedCamera(
                new VehicleTracker(
                    TrackingRules.of(camera),
                    camera.gates(),
                    camera.zones(),
                    new SpotStands(
                        SpotJudge.judges(camera) ? camera.spots() : List.of(),
                        camera.occupancy().confirm().toMillis())),
                TrackingRules.reports(camera),
                camera.looks().contains(ModelRole.PLATES)));
      }
    }
    return followed;
  }

  /**
   * @param known what is remembered of the camera; null for nothing
   */
  public Step take(Observations observations, CameraTracks known) {
    FrameHeader frame = observations.frame();
    FollowedCamera camera = cameras.of(frame.site(), frame.layoutVersion()).get(frame.camera());
    if (camera == null && known == null) {
      return Step.NOTHING;
    }
    CameraTracks stored = known == null ? CameraTracks.NONE : known;
    if (camera == null) {
      // The layout has taken the camera's vehicles away.
      camera = FollowedCamera.NONE;
    }
    TrackerState before = stored.tracker();
    boolean ends = frame.kind() == RecordKind.END || camera == FollowedCamera.NONE;
    VehicleTracker.Step step = step(camera.tracker(), before, observations, ends);
    String model =
        observations.model(ModelRole.VEHICLES).map(ModelUse::sha256).orElse(stored.model());
    Corrections.Step said =
        corrections.take(
            stored.corrections(), frame, step.state().tracks(), track -> id(frame, track));
    GatePictures pictures = new GatePictures(stored.pictures());
    pictures.see(observations, step);
    List<Passage> passages =
        step.crossed().stream()
            .map(crossed -> pictures.pictured(passage(frame, crossed, model), crossed))
            .toList();
    List<String> superseded = pictures.left(step.settledMillis());
    List<SpotStay> stood = step.stood().stream().map(one -> stood(frame, one, model)).toList();
    boolean lost = frame.kind() != RecordKind.FRAME && (frame.isLoss() || stored.lost());
    boolean turned = !frame.layoutVersion().equals(stored.layoutVersion());
    boolean reported = stored.reportedMillis() != ReportPace.NEVER;
    boolean reports =
        camera.reports()
            ? turned || lost != stored.lost() || isDue(stored.reportedMillis(), step)
            // The site waits for its word until it says that it has none any more.
            : turned && reported;
    long told = PlateWord.next(camera.looks(), stored.toldMillis(), frame, turned);
    TrackNews news =
        new TrackNews(
            frame.site(),
            frame.camera(),
            frame.capturedAtMillis(),
            step.settledMillis(),
            frame.layoutVersion(),
            reports,
            told,
            PlateViews.ofVehicles(observations, before, step, track -> id(frame, track)),
            passages,
            stood,
            said.due(),
            lost,
            frame.statements());
    CameraTracks after =
        ends
            ? null
            : new CameraTracks(
                step.state(),
                model,
                reports ? step.settledMillis() : stored.reportedMillis(),
                told == ReportPace.NEVER ? stored.toldMillis() : told,
                frame.layoutVersion(),
                lost,
                said.state(),
                pictures.remembered());
    return new Step(
        after,
        step.confirmed().stream()
            .map(track -> track(frame, new VehicleTracker.Ended(track, EndedBy.OPEN), model, false))
            .toList(),
        step.ended().stream().map(ended -> track(frame, ended, model, true)).toList(),
        step.dwelled().stream().map(dwelled -> dwellTime(frame, dwelled, model)).toList(),
        step.overdue().stream().map(overdue -> overdue(frame, overdue, model)).toList(),
        stood,
        news,
        superseded);
  }

  private static VehicleTracker.Step step(
      VehicleTracker tracker, TrackerState before, Observations observations, boolean ends) {
    FrameHeader frame = observations.frame();
    if (ends) {
      return tracker.end(before);
    }
    if (observations.hasSeen(ModelRole.VEHICLES)) {
      return tracker.see(before, frame.capturedAtMillis(), observations.vehicles());
    }
    return frame.isLoss()
        ? tracker.lose(before, frame.capturedAtMillis())
        : tracker.pass(before, frame.capturedAtMillis());
  }

  private static boolean isDue(long reportedMillis, VehicleTracker.Step step) {
    return !step.crossed().isEmpty() || ReportPace.isDue(reportedMillis, step.settledMillis());
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
        crossed.crossing().box(),
        crossed.track().colours());
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

  private static SpotStay stood(FrameHeader frame, VehicleTracker.Stood stood, String model) {
    String track = id(frame, stood.track());
    TrackState.SpotStand stand = stood.stand();
    return new SpotStay(
        new FactHead(
            DerivedIds.spotStanding(track, stand.spot(), stand.fromMillis()),
            frame.site(),
            stand.fromMillis(),
            stand.untilMillis(),
            stand.over(),
            model,
            frame.layoutVersion()),
        frame.camera(),
        stand.spot(),
        track,
        stand.untilMillis() - stand.fromMillis());
  }

  private static Alert overdue(FrameHeader frame, VehicleTracker.Overdue overdue, String model) {
    String track = id(frame, overdue.track());
    String stay = DerivedIds.dwellTime(track, overdue.zone(), overdue.fromMillis());
    return Alert.zoneStay(
        new FactHead(
            DerivedIds.zoneStay(stay),
            frame.site(),
            overdue.atMillis(),
            frame.capturedAtMillis(),
            true,
            model,
            frame.layoutVersion()),
        frame.camera(),
        overdue.zone(),
        overdue.forbidden(),
        track,
        stay);
  }

  private static String id(FrameHeader frame, TrackState track) {
    return DerivedIds.track(frame.site(), frame.camera(), track.firstMillis(), track.rank());
  }
}
