package io.sightline.job.topology;

import io.sightline.analytics.occupancy.SpotReport;
import io.sightline.analytics.vehicles.GateReport;
import io.sightline.analytics.vehicles.TrackNews;
import io.sightline.analytics.watchlist.PlateReport;
import io.sightline.domain.facts.Alert;
import io.sightline.domain.facts.CameraGap;
import io.sightline.domain.facts.EmotionWindow;
import io.sightline.domain.facts.Fact;
import io.sightline.domain.facts.InsideCount;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.PlateRead;
import io.sightline.domain.facts.SpotTransition;
import io.sightline.domain.facts.VehicleSession;
import io.sightline.domain.facts.VehicleTrack;
import io.sightline.domain.frames.Frame;
import io.sightline.domain.observations.ObservationMinute;
import io.sightline.domain.observations.Observations;
import io.sightline.job.cameras.CameraLatest;
import io.sightline.job.cameras.NoteFootageTimes;
import io.sightline.job.cameras.NoteGaps;
import io.sightline.job.cameras.TakeBackAfterRestore;
import io.sightline.job.cameras.WatchViews;
import io.sightline.job.emotions.CountEmotions;
import io.sightline.job.evidence.DropCrops;
import io.sightline.job.inside.CountInside;
import io.sightline.job.observationlog.LogObservations;
import io.sightline.job.occupancy.JudgeSpots;
import io.sightline.job.occupancy.KeepOccupancy;
import io.sightline.job.order.OrderByCamera;
import io.sightline.job.perception.LookAtFramesFactory;
import io.sightline.job.plates.KeepPlateReads;
import io.sightline.job.plates.TrackPlates;
import io.sightline.job.settings.RunSettings;
import io.sightline.job.sinks.LiveOutputs;
import io.sightline.job.sinks.Outputs;
import io.sightline.job.state.RememberingFunction;
import io.sightline.job.state.RememberingOperator;
import io.sightline.job.vehicles.KeepVehicleSessions;
import io.sightline.job.vehicles.TrackVehicles;
import io.sightline.job.watchlist.WatchForPlates;
import io.sightline.source.frame.FrameSerializer;
import io.sightline.store.facts.FactKind;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.LiveMinutes;
import io.sightline.store.facts.LiveTakeBack;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Frames in, facts out. There are no watermarks: every order is made from the data itself. Every
 * state lives behind one of the {@link Uids}.
 */
public final class VideoAnalyticsTopology {
  private static final KeySelector<Observations, String> OF_CAMERA = seen -> seen.frame().camera();

  private VideoAnalyticsTopology() {}

  /** Recorded footage: what is seen is stored, and judged. */
  public static void fromFootage(
      StreamExecutionEnvironment env,
      Source<Frame, ?, ?> footage,
      RunSettings settings,
      Outputs out) {
    KeyedStream<Observations, String> observations = see(env, footage, settings);
    keep(observations, LogObservations.ofRecorded(), out);
    store(
        observations
            .process(new NoteFootageTimes())
            .name("Note footage times")
            .uid(Uids.NOTE_FOOTAGE_TIMES),
        FactKinds.FOOTAGE_TIMES,
        out);
    analyse(observations, settings, out);
  }

  /** Live cameras: as recorded footage, and what is newest is shown at once. */
  public static void fromCameras(
      StreamExecutionEnvironment env,
      Source<Frame, ?, ?> cameras,
      RunSettings settings,
      LiveTakeBack takeBack,
      LiveOutputs out) {
    KeyedStream<Observations, String> seen = see(env, cameras, settings);
    keep(seen, LogObservations.ofLive(new LiveMinutes(takeBack.database())::read), out);
    KeyedStream<Observations, String> observations =
        stillByCamera(
            seen.process(new TakeBackAfterRestore(takeBack::after, takeBack::withoutState))
                .name("Take back after a restore")
                .uid(Uids.TAKE_BACK));
    observations
        .flatMap(new CameraLatest.OfObservations(settings.layouts()))
        .name("Latest of cameras")
        .uid(Uids.CAMERA_LATEST)
        .sinkTo(out.latest())
        .name("camera_latest")
        .uid(Uids.sink("camera_latest"));
    analyse(observations, settings, out);
  }

  private static KeyedStream<Observations, String> see(
      StreamExecutionEnvironment env, Source<Frame, ?, ?> source, RunSettings settings) {
    DataStream<Frame> frames =
        env.fromSource(
                source, WatermarkStrategy.noWatermarks(), "Camera frames", FrameSerializer.TYPE)
            .uid(Uids.CAMERA_FRAMES);

    DataStream<Observations> seen =
        frames
            .transform(
                "Look at frames",
                TypeInformation.of(Observations.class),
                new LookAtFramesFactory(settings))
            .uid(Uids.LOOK_AT_FRAMES);
    return inOrder(seen, settings);
  }

