package io.sightline.job.vehicles;

import io.sightline.analytics.vehicles.CameraTracks;
import io.sightline.analytics.vehicles.TrackNews;
import io.sightline.analytics.vehicles.VehicleFollower;
import io.sightline.domain.facts.Alert;
import io.sightline.domain.facts.DwellTime;
import io.sightline.domain.facts.SpotStay;
import io.sightline.domain.facts.VehicleTrack;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.statements.Statements;
import io.sightline.job.state.KnownValue;
import io.sightline.job.state.RememberingFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Follows the vehicles of one camera. Emits a track when it has ended; plates on tracks and
 * passages at gates, with how far the camera's word is final, go to a side output. State is cleared
 * when the camera's footage ends.
 */
public final class TrackVehicles extends RememberingFunction<String, Observations, VehicleTrack> {
  public static final OutputTag<TrackNews> NEWS =
      new OutputTag<>("track-news", TypeInformation.of(TrackNews.class));

  public static final OutputTag<DwellTime> DWELL_TIMES =
      new OutputTag<>("dwell-times", TypeInformation.of(DwellTime.class));

  public static final OutputTag<SpotStay> SPOT_STAYS =
      new OutputTag<>("spot-stays", TypeInformation.of(SpotStay.class));

  /** Vehicles that are in a zone for too long, or where none should be. */
  public static final OutputTag<Alert> ALERTS =
      new OutputTag<>("zone-stays", TypeInformation.of(Alert.class));

  /** Names of whole pictures that no passage needs. */
  public static final OutputTag<String> SUPERSEDED_PICTURES =
      new OutputTag<>("superseded-pictures", TypeInformation.of(String.class));

  private static final ValueStateDescriptor<CameraTracks> TRACKS =
      new ValueStateDescriptor<>("tracks-v1", TypeInformation.of(CameraTracks.class));

  private final Layouts layouts;
  private final Statements statements;
  private final boolean live;
  private transient VehicleFollower follower;
  private transient KnownValue<String, CameraTracks> tracks;

  /**
   * @param live whether a track is shown when it is confirmed
   */
  public TrackVehicles(Layouts layouts, Statements statements, boolean live) {
    this.layouts = layouts;
    this.statements = statements;
    this.live = live;
  }

  @Override
  public void open(OpenContext context) {
    follower = new VehicleFollower(layouts, statements);
    tracks = known(TRACKS);
  }

  @Override
  public void processElement(
      Observations observations, Context context, Collector<VehicleTrack> out) throws Exception {
    String camera = observations.frame().camera();
    VehicleFollower.Step step = follower.take(observations, tracks.value(camera));
    if (!step.isOfFollowed()) {
      return;
    }
    if (live) {
      step.confirmed().forEach(out::collect);
    }
    step.ended().forEach(out::collect);
    step.dwelled().forEach(dwelled -> context.output(DWELL_TIMES, dwelled));
    step.stood().stream()
        .filter(stood -> live || stood.head().isFinal())
        .forEach(stood -> context.output(SPOT_STAYS, stood));
    step.overdue().forEach(overdue -> context.output(ALERTS, overdue));
    step.superseded().forEach(picture -> context.output(SUPERSEDED_PICTURES, picture));
    if (step.news().isNews()) {
      context.output(NEWS, step.news());
    }
    if (step.tracks() == null) {
      tracks.clear(camera);
    } else {
      tracks.update(camera, step.tracks());
    }
  }
}
