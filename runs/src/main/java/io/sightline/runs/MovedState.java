package io.sightline.runs;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.StateObjectCollection;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupsSavepointStateHandle;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.OperatorStreamStateHandle;
import org.apache.flink.runtime.state.StateObject;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.apache.flink.runtime.state.filesystem.RelativeFileStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;

/**
 * Checkpoints and savepoints at another place than they were written. What a checkpoint shares with
 * those before it stands in it with its whole path, so moving one takes more than copying files.
 */
public final class MovedState {
  private static final String METADATA = "_metadata";

  private MovedState() {}

  /**
   * The files that a checkpoint or savepoint needs to be taken up.
   *
   * @param checkpoint its folder
   * @throws IOException when it cannot be read, or is of a form that cannot be moved
   */
  public static Set<Path> files(Path checkpoint) throws IOException {
    Set<Path> files = new TreeSet<>();
    CheckpointMetadata metadata = read(checkpoint);
    map(
        metadata,
        handle -> {
          files.add(Path.of(handle.getFilePath().toUri().getPath()));
          return handle;
        });
    try (Stream<Path> own = Files.list(checkpoint)) {
      own.filter(Files::isRegularFile).forEach(files::add);
    }
    return files;
  }

  /**
   * Makes a checkpoint whose files were copied one that can be taken up where it lies.
   *
   * @param checkpoint its folder
   * @param from the folder below which all its files were when it was written
   * @param to the folder below which they are now, at the same places
   * @throws IOException when it cannot be read or written
   */
  public static void settle(Path checkpoint, Path from, Path to) throws IOException {
    CheckpointMetadata metadata = read(checkpoint);
    CheckpointMetadata moved =
        map(
            metadata,
            handle -> {
              if (handle instanceof RelativeFileStateHandle) {
                return handle;
              }
              Path old = Path.of(handle.getFilePath().toUri().getPath());
              if (!old.startsWith(from)) {
                throw new IllegalArgumentException(old + " lies outside " + from);
              }
              Path now = to.resolve(from.relativize(old).toString());
              return new FileStateHandle(
                  new org.apache.flink.core.fs.Path(now.toUri()), handle.getStateSize());
            });
    Path unfinished = checkpoint.resolve(METADATA + ".moved");
    try (OutputStream out = Files.newOutputStream(unfinished)) {
      org.apache.flink.runtime.checkpoint.Checkpoints.storeCheckpointMetadata(moved, out);
    }
    Files.move(
        unfinished,
        checkpoint.resolve(METADATA),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * What a checkpoint says of itself.
   *
   * @param checkpoint its folder
   * @throws IOException when it cannot be read
   */
  public static CheckpointMetadata read(Path checkpoint) throws IOException {
    try (DataInputStream in =
        new DataInputStream(Files.newInputStream(checkpoint.resolve(METADATA)))) {
      return org.apache.flink.runtime.checkpoint.Checkpoints.loadCheckpointMetadata(
          in, MovedState.class.getClassLoader(), checkpoint.toUri().toString());
    } catch (RuntimeException e) {
      throw new IOException(checkpoint + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static CheckpointMetadata map(
      CheckpointMetadata metadata, UnaryOperator<FileStateHandle> file) throws IOException {
    try {
      List<OperatorState> operators = new ArrayList<>();
      for (OperatorState operator : metadata.getOperatorStates()) {
        for (var subtask : List.copyOf(operator.getSubtaskStates().entrySet())) {
          operator.putState(subtask.getKey(), map(subtask.getValue(), file));
        }
        operators.add(operator);
      }
      return new CheckpointMetadata(
          metadata.getCheckpointId(),
          operators,
          metadata.getMasterStates(),
          metadata.getCheckpointProperties());
    } catch (IllegalArgumentException e) {
      throw new IOException("the state cannot be moved: " + e.getMessage(), e);
    }
  }

  private static OperatorSubtaskState map(
      OperatorSubtaskState state, UnaryOperator<FileStateHandle> file) {
    requireNone(state.getInputChannelState());
    requireNone(state.getResultSubpartitionState());
    return state.toBuilder()
        .setManagedOperatorState(operator(state.getManagedOperatorState(), file))
        .setRawOperatorState(operator(state.getRawOperatorState(), file))
        .setManagedKeyedState(keyed(state.getManagedKeyedState(), file))
        .setRawKeyedState(keyed(state.getRawKeyedState(), file))
        .build();
  }

  /** Checkpoints are aligned, so nothing lies in buffers. */
  private static void requireNone(StateObjectCollection<? extends StateObject> states) {
    if (!states.isEmpty()) {
      throw new IllegalArgumentException("it holds what lay in network buffers");
    }
  }

  private static StateObjectCollection<OperatorStateHandle> operator(
      StateObjectCollection<OperatorStateHandle> states, UnaryOperator<FileStateHandle> file) {
    List<OperatorStateHandle> moved = new ArrayList<>();
    for (OperatorStateHandle state : states) {
      if (state.getClass() != OperatorStreamStateHandle.class) {
        throw unknown(state);
      }
      moved.add(
          new OperatorStreamStateHandle(
              state.getStateNameToPartitionOffsets(),
              stream(state.getDelegateStateHandle(), file)));
    }
    return new StateObjectCollection<>(moved);
  }

  private static StateObjectCollection<KeyedStateHandle> keyed(
      StateObjectCollection<KeyedStateHandle> states, UnaryOperator<FileStateHandle> file) {
    List<KeyedStateHandle> moved = new ArrayList<>();
    for (KeyedStateHandle state : states) {
      moved.add(keyed(state, file));
    }
    return new StateObjectCollection<>(moved);
  }

  private static KeyedStateHandle keyed(
      KeyedStateHandle state, UnaryOperator<FileStateHandle> file) {
    if (state instanceof IncrementalRemoteKeyedStateHandle handle) {
      return IncrementalRemoteKeyedStateHandle.restore(
          handle.getBackendIdentifier(),
          handle.getKeyGroupRange(),
          handle.getCheckpointId(),
          local(handle.getSharedState(), file),
          local(handle.getPrivateState(), file),
          stream(handle.getMetaDataStateHandle(), file),
          handle.getCheckpointedSize(),
          handle.getStateHandleId());
    }
    if (state.getClass() == KeyGroupsSavepointStateHandle.class) {
      KeyGroupsStateHandle handle = (KeyGroupsStateHandle) state;
      return new KeyGroupsSavepointStateHandle(
          handle.getGroupRangeOffsets(), stream(handle.getDelegateStateHandle(), file));
    }
    if (state.getClass() == KeyGroupsStateHandle.class) {
      KeyGroupsStateHandle handle = (KeyGroupsStateHandle) state;
      return KeyGroupsStateHandle.restore(
          handle.getGroupRangeOffsets(),
          stream(handle.getDelegateStateHandle(), file),
          handle.getStateHandleId());
    }
    throw unknown(state);
  }

  private static List<HandleAndLocalPath> local(
      List<HandleAndLocalPath> handles, UnaryOperator<FileStateHandle> file) {
    return handles.stream()
        .map(
            handle ->
                HandleAndLocalPath.of(stream(handle.getHandle(), file), handle.getLocalPath()))
        .toList();
  }

  private static StreamStateHandle stream(
      StreamStateHandle handle, UnaryOperator<FileStateHandle> file) {
    if (handle == null || handle instanceof ByteStreamStateHandle) {
      return handle;
    }
    if (handle instanceof FileStateHandle stored) {
      return file.apply(stored);
    }
    throw unknown(handle);
  }

  private static IllegalArgumentException unknown(StateObject state) {
    return new IllegalArgumentException("it holds a " + state.getClass().getSimpleName());
  }
}
