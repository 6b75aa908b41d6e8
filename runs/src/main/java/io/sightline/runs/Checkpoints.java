package io.sightline.runs;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The checkpoints and savepoints that earlier processes left in a folder. */
public final class Checkpoints {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

  /** A folder of checkpoints or savepoints, a job, a checkpoint. */
  private static final int DEPTH = 3;

  private static final String METADATA = "_metadata";

  private Checkpoints() {}

  /** The newest one that can be read, of whichever job. */
  public static Optional<Path> newest(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> found =
        Files.find(folder, DEPTH, (path, attributes) -> attributes.isDirectory())) {
      return found
          .map(checkpoint -> checkpoint.resolve(METADATA))
          .filter(Files::isRegularFile)
          .sorted(Comparator.comparing(Checkpoints::modified).reversed())
          .filter(Checkpoints::isReadable)
          .map(Path::getParent)
          .findFirst();
    }
  }

  private static java.nio.file.attribute.FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return java.nio.file.attribute.FileTime.fromMillis(0);
    }
  }

  private static boolean isReadable(Path metadata) {
    try (DataInputStream in = new DataInputStream(Files.newInputStream(metadata))) {
      org.apache.flink.runtime.checkpoint.Checkpoints.loadCheckpointMetadata(
          in, Checkpoints.class.getClassLoader(), metadata.getParent().toString());
      return true;
    } catch (IOException | RuntimeException e) {
      LOG.warn("The checkpoint {} cannot be read and is passed over.", metadata.getParent(), e);
      return false;
    }
  }
}
