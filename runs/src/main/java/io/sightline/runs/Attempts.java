package io.sightline.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

  private static final String NUMBER = "\\d{6}";

  private final Path folder;

  /**
   * @param folder the run's own, which may not be there yet
   */
  public Attempts(Path folder) {
    this.folder = folder;
  }

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
    int number = numbers().stream().reduce(0, Math::max) + 1;
    tidy(newest);
    return new Attempt(
        Files.createDirectories(folder.resolve("%06d".formatted(number))),
        newest.stream().map(StoredCheckpoint::folder).findFirst());
  }

  /** The checkpoint or savepoint that the next attempt will take up. */
  public Optional<Path> newest() throws IOException {
    return newest(1).stream().map(StoredCheckpoint::folder).findFirst();
  }

  private List<Integer> numbers() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> attempts = Files.list(folder)) {
      return attempts
          .map(attempt -> attempt.getFileName().toString())
          .filter(name -> name.matches(NUMBER))
          .map(Integer::valueOf)
          .toList();
    }
  }

  private List<StoredCheckpoint> newest(int most) throws IOException {
    List<StoredCheckpoint> newest = new ArrayList<>();
    for (int number : numbers().stream().sorted(Comparator.reverseOrder()).toList()) {
      try (Stream<Path> found = Files.walk(folder.resolve("%06d".formatted(number)), DEPTH)) {
        found
            .filter(file -> file.endsWith(StoredCheckpoint.METADATA))
            .map(file -> StoredCheckpoint.read(file.getParent()))
            .flatMap(Optional::stream)
            .sorted(Comparator.comparingLong(StoredCheckpoint::number).reversed())
            .forEach(newest::add);
      }
      if (newest.size() >= most) {
        return newest.subList(0, most);
      }
    }
    return newest;
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
