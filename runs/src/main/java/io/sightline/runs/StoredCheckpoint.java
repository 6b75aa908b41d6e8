package io.sightline.runs;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.StateObjectCollection;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A checkpoint or savepoint on this machine's disk, whole.
 *
 * @param folder it can be taken up from
 * @param number the job's own; a job that takes one up goes on counting from it
 * @param files all that it consists of, by their real paths; some lie in folders of other
 *     checkpoints
 */
record StoredCheckpoint(Path folder, long number, Set<Path> files) {
  private static final Logger LOG = LoggerFactory.getLogger(StoredCheckpoint.class);
  static final String METADATA = "_metadata";

  /**
   * @return empty where it cannot be read, or some of it is missing
   */
  static Optional<StoredCheckpoint> read(Path folder) {
    Path file = folder.resolve(METADATA);
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      CheckpointMetadata metadata =
          org.apache.flink.runtime.checkpoint.Checkpoints.loadCheckpointMetadata(
              in, StoredCheckpoint.class.getClassLoader(), folder.toUri().toString());
      Set<Path> files = new HashSet<>(Set.of(file.toRealPath()));
      for (Path part : files(metadata)) {
        // Fails where it is missing.
        files.add(part.toRealPath());
      }
      return Optional.of(new StoredCheckpoint(folder, metadata.getCheckpointId(), files));
    } catch (IOException | RuntimeException e) {
      LOG.warn("The checkpoint {} cannot be read and is passed over.", folder, e);
      return Optional.empty();
    }
  }

  private static Set<Path> files(CheckpointMetadata metadata) {
    Set<Path> files = new HashSet<>();
    for (OperatorState operator : metadata.getOperatorStates()) {
      add(files, operator.getCoordinatorState());
      for (OperatorSubtaskState subtask : operator.getStates()) {
        addOperatorState(files, subtask.getManagedOperatorState());
        addOperatorState(files, subtask.getRawOperatorState());
        subtask.getManagedKeyedState().forEach(state -> addKeyedState(files, state));
        subtask.getRawKeyedState().forEach(state -> addKeyedState(files, state));
      }
    }
    return files;
  }

  private static void addOperatorState(
      Set<Path> files, StateObjectCollection<OperatorStateHandle> states) {
    states.forEach(state -> add(files, state.getDelegateStateHandle()));
  }

  private static void addKeyedState(Set<Path> files, KeyedStateHandle state) {
    if (state instanceof KeyGroupsStateHandle whole) {
      add(files, whole.getDelegateStateHandle());
    } else if (state instanceof IncrementalRemoteKeyedStateHandle increments) {
      add(files, increments.getMetaDataStateHandle());
      Stream.concat(increments.getSharedState().stream(), increments.getPrivateState().stream())
          .forEach(part -> add(files, part.getHandle()));
    } else {
      throw new IllegalStateException("There is state of an unknown kind: " + state.getClass());
    }
  }

  /** Small state stands in the metadata, and has no file. */
  private static void add(Set<Path> files, StreamStateHandle state) {
    if (state != null) {
      state.maybeGetPath().ifPresent(path -> files.add(Path.of(path.toUri().getPath())));
    }
  }
}
