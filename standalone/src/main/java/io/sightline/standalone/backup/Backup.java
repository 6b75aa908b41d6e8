package io.sightline.standalone.backup;

import io.sightline.domain.BadInput;
import io.sightline.domain.runs.RunName;
import io.sightline.media.store.MediaAddress;
import io.sightline.media.store.MediaStore;
import io.sightline.runs.Attempts;
import io.sightline.runs.MovedState;
import io.sightline.runs.Progress;
import io.sightline.standalone.Installation;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.backup.DatabaseCopy;
import io.sightline.store.plates.EvidenceRows;
import io.sightline.store.runs.RunRows;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.util.FileUtils;

/**
 * Writes all that an installation holds into one file, also while it is served: the state that runs
 * are taken up from, then the database at one moment, then the pictures that it names. In this
 * order, since rows that are newer than a run's state are taken back or written again when it is
 * taken up, and state that is newer than the rows would leave a hole.
 *
 * @param media where pictures are kept
 */
public record Backup(Installation installation, DatabaseAddress database, MediaAddress media) {
  /** A run that goes on deletes its older checkpoints, maybe while one is copied. */
  private static final int TRIES = 10;

  private static final double STATE_SHARE = 0.05;
  private static final double DATABASE_SHARE = 0.6;

  /**
   * What was written.
   *
   * @param rows of all tables
   * @param notes what could not be taken along, in sentences
   */
  public record Outcome(Path file, long bytes, long rows, long pictures, List<String> notes) {}

  /**
   * @param to the file, or a folder that is there, in which it gets a name with the time
   * @throws BadInput when there is such a file already
   */
  public Outcome write(Path to, Progress progress) throws IOException {
    Instant now = Instant.now(Clock.systemUTC()).truncatedTo(ChronoUnit.SECONDS);
    Path file =
        (Files.isDirectory(to)
                ? to.resolve("sightline-" + now.toString().replace(':', '-') + ".backup.zip")
                : to)
            .toAbsolutePath()
            .normalize();
    List<String> notes = new ArrayList<>();
    try (BackupFile backup = BackupFile.create(file)) {
      progress.at(0, "state of runs");
      List<Manifest.State> states = states(backup, notes);
      DatabaseCopy.Content content =
          DatabaseCopy.save(
              database,
              table -> backup.entry(Manifest.DATABASE + table),
              (share, table) ->
                  progress.at(STATE_SHARE + share * (DATABASE_SHARE - STATE_SHARE), table));
      secrets(backup);
      long pictures = pictures(backup, notes, progress);
      backup.finish(
          new Manifest(
              Manifest.FORMAT, now.toString(), installation.version(), content, states, ""));
      long rows = content.tables().stream().mapToLong(DatabaseCopy.Table::rows).sum();
      return new Outcome(file, Files.size(file), rows, pictures, notes);
    }
  }

  private List<Manifest.State> states(BackupFile backup, List<String> notes) throws IOException {
    List<Manifest.State> states = new ArrayList<>();
    for (String run : database.with(jdbc -> new RunRows(jdbc).unfinished())) {
      Path folder = folder(run);
      Path copy = installation.temp().resolve("backup-state");
      try {
        Optional<Path> checkpoint = copy(folder, copy);
        if (checkpoint.isPresent()) {
          add(backup, copy, Manifest.STATE + run + "/");
          states.add(
              new Manifest.State(
                  run, folder.toString(), folder.relativize(checkpoint.get()).toString()));
        }
      } catch (IOException e) {
        notes.add(
            "The state of the run '"
                + run
                + "' is not in the backup ("
                + e.getMessage()
                + "); restored, it begins anew with what is stored.");
      } finally {
        FileUtils.deleteDirectory(copy.toFile());
      }
    }
    return states;
  }

  private Path folder(String run) {
    return run.equals(RunName.LIVE) ? installation.runs().live() : installation.runs().of(run);
  }

  /**
   * @return the checkpoint whose files were copied; empty when there is none
   */
  private static Optional<Path> copy(Path folder, Path copy) throws IOException {
    for (int attempt = 1; ; attempt++) {
      FileUtils.deleteDirectory(copy.toFile());
      Optional<Path> checkpoint = Attempts.newestOf(folder);
      if (checkpoint.isEmpty()) {
        return checkpoint;
      }
      try {
        for (Path file : MovedState.files(checkpoint.get())) {
          if (!file.startsWith(folder)) {
            throw new IOException(file + " lies outside the run's folder");
          }
          Path target = copy.resolve(folder.relativize(file).toString());
          Files.createDirectories(target.getParent());
          Files.copy(file, target);
        }
        return checkpoint;
      } catch (IOException e) {
        if (attempt == TRIES) {
          throw e;
        }
      }
    }
  }

  private void secrets(BackupFile backup) throws IOException {
    Path folder = installation.data().resolve("secrets");
    if (Files.isDirectory(folder)) {
      add(backup, folder, Manifest.SECRETS);
    }
  }

  private static void add(BackupFile backup, Path folder, String prefix) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile).sorted()::iterator) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        try (OutputStream out = backup.entry(prefix + name)) {
          Files.copy(file, out);
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private long pictures(BackupFile backup, List<String> notes, Progress progress)
      throws IOException {
    long kept = 0;
    try (MediaStore store = media.open()) {
      List<String> all = reading(() -> store.names("crops"));
      if (all.isEmpty() && database.with(jdbc -> new EvidenceRows(jdbc).isAnyNamed())) {
        notes.add(
            "Facts name pictures, and there are none at "
                + media.url()
                + "; if `serve` has another `media.url`, back up with its --config.");
      }
      if (all.size() >= MediaStore.MOST_NAMES) {
        throw new IOException("there are more pictures than one backup holds");
      }
      List<String> names = all.stream().filter(MediaAddress::isName).toList();
      all.stream()
          .filter(name -> !MediaAddress.isName(name))
          .findFirst()
          .ifPresent(
              name ->
                  notes.add(
                      "What others put among the pictures is left out (%d, such as '%s')."
                          .formatted(all.size() - names.size(), name)));
      for (int i = 0; i < names.size(); i++) {
        if (i % 100 == 0) {
          double share = (double) i / names.size();
          progress.at(DATABASE_SHARE + share * (1 - DATABASE_SHARE), "pictures");
        }
        // One that is no more was of nothing that anybody keeps.
        String name = names.get(i);
        Optional<byte[]> bytes = reading(() -> store.get(name));
        if (bytes.isPresent()) {
          try (OutputStream out = backup.entry(Manifest.PICTURES + names.get(i))) {
            out.write(bytes.get());
          }
          kept++;
        }
      }
    }
    return kept;
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  /** What fails here is not the backup that is written. */
  private <T> T reading(Reading<T> what) {
    try {
      return what.read();
    } catch (IOException e) {
      throw new BadInput(
          "The pictures at %s cannot be read: %s; see `media.url` and its credentials."
              .formatted(media.url(), e.getMessage()),
          e);
    }
  }
}
