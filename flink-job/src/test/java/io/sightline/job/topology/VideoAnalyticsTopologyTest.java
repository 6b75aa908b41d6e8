package io.sightline.job.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.network.AllowedNetworks;
import io.sightline.domain.observations.Observations;
import io.sightline.job.TestStories;
import io.sightline.job.settings.CameraModels;
import io.sightline.job.settings.FrameLoad;
import io.sightline.job.settings.RunSettings;
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
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

class VideoAnalyticsTopologyTest {
  private static final DatabaseAddress NOWHERE =
      new DatabaseAddress("jdbc:postgresql://127.0.0.1:1/x", "x", "x");
  private static final RunSettings SETTINGS =
      RunSettings.replay("run", "1", TestStories.LAYOUTS, CameraModels.NONE, FrameLoad.NONE);

  private static StreamExecutionEnvironment environment() {
    Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    return StreamExecutionEnvironment.getExecutionEnvironment(configuration);
  }

  private static Set<String> uids(StreamGraph graph) {
    return graph.getStreamNodes().stream()
        .peek(
            node ->
                assertThat(node.getTransformationUID())
                    .as("uid of %s", node.getOperatorName())
                    .isNotNull())
        .map(StreamNode::getTransformationUID)
        .collect(Collectors.toSet());
  }

  @Test
  void everyOperatorHasAUidOfItsOwn() throws Exception {
    StreamExecutionEnvironment footage = environment();
    VideoAnalyticsTopology.fromFootage(
        footage,
        FootageSource.of(List.of(new FootageCamera("garage", "a", 5, "layout", List.of()))),
        SETTINGS,
        new PostgresOutputs(NOWHERE, "run", "1"));
    StreamExecutionEnvironment stored = environment();
    VideoAnalyticsTopology.fromObservations(
        stored,
        ObservationLogSource.of(NOWHERE, "from", "garage", List.of("a"), "layout", Span.ALL),
        SETTINGS,
        new PostgresOutputs(NOWHERE, "run", "1"));
    StreamExecutionEnvironment simulated = environment();
    VideoAnalyticsTopology.fromSimulation(
        simulated,
        new DataGeneratorSource<>(
            index -> Observations.nothing(null), 1, TypeInformation.of(Observations.class)),
        SETTINGS,
        new PostgresOutputs(NOWHERE, "run", "1"));
    StreamExecutionEnvironment cameras = environment();
    VideoAnalyticsTopology.fromCameras(
        cameras,
        new CameraSource(
            CameraSourceOptions.of(
                NOWHERE, AllowedNetworks.of(List.of("127.0.0.0/8")), Duration.ofSeconds(3))),
        RunSettings.live("1", TestStories.LAYOUTS, CameraModels.NONE, FrameLoad.NONE),
        new LiveTakeBack(NOWHERE),
        new PostgresOutputs(NOWHERE, "live", "1"));
    Set<String> known =
        Arrays.stream(Uids.class.getFields())
            .map(
                field -> {
                  try {
                    return (String) field.get(null);
                  } catch (IllegalAccessException e) {
                    throw new IllegalStateException(e);
                  }
                })
            .collect(Collectors.toSet());
    Set<String> used = uids(footage.getStreamGraph());
    used.addAll(uids(stored.getStreamGraph()));
    used.addAll(uids(simulated.getStreamGraph()));
    used.addAll(uids(cameras.getStreamGraph()));
    assertThat(used).containsAll(known);
    assertThat(used)
        .allSatisfy(uid -> assertThat(known.contains(uid) || uid.contains("-sink")).isTrue());
  }
}