  private static void keep(
      KeyedStream<Observations, String> observations, LogObservations log, Outputs out) {
    observations
        .transform("Log observations", TypeInformation.of(ObservationMinute.class), log)
        .uid(Uids.LOG_OBSERVATIONS)
        .sinkTo(out.observations())
        .name("observations")
        .uid(Uids.OBSERVATIONS_SINK);
    out.publishedObservations()
        .ifPresent(
            sink ->
                observations
                    .sinkTo(sink)
                    .name(Uids.publishedName("observations"))
                    .uid(Uids.published("observations")));
  }

  /** Made-up observations, each camera's in its order: they are stored, and judged. */
  public static void fromSimulation(
      StreamExecutionEnvironment env,
      Source<Observations, ?, ?> simulated,
      RunSettings settings,
      Outputs out) {
    DataStream<Observations> observations =
        env.fromSource(
                simulated,
                WatermarkStrategy.noWatermarks(),
                "Simulated observations",
                TypeInformation.of(Observations.class))
            .uid(Uids.SIMULATED_OBSERVATIONS)
            // Several would each begin somewhere else in time, and wait for each other.
            .setParallelism(1);
    KeyedStream<Observations, String> ordered = inOrder(observations, settings);
    keep(ordered, LogObservations.ofRecorded(), out);
    analyse(ordered, settings, out);
  }

  /** Stored observations: what was seen is judged again. */
  public static void fromObservations(
      StreamExecutionEnvironment env,
      Source<Observations, ?, ?> stored,
      RunSettings settings,
      Outputs out) {
    DataStream<Observations> observations =
        env.fromSource(
                stored,
                WatermarkStrategy.noWatermarks(),
                "Stored observations",
                TypeInformation.of(Observations.class))
            .uid(Uids.STORED_OBSERVATIONS);
    analyse(inOrder(observations, settings), settings, out);
  }

  private static KeyedStream<Observations, String> inOrder(
      DataStream<Observations> observations, RunSettings settings) {
    return stillByCamera(
        remember(
            observations.keyBy(OF_CAMERA),
            new OrderByCamera(settings.live()),
            Observations.class,
            "Order by camera",
            Uids.ORDER_BY_CAMERA));
  }

  /**
   * What an operator behind the order emits of a camera stays where the camera is. Only for what is
   * chained to that operator: on another edge Flink may send records elsewhere, and a camera would
   * have two states.
   */
  private static KeyedStream<Observations, String> stillByCamera(
      DataStream<Observations> observations) {
    return DataStreamUtils.reinterpretAsKeyedStream(observations, OF_CAMERA, Types.STRING);
  }

