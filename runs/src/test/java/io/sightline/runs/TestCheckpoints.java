package io.sightline.runs;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;

/** Checkpoints of jobs without state, which Flink can read. */
public final class TestCheckpoints {
  private TestCheckpoints() {}

  /**
   * @param checkpoint its folder, whose name ends in its number
   */
  public static Path write(Path checkpoint) {
    String name = checkpoint.getFileName().toString();
    long number = Long.parseLong(name.substring(name.lastIndexOf('-') + 1));
    try (OutputStream out =
        Files.newOutputStream(Files.createDirectories(checkpoint).resolve("_metadata"))) {
      Checkpoints.storeCheckpointMetadata(
          new CheckpointMetadata(number, List.of(), List.of()), out);
      return checkpoint;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
