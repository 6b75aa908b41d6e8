package io.sightline.runs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
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
    try {
      CheckpointMetadata metadata = MovedState.read(folder);
      Set<Path> files = new HashSet<>();
      for (Path part : MovedState.files(folder)) {
        // Fails where it is missing.
        files.add(part.toRealPath());
      }
      return Optional.of(new StoredCheckpoint(folder, metadata.getCheckpointId(), files));
    } catch (IOException | RuntimeException e) {
      LOG.warn("The checkpoint {} cannot be read and is passed over.", folder, e);
      return Optional.empty();
    }
  }
}
