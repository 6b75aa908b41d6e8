package io.sightline.job.topology;

import io.sightline.domain.messages.KafkaBrokers;
import io.sightline.domain.network.AllowedNetworks;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.secrets.KeyFile;
import io.sightline.job.TestStories;
import io.sightline.job.settings.CameraModels;
import io.sightline.job.settings.FrameLoad;
import io.sightline.job.settings.RunSettings;
import io.sightline.job.sinks.KafkaOutputs;
import io.sightline.job.sinks.LiveOutputs;
import io.sightline.job.sinks.PostgresOutputs;
import io.sightline.source.camera.CameraSource;
import io.sightline.source.camera.CameraSourceOptions;
import io.sightline.source.footage.FootageCamera;
import io.sightline.source.footage.FootageSource;
import io.sightline.source.observationlog.ObservationLogSource;
import io.sightline.source.observationlog.Span;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.facts.LiveTakeBack;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;

/** The graph of every kind of run, as it is submitted. */
public final class TestGraphs {
  private static final DatabaseAddress NOWHERE =
      new DatabaseAddress("jdbc:postgresql://127.0.0.1:1/x", "x", "x");
  private static final int PARALLELISM = 2;
  private static final RunSettings REPLAY =
      RunSettings.replay("run", "1", TestStories.LAYOUTS, CameraModels.NONE, FrameLoad.NONE);
  private static final LiveOutputs STORED = new PostgresOutputs(NOWHERE, "run", "1");

  private TestGraphs() {}

  /** By name. */
  static Map<String, StreamGraph> all() {
    Map<String, StreamGraph> graphs = new TreeMap<>();
    graphs.put("footage", graph(env -> footage(env, STORED)));
    graphs.put("observations", graph(TestGraphs::observations));
    graphs.put("simulation", graph(TestGraphs::simulation));
    graphs.put("live", graph(env -> live(env, STORED)));
    return graphs;
  }

  /** Uids of the operators that have keyed state in any of them. */
  public static Set<String> keyedUids() {
    Set<String> keyed = new TreeSet<>();
    for (StreamGraph graph : all().values()) {
      for (StreamNode node : graph.getStreamNodes()) {
        if (isKeyed(node)) {
          keyed.add(node.getTransformationUID());
        }
      }
    }
    return keyed;
  }

  static boolean isKeyed(StreamNode node) {
    // A function without state may well stand behind a keyed stream.
    return node.getStatePartitioners().length > 0
        && !Uids.CAMERA_LATEST.equals(node.getTransformationUID());
  }

  /** Those whose facts also go to Kafka, where exactly-once sinks have more than one operator. */
  static Map<String, StreamGraph> published() {
    LiveOutputs published =
        new KafkaOutputs(STORED, "run", KafkaBrokers.at("127.0.0.1:1"), Duration.ofMinutes(1));
    return Map.of(
        "footage, published", graph(env -> footage(env, published)),
        "live, published", graph(env -> live(env, published)));
  }

  private static StreamGraph graph(Consumer<StreamExecutionEnvironment> define) {
    Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    env.setParallelism(PARALLELISM);
    define.accept(env);
    return env.getStreamGraph();
  }

  private static void footage(StreamExecutionEnvironment env, LiveOutputs out) {
    VideoAnalyticsTopology.fromFootage(
        env,
        FootageSource.of(List.of(new FootageCamera("garage", "a", 5, null, "layout", List.of()))),
        REPLAY,
        out);
  }

  private static void observations(StreamExecutionEnvironment env) {
    VideoAnalyticsTopology.fromObservations(
        env,
        ObservationLogSource.of(NOWHERE, "from", TestStories.SITE, Span.ALL, 0),
        REPLAY,
        STORED);
  }

  private static void simulation(StreamExecutionEnvironment env) {
    VideoAnalyticsTopology.fromSimulation(
        env,
        new DataGeneratorSource<>(
            index -> Observations.nothing(null), 1, TypeInformation.of(Observations.class)),
        REPLAY,
        STORED);
  }

  private static void live(StreamExecutionEnvironment env, LiveOutputs out) {
    VideoAnalyticsTopology.fromCameras(
        env,
        new CameraSource(
            CameraSourceOptions.of(
                NOWHERE,
                KeyFile.NONE,
                AllowedNetworks.of(List.of("127.0.0.0/8")),
                Duration.ofSeconds(3))),
        RunSettings.live("1", TestStories.LAYOUTS, CameraModels.NONE, FrameLoad.NONE),
        new LiveTakeBack(NOWHERE),
        out);
  }
}
