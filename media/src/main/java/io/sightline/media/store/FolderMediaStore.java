package io.sightline.media.store;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps each thing as a file. */
final class FolderMediaStore implements MediaStore {
  private static final Logger LOG = LoggerFactory.getLogger(FolderMediaStore.class);
  private static final Duration LONGEST_WRITE = Duration.ofHours(1);

  private final Path folder;

  FolderMediaStore(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
    removeParts();
  }

  private Path parts() {
    return folder.resolve(".parts");
  }

  /** Removes what processes that were killed left half written. */
  private void removeParts() {
    Instant latest = Instant.now().minus(LONGEST_WRITE);
    try (Stream<Path> parts = Files.list(parts())) {
      for (Path part : (Iterable<Path>) parts::iterator) {
        if (Files.getLastModifiedTime(part).toInstant().isBefore(latest)) {
          Files.deleteIfExists(part);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // There are none, or another process removes them.
      LOG.debug("No parts are removed.", e);
    }
  }

  private Path file(String name) {
    MediaAddress.requireName(name);
    return folder.resolve(name);
  }

  @Override
  public void put(String name, byte[] bytes) throws IOException {
    Path file = file(name);
    Files.createDirectories(file.getParent());
    // Whole or not at all, also when the process ends while it writes; then a part stays, and not
    // among what is kept.
    Path part = Files.createTempFile(Files.createDirectories(parts()), "part", null);
    try {
      Files.write(part, bytes);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  @Override
  public void take(String name, Path taken) throws IOException {
    Path file = file(name);
    Files.createDirectories(file.getParent());
    try {
      Files.move(taken, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Path part = Files.createTempFile(Files.createDirectories(parts()), "part", null);
      try {
        Files.copy(taken, part, StandardCopyOption.REPLACE_EXISTING);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
      Files.delete(taken);
    }
  }

  @Override
  public boolean copy(String name, Path file) throws IOException {
    Path kept = file(name);
    if (!Files.isRegularFile(kept)) {
      return false;
    }
    Files.copy(kept, file);
    return true;
  }

  @Override
  public Optional<byte[]> get(String name) throws IOException {
    try {
      return Optional.of(Files.readAllBytes(file(name)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(file(name));
  }

  @Override
  public List<String> names(String name) throws IOException {
    Path below = file(name);
    if (!Files.exists(below)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(below)) {
      return files
          .filter(Files::isRegularFile)
          .limit(MOST_NAMES)
          .map(file -> folder.relativize(file).toString().replace(File.separatorChar, '/'))
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public void deleteAll(String name) throws IOException {
    Path below = file(name);
    if (!Files.exists(below)) {
      return;
    }
    try (Stream<Path> files = Files.walk(below)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public void close() {
    // A folder need not be closed.
  }
}
