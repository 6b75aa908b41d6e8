package io.sightline.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttemptsTest {
  @TempDir Path folder;
  private Attempts attempts;

  @BeforeEach
  void create() {
    attempts = new Attempts(folder.resolve("run"), "rocksdb");
  }

  private Path checkpoint(int attempt, int number) {
    return TestCheckpoints.write(
        folder.resolve("run/%06d-rocksdb/job/chk-%d".formatted(attempt, number)));
  }

  @Test
  void theFirstBegins() throws Exception {
    assertThat(attempts.newest()).isEmpty();
    Attempts.Attempt first = attempts.next();
    assertThat(first.restore()).isEmpty();
    assertThat(first.folder()).isEqualTo(folder.resolve("run/000001-rocksdb")).isDirectory();
    assertThat(attempts.next().folder())
        .isEqualTo(folder.resolve("run/000002-rocksdb"))
        .isDirectory();
  }

  @Test
  void theNewestIsTheLastAttemptsAndOfThoseTheOneWithTheGreatestNumber() throws Exception {
    checkpoint(1, 12);
    checkpoint(2, 9);
    Path newest = checkpoint(2, 10);
    assertThat(attempts.newest()).contains(newest);
    Attempts.Attempt next = attempts.next();
    assertThat(next.restore()).contains(newest);
    assertThat(next.folder()).isEqualTo(folder.resolve("run/000003-rocksdb"));
  }

  @Test
  void whatTimesFilesHaveDoesNotMatter() throws Exception {
    Path older = checkpoint(1, 26);
    Path newest = checkpoint(1, 27);
    Files.setLastModifiedTime(
        older.resolve("_metadata"), FileTime.from(Instant.now().plusSeconds(7200)));
    assertThat(attempts.next().restore()).contains(newest);
  }

  @Test
  void anAttemptThatHadNoCheckpointLeavesTheOneBeforeIt() throws Exception {
    Path left = checkpoint(1, 3);
    attempts.next();
    assertThat(attempts.next().restore()).contains(left);
  }

  @Test
  void whatAnotherStateBackendWroteIsPassedOverUnlessItIsASavepoint() throws Exception {
    Path checkpoint = checkpoint(1, 4);
    Attempts other = new Attempts(folder.resolve("run"), "hashmap");
    assertThat(other.newest()).isEmpty();
    assertThat(attempts.newest()).contains(checkpoint);
    Path savepoint = TestCheckpoints.write(folder.resolve("run/000001-rocksdb/savepoint-job-5"));
    assertThat(other.next().restore()).contains(savepoint);
  }

  @Test
  void oneThatWasCutOffIsPassedOver() throws Exception {
    Path whole = checkpoint(1, 6);
    Path cut = Files.createDirectories(folder.resolve("run/000001-rocksdb/job/chk-7"));
    Files.write(cut.resolve("_metadata"), new byte[] {1, 2, 3});
    assertThat(attempts.next().restore()).contains(whole);
    assertThat(cut).doesNotExist();
  }

  private Path part(String name) throws IOException {
    Path file = folder.resolve("run/000001-rocksdb/job/shared").resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, name);
  }

  /** One whose state lies in files, as RocksDB's increments do. */
  private Path incremental(int number, Path... parts) throws IOException {
    Path checkpoint = folder.resolve("run/000001-rocksdb/job/chk-" + number);
    List<HandleAndLocalPath> shared =
        List.of(parts).stream()
            .map(
                part ->
                    HandleAndLocalPath.of(
                        new FileStateHandle(
                            new org.apache.flink.core.fs.Path(part.toUri()),
                            part.toFile().length()),
                        part.getFileName().toString()))
            .toList();
    OperatorState operator = new OperatorState("name", "uid", new OperatorID(1, 2), 1, 128);
    operator.putState(
        0,
        OperatorSubtaskState.builder()
            .setManagedKeyedState(
                new IncrementalRemoteKeyedStateHandle(
                    UUID.randomUUID(),
                    KeyGroupRange.of(0, 127),
                    number,
                    shared,
                    List.of(),
                    new ByteStreamStateHandle("metadata", new byte[] {1})))
            .build());
    try (OutputStream out =
        Files.newOutputStream(Files.createDirectories(checkpoint).resolve("_metadata"))) {
      Checkpoints.storeCheckpointMetadata(
          new CheckpointMetadata(number, List.of(operator), List.of()), out);
    }
    return checkpoint;
  }

  @Test
  void oneOfWhoseStateAPartIsMissingIsPassedOver() throws Exception {
    Path whole = incremental(1, part("a"));
    incremental(2, part("a"), part("b"));
    Files.delete(folder.resolve("run/000001-rocksdb/job/shared/b"));
    assertThat(attempts.next().restore()).contains(whole);
  }

  @Test
  void whatNoAttemptNeedsIsDeletedAndWhatOneMayNeedStays() throws Exception {
    Path oldest = incremental(1, part("a"), part("b"));
    Path older = incremental(2, part("b"), part("c"));
    Path newest = incremental(3, part("c"), part("d"));
    Path orphan = part("half-written");
    Attempts.Attempt next = attempts.next();
    assertThat(next.restore()).contains(newest);
    assertThat(older).as("in case that the newest is damaged").exists();
    assertThat(oldest).doesNotExist();
    assertThat(orphan).doesNotExist();
    assertThat(Map.of("a", false, "b", true, "c", true, "d", true))
        .allSatisfy(
            (name, there) ->
                assertThat(
                        Files.exists(folder.resolve("run/000001-rocksdb/job/shared").resolve(name)))
                    .as(name)
                    .isEqualTo(there));
  }

  @Test
  void aFolderThatIsReachedOnAnotherWayLosesNothing() throws Exception {
    Path newest = incremental(1, part("a"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("run"));
    assertThat(new Attempts(link, "rocksdb").next().restore()).isPresent();
    assertThat(newest.resolve("_metadata")).exists();
    assertThat(folder.resolve("run/000001-rocksdb/job/shared/a")).exists();
  }
}
