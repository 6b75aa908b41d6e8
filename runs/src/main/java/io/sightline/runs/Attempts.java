package io.sightline.runs;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The attempts at a run, each a job with a numbered folder for its checkpoints and savepoints.
 * Their order is that of the attempts and of the jobs' own numbers: what a file's time says may be
 * another clock's, or a copy's.
 */
public final class Attempts {
  /** An attempt, a job, a checkpoint. */
  private static final int DEPTH = 3;

  /** One to take up, and one in case that it turns out to be damaged. */
  private static final int KEPT = 2;

  private static final Pattern NAME = Pattern.compile("(\\d{6})-(.+)");
  private static final String SAVEPOINT = "savepoint";

  private final Path folder;
  private final String stateBackend;

  /**
   * @param folder the run's own, which may not be there yet
   * @param stateBackend of the next attempt, by Flink's name
   */
  public Attempts(Path folder, String stateBackend) {
    this.folder = folder;
    this.stateBackend = stateBackend;
  }

  /** An attempt that was made. */
  private record Made(Path folder, int number, String stateBackend) {}

  /**
   * One attempt.
   *
   * @param folder for its checkpoints and savepoints
   * @param restore what it takes up; empty to begin
   */
  public record Attempt(Path folder, Optional<Path> restore) {}

  /**
   * Makes ready for the next attempt; no job of the run may be at work. What no attempt will need
   * is deleted: the older checkpoints, and what killed jobs left half written.
   */
  public Attempt next() throws IOException {
    List<StoredCheckpoint> newest = newest(KEPT);
    int number = made().stream().mapToInt(Made::number).max().orElse(0) + 1;
    tidy(newest);
    return new Attempt(
        Files.createDirectories(folder.resolve("%06d-%s".formatted(number, stateBackend))),
        newest.stream().map(StoredCheckpoint::folder).findFirst());
  }

  /** The checkpoint or savepoint of a run that is newest, whichever state backend wrote it. */
  public static Optional<Path> newestOf(Path folder) throws IOException {
    return new Attempts(folder, null).newest();
  }

  /** The checkpoint or savepoint that the next attempt will take up. */
  Optional<Path> newest() throws IOException {
    return newest(1).stream().map(StoredCheckpoint::folder).findFirst();
  }

  /** The last one first. */
  private List<Made> made() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> attempts = Files.list(folder)) {
      return attempts
          .map(attempt -> NAME.matcher(attempt.getFileName().toString()))
          .filter(Matcher::matches)
          .map(
              name ->
                  new Made(
                      folder.resolve(name.group()), Integer.parseInt(name.group(1)), name.group(2)))
          .sorted(Comparator.comparingInt(Made::number).reversed())
          .toList();
    }
  }

  private List<StoredCheckpoint> newest(int most) throws IOException {
    List<StoredCheckpoint> newest = new ArrayList<>();
    for (Made attempt : made()) {
      checkpoints(attempt.folder()).stream()
          .filter(checkpoint -> isReadable(attempt, checkpoint))
          .map(StoredCheckpoint::read)
          .flatMap(Optional::stream)
          .sorted(Comparator.comparingLong(StoredCheckpoint::number).reversed())
          .forEach(newest::add);
      if (newest.size() >= most) {
        return newest.subList(0, most);
      }
    }
    return newest;
  }

  /** Those of a job that is running come and go meanwhile. */
  private static List<Path> checkpoints(Path attempt) throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        attempt,
        Set.of(),
        DEPTH,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.endsWith(StoredCheckpoint.METADATA)) {
              found.add(file.getParent());
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            return goOn(failure);
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure)
              throws IOException {
            return goOn(failure);
          }

          private FileVisitResult goOn(IOException failure) throws IOException {
            if (failure != null && !(failure instanceof NoSuchFileException)) {
              throw failure;
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return found;
  }

  private boolean isReadable(Made attempt, Path checkpoint) {
    return stateBackend == null
        || attempt.stateBackend().equals(stateBackend)
        || checkpoint.getFileName().toString().startsWith(SAVEPOINT);
  }

  private void tidy(List<StoredCheckpoint> kept) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    Set<Path> needed = new HashSet<>();
    kept.forEach(checkpoint -> needed.addAll(checkpoint.files()));
    try (Stream<Path> all = Files.walk(folder)) {
      // What lies in a folder comes ahead of it.
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        boolean unneeded =
            Files.isDirectory(path) ? isEmpty(path) : !needed.contains(path.toRealPath());
        if (unneeded && !path.equals(folder)) {
          Files.delete(path);
        }
      }
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.findAny().isEmpty();
    }
  }
}