  private static void analyse(
      KeyedStream<Observations, String> ordered, RunSettings settings, Outputs out) {
    var watched =
        remember(
            ordered,
            new WatchViews(settings.layouts(), settings.live()),
            Observations.class,
            "Watch views",
            Uids.WATCH_VIEWS);
    KeyedStream<Observations, String> observations = stillByCamera(watched);

    var gaps =
        remember(
            observations,
            new NoteGaps(settings.layouts(), settings.live()),
            CameraGap.class,
            "Note gaps",
            Uids.NOTE_GAPS);
    store(gaps.union(watched.getSideOutput(WatchViews.BLIND)), FactKinds.CAMERA_GAPS, out);
    store(gaps.getSideOutput(NoteGaps.POISON), FactKinds.POISON_RECORDS, out);

    var tracking =
        remember(
            observations,
            new TrackVehicles(settings.layouts(), settings.statements(), settings.live()),
            VehicleTrack.class,
            "Track vehicles",
            Uids.TRACK_VEHICLES);
    DataStream<VehicleTrack> tracks = tracking;
    store(tracks, FactKinds.VEHICLE_TRACKS, out);
    store(tracking.getSideOutput(TrackVehicles.DWELL_TIMES), FactKinds.DWELL_TIMES, out);
    store(tracking.getSideOutput(TrackVehicles.SPOT_STAYS), FactKinds.SPOT_STAYS, out);

    var ofVehicles =
        keepReads(
            tracking.getSideOutput(TrackVehicles.NEWS),
            settings,
            "Keep reads of vehicles",
            Uids.KEEP_VEHICLE_READS);
    DataStream<Passage> passages = ofVehicles.getSideOutput(KeepPlateReads.PASSAGES);
    store(passages, FactKinds.PASSAGES, out);
    var ofPlates =
        keepReads(
            remember(
                observations,
                new TrackPlates(settings.layouts(), settings.statements()),
                TrackNews.class,
                "Track plates",
                Uids.TRACK_PLATES),
            settings,
            "Keep reads of plates",
            Uids.KEEP_PLATE_READS);
    store(ofVehicles.union(ofPlates), FactKinds.PLATE_READS, out);
    DataStream<Alert> wanted =
        remember(
            ofVehicles
                .getSideOutput(KeepPlateReads.PLATE_REPORTS)
                .union(ofPlates.getSideOutput(KeepPlateReads.PLATE_REPORTS))
                .keyBy(PlateReport::site),
            new WatchForPlates(settings.layouts(), settings.statements(), settings.live()),
            Alert.class,
            "Watch for plates",
            Uids.WATCH_FOR_PLATES);
    ofVehicles
        .getSideOutput(KeepPlateReads.SUPERSEDED_CROPS)
        .union(
            ofPlates.getSideOutput(KeepPlateReads.SUPERSEDED_CROPS),
            tracking.getSideOutput(TrackVehicles.SUPERSEDED_PICTURES))
        .sinkTo(new DropCrops(settings.media()))
        .name("plate_crops")
        .uid(Uids.sink("plate_crops"));

    SingleOutputStreamOperator<EmotionWindow> emotions =
        remember(
            observations,
            new CountEmotions(settings.layouts(), settings.live()),
            EmotionWindow.class,
            "Count emotions",
            Uids.COUNT_EMOTIONS);
    store(emotions, FactKinds.EMOTION_WINDOWS, out);
    store(emotions.getSideOutput(CountEmotions.SEGMENTS), FactKinds.EMOTION_SEGMENTS, out);

    KeyedStream<GateReport, String> gateReports =
        ofVehicles.getSideOutput(KeepPlateReads.GATE_REPORTS).keyBy(GateReport::site);
    var sessions =
        remember(
            gateReports,
            new KeepVehicleSessions(settings.layouts(), settings.live()),
            VehicleSession.class,
            "Keep vehicle sessions",
            Uids.KEEP_SESSIONS);
    store(sessions, FactKinds.VEHICLE_SESSIONS, out);
    DataStream<InsideCount> inside =
        remember(
            gateReports,
            new CountInside(settings.layouts(), settings.statements()),
            InsideCount.class,
            "Count inside",
            Uids.COUNT_INSIDE);
    store(inside, FactKinds.INSIDE_COUNTS, out);

    DataStream<SpotReport> spotReports =
        remember(
            observations,
            new JudgeSpots(settings.layouts()),
            SpotReport.class,
            "Judge spots",
            Uids.JUDGE_SPOTS);
    var occupancy =
        remember(
            spotReports.keyBy(SpotReport::site),
            new KeepOccupancy(settings.layouts(), settings.live()),
            SpotTransition.class,
            "Keep occupancy",
            Uids.KEEP_OCCUPANCY);
    DataStream<SpotTransition> transitions = occupancy;
    store(transitions, FactKinds.SPOT_TRANSITIONS, out);
    store(occupancy.getSideOutput(KeepOccupancy.WINDOWS), FactKinds.OCCUPANCY_WINDOWS, out);

    store(
        wanted.union(
            sessions.getSideOutput(KeepVehicleSessions.ALERTS),
            tracking.getSideOutput(TrackVehicles.ALERTS),
            ofVehicles.getSideOutput(KeepPlateReads.ALERTS),
            occupancy.getSideOutput(KeepOccupancy.ALERTS),
            gaps.getSideOutput(NoteGaps.ALERTS),
            watched.getSideOutput(WatchViews.ALERTS)),
        FactKinds.ALERTS,
        out);
  }

  private static <I, O> SingleOutputStreamOperator<O> remember(
      KeyedStream<I, String> in,
      RememberingFunction<String, I, O> function,
      Class<O> of,
      String name,
      String uid) {
    return in.transform(name, TypeInformation.of(of), new RememberingOperator<>(function)).uid(uid);
  }

  /**
   * For the tracks of either kind by itself: what has two inputs is chained to neither, and a track
   * stays where its camera is only within a chain.
   */
  private static SingleOutputStreamOperator<PlateRead> keepReads(
      DataStream<TrackNews> news, RunSettings settings, String name, String uid) {
    return remember(
        DataStreamUtils.reinterpretAsKeyedStream(news, TrackNews::camera, Types.STRING),
        new KeepPlateReads(settings.layouts(), settings.statements(), settings.live()),
        PlateRead.class,
        name,
        uid);
  }

  /**
   * Facts of one id come from one key, so revisions of a fact meet in one writer, in their order,
   * and no two writers hold the same row.
   */
  private static <F extends Fact> void store(DataStream<F> facts, FactKind<F> kind, Outputs out) {
    facts.sinkTo(out.facts(kind)).name(kind.name()).uid(Uids.sink(kind.name()));
    out.published(kind)
        .ifPresent(
            sink ->
                facts
                    .sinkTo(sink)
                    .name(Uids.publishedName(kind.name()))
                    .uid(Uids.published(kind.name())));
  }
}
