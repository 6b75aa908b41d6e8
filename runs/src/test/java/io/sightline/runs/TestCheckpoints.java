package io.sightline.runs;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;

/** Checkpoints of jobs without state, which Flink can read. */
public final class TestCheckpoints {
  private static final String METADATA = "_metadata";

  private TestCheckpoints() {}

  /**
   * @param checkpoint its folder
   * @param written when it was, by the file system
   */
  public static Path write(Path checkpoint, Instant written) {
    try {
      Path file = Files.createDirectories(checkpoint).resolve(METADATA);
      try (OutputStream out = Files.newOutputStream(file)) {
        Checkpoints.storeCheckpointMetadata(new CheckpointMetadata(1, List.of(), List.of()), out);
      }
      Files.setLastModifiedTime(file, FileTime.from(written));
      return checkpoint;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
