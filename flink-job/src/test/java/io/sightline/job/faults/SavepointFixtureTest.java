package io.sightline.job.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.observations.Observations;
import io.sightline.job.JobDefinition;
import io.sightline.job.TestStories;
import io.sightline.job.settings.CameraModels;
import io.sightline.job.settings.FrameLoad;
import io.sightline.job.settings.RunSettings;
import io.sightline.job.topology.Uids;
import io.sightline.job.topology.VideoAnalyticsTopology;
import io.sightline.store.facts.FactKind;
import io.sightline.store.facts.FactKinds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * F5: a savepoint that is kept with the code, taken in the middle of a story, opens, and the story
 * goes on to the facts that it ended in then. With {@code SIGHTLINE_UPDATE_GOLDEN=1} the present
 * version writes its own; one of a version that was released is never written again.
 */
class SavepointFixtureTest {
  private static final boolean UPDATE_GOLDEN = System.getenv("SIGHTLINE_UPDATE_GOLDEN") != null;
  private static final Path FIXTURE =
      Path.of(System.getProperty("sightline.root"))
          .resolve("flink-job/src/test/resources/savepoints/0.1");
  private static final Path FACTS = FIXTURE.resolve("facts-after.txt");

  @TempDir static Path folder;
  private static TestCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster = new TestCluster(1);
    if (UPDATE_GOLDEN) {
      writeFixture();
    }
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  /** Hands on no more records than are allowed. */
  private static final class Halting<T, S extends SourceSplit, C> extends SourceAround<T, S, C> {
    private static final AtomicLong ALLOWED = new AtomicLong();

    Halting(Source<T, S, C> source) {
      super(source);
    }

    @Override
    SourceReader<T, S> around(SourceReader<T, S> reader) {
      return new Reader<>(reader) {
        @Override
        public InputStatus pollNext(ReaderOutput<T> output) throws Exception {
          return ALLOWED.get() > 0 ? super.pollNext(output) : InputStatus.NOTHING_AVAILABLE;
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
          return ALLOWED.get() > 0 ? super.isAvailable() : new CompletableFuture<>();
        }
      };
    }
  }

  private static Observations at(long index) {
    Halting.ALLOWED.decrementAndGet();
    return TestStories.both().get((int) index);
  }

  private static StreamGraph graph(Path savepoint) throws Exception {
    // All of it in one file.
    Configuration settings =
        cluster.settings(
            folder.resolve("checkpoints"),
            Map.of(
                "execution.checkpointing.data-inline-threshold", "1mb",
                "execution.checkpointing.interval", "1h"));
    if (savepoint != null) {
      settings.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint.toUri().toString());
    }
    JobDefinition job =
        env ->
            VideoAnalyticsTopology.fromSimulation(
                env,
                new Halting<>(
                    new DataGeneratorSource<>(
                        SavepointFixtureTest::at,
                        TestStories.both().size(),
                        TypeInformation.of(Observations.class))),
                RunSettings.replay(
                    "run", "1", TestStories.LAYOUTS, CameraModels.NONE, FrameLoad.NONE),
                Emitted.here());
    return TestCluster.graph(settings, 1, job);
  }

  private static List<String> finish(StreamGraph graph) throws Exception {
    Emitted.take();
    Halting.ALLOWED.set(Long.MAX_VALUE);
    cluster.run(graph);
    return Emitted.take();
  }

  private static void writeFixture() throws Exception {
    Emitted.take();
    int half = TestStories.both().size() / 2;
    Halting.ALLOWED.set(half);
    JobID job = cluster.start(graph(null));
    org.awaitility.Awaitility.await().until(() -> Halting.ALLOWED.get() == 0);
    String savepoint =
        cluster
            .cluster()
            .stopWithSavepoint(
                job,
                folder.resolve("savepoints").toUri().toString(),
                false,
                SavepointFormatType.CANONICAL)
            .get();
    List<String> first = Emitted.take();
    Files.createDirectories(FIXTURE);
    Files.copy(
        Path.of(java.net.URI.create(savepoint)).resolve("_metadata"),
        FIXTURE.resolve("_metadata"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    List<String> whole = finish(graph(null));
    List<String> after = new java.util.ArrayList<>(whole);
    first.forEach(after::remove);
    assertThat(first).isNotEmpty();
    assertThat(after).hasSize(whole.size() - first.size()).isNotEmpty();
    Files.write(FACTS, after);
  }

  @Test
  void itOpensAndGoesOnToTheSameFacts() throws Exception {
    assertThat(finish(graph(FIXTURE))).isEqualTo(Files.readAllLines(FACTS));
  }

  @Test
  void theStoryHasFactsOfEveryKindAfterIt() throws Exception {
    String after = Files.readString(FACTS);
    for (FactKind<?> kind : FactKinds.PRODUCT.all()) {
      // Nothing of it is poison behind the middle, and simulated times are no footage's.
      if (kind != FactKinds.POISON_RECORDS && kind != FactKinds.FOOTAGE_TIMES) {
        assertThat(after).contains("{\"kind\":\"" + kind.name() + "\"");
      }
    }
    assertThat(after)
        .contains("\"spot-misuse\"", "\"spot-stay\"", "\"zone-stay\"", "\"overstay\"", "\"full\"");
  }

  @Test
  void itKnowsEveryOperatorThatRemembersAnythingAndIsSmall() throws Exception {
    String state = Files.readString(FIXTURE.resolve("_metadata"), StandardCharsets.ISO_8859_1);
    for (StreamNode node : graph(null).getStreamNodes()) {
      if (node.getStatePartitioners().length > 0) {
        assertThat(state.contains(node.getTransformationUID()))
            .as(node.getTransformationUID())
            .isTrue();
      }
    }
    try (Stream<Path> files = Files.list(FIXTURE)) {
      assertThat(files.mapToLong(SavepointFixtureTest::size).sum()).isLessThan(500_000);
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** That this test can fail. */
  @Test
  void anOperatorOfAnotherNameDoesNotFindItsState() throws Exception {
    for (String uid : List.of(Uids.TRACK_VEHICLES, Uids.KEEP_OCCUPANCY, Uids.ORDER_BY_CAMERA)) {
      StreamGraph graph = graph(FIXTURE);
      rename(graph, uid);
      assertThatThrownBy(() -> cluster.run(graph)).as(uid).hasStackTraceContaining("savepoint");
    }
  }

  private static void rename(StreamGraph graph, String uid) {
    for (StreamNode node : graph.getStreamNodes()) {
      if (uid.equals(node.getTransformationUID())) {
        graph.setTransformationUID(node.getId(), uid + "-renamed");
      }
    }
  }
}
