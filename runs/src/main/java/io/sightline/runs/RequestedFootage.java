package io.sightline.runs;

import io.sightline.domain.BadInput;
import io.sightline.media.store.MediaAddress;
import io.sightline.media.store.MediaStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The footage of one run, named by paths below the media folder. Where things are kept in a bucket,
 * what the folder lacks is fetched from there, and is gone from the folder when this is closed.
 */
final class RequestedFootage implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RequestedFootage.class);

  private final Path folder;
  private final MediaAddress store;
  private final List<Path> fetched = new ArrayList<>();

  RequestedFootage(Path folder, MediaAddress store) {
    this.folder = folder;
    this.store = store;
  }

  /**
   * @throws BadInput when there is none, or it cannot be fetched
   */
  Path find(String path) {
    try {
      Path file = folder.resolve(path).normalize();
      if (!Files.exists(file) && store.folder().isEmpty() && file.startsWith(folder.normalize())) {
        fetch(path, file);
      }
      Path real = file.toRealPath();
      if (real.startsWith(folder.toRealPath())) {
        return real;
      }
      throw new BadInput("The footage '" + path + "' lies outside the media folder.");
    } catch (IOException | IllegalArgumentException e) {
      throw new BadInput("There is no footage '" + path + "' in the media folder.", e);
    }
  }

  private void fetch(String path, Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Path part = file.resolveSibling("incoming-" + file.getFileName() + ".part");
    try (MediaStore bucket = store.open()) {
      Files.deleteIfExists(part);
      if (bucket.copy(path, part)) {
        fetched.add(file);
        Files.move(part, file);
      }
    } catch (IOException e) {
      throw new BadInput(
          "The footage '"
              + path
              + "' cannot be fetched from "
              + store.url()
              + ": "
              + e.getMessage(),
          e);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  @Override
  public void close() {
    for (Path file : fetched) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        LOG.warn("The fetched footage {} cannot be deleted.", file, e);
      }
    }
  }
}
