package io.sightline.query.runs;

import io.sightline.domain.BadInput;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteDocument;
import io.sightline.domain.text.Instants;
import io.sightline.media.CaptureTimes;
import io.sightline.media.FootageApart;
import io.sightline.media.store.MediaAddress;
import io.sightline.media.store.MediaStore;
import io.sightline.query.QueryServiceOptions;
import io.sightline.query.access.Access;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Reader;
import io.sightline.query.audit.Audit;
import io.sightline.query.failures.NotFound;
import io.sightline.query.failures.Unavailable;
import io.sightline.query.paging.Page;
import io.sightline.query.paging.Part;
import io.sightline.query.runs.Replays.NewReplay;
import io.sightline.store.sites.SiteRows;
import io.sightline.store.uploads.UploadRows;
import io.sightline.store.uploads.UploadRows.Job;
import io.sightline.store.uploads.UploadRows.Upload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Videos that people send: each becomes a run, as recorded footage of a camera does. A video is
 * kept with the pictures, as long as its run.
 */
@Component
public class Uploads implements DisposableBean {
  private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);
  private static final String FOLDER = "uploads";
  private static final int LONGEST_NAME = 100;
  private static final int AT_ONCE = 100;

  /** Beside live cameras, which must not wait for them. */
  private static final Semaphore LOOKS = new Semaphore(2, true);

  private static final long LONGEST_WAIT_SECONDS = 60;
  private static final int MOST_WAITING = 100;
  private static final long LEAST_FREE_BYTES = 1L << 30;
  private static final long EVERY_SECONDS = 60;

  /** By then whoever has a file has deleted it. */
  private static final Duration NOBODYS = Duration.ofDays(7);

  /** Longer than any upload takes. */
  private static final Duration UNFINISHED = Duration.ofDays(1);

  private final UploadRows rows;
  private final Replays replays;
  private final SiteRows sites;
  private final Access access;
  private final Audit audit;
  private final Path media;
  private final MediaAddress store;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread made = new Thread(work, "uploads");
            made.setDaemon(true);
            return made;
          });

  protected Uploads(
      UploadRows rows,
      Replays replays,
      SiteRows sites,
      Access access,
      Audit audit,
      QueryServiceOptions options) {
    this.rows = rows;
    this.replays = replays;
    this.sites = sites;
    this.access = access;
    this.audit = audit;
    this.media = options.media();
    this.store = options.pictures();
    clock.scheduleWithFixedDelay(this::tidy, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
  }

  /** A file to be filled with what comes, on the disk that videos are kept on. */
  public Path fileToFill() {
    try {
      Path folder = Files.createDirectories(media.resolve(FOLDER));
      return Files.createTempFile(folder, "incoming-", ".part");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Takes a video, of which a run is to be made. It is looked into first, so that what is no video
   * is refused at once.
   *
   * @param camera that it is of
   * @param name of the file, which may carry its time
   * @param filled the video, of {@link #fileToFill}
   * @param capturedAt capture time of its first frame; null for that in its name, or else now
   * @throws NotFound when the camera is not there for the editor, or only to be looked at
   * @throws BadInput when it is no video that can be read
   */
  public Job take(Editor editor, String camera, String name, Path filled, Instant capturedAt) {
    if (camera == null || camera.isBlank()) {
      throw new BadInput("`camera_id` is missing; say which camera the video is of.");
    }
    Site site =
        sites
            .siteOf(camera)
            .filter(editor.reader()::sees)
            .flatMap(sites::find)
            .orElseThrow(() -> new NotFound("The camera '" + camera + "'"));
    access.requireClerk(editor, site.id());
    String shown = shown(name);
    requireRoom();
    requireVideo(shown, filled);
    Instant at = capturedAt == null ? inName(shown, site) : capturedAt;
    if (!Instants.isUsable(at)) {
      throw new BadInput("`captured_at` must be a time from the year 1900 to 2999.");
    }
    UUID id = UUID.randomUUID();
    String run = "upload-" + id;
    String path = FOLDER + "/" + id + extension(shown);
    long bytes = keep(filled, path);
    UUID job = UUID.randomUUID();
    try {
      rows.add(
          new Upload(id, site.id(), camera, shown, path, bytes, at, editor.reader().id()),
          job,
          run);
      replays.requestOfAny(
          editor,
          new NewReplay(
              run,
              site.id(),
              SiteDocument.of(of(site, camera)),
              null,
              null,
              null,
              Map.of(camera, path),
              Map.of(camera, at)));
    } catch (RuntimeException e) {
      forget(id, path);
      throw e;
    }
    audit.note(editor, "upload", camera + "/" + id);
    return rows.find(job).orElseThrow();
  }

  private void forget(UUID id, String path) {
    try (MediaStore videos = store.open()) {
      videos.delete(path);
      rows.remove(id);
    } catch (IOException | RuntimeException e) {
      LOG.warn("A video that was not taken cannot be deleted.", e);
    }
  }

  /** The database may lie on the same disk. */
  private void requireRoom() {
    try {
      if (rows.waiting() >= MOST_WAITING) {
        throw new Unavailable(
            MOST_WAITING + " videos wait already; send more when some of them are done.");
      }
      if (Files.getFileStore(media).getUsableSpace() < LEAST_FREE_BYTES) {
        throw new Unavailable("The disk for videos is nearly full; delete jobs that nobody needs.");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String shown(String name) {
    String last =
        name == null
            ? ""
            : name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    String clean = last.replaceAll("\\p{Cntrl}", "").strip();
    return clean.isEmpty() ? "video" : clean.substring(Math.max(0, clean.length() - LONGEST_NAME));
  }

  private static String extension(String name) {
    int dot = name.lastIndexOf('.');
    String extension = dot < 0 ? "" : name.substring(dot).toLowerCase(Locale.ROOT);
    return extension.matches("\\.[a-z0-9]{1,5}") ? extension : ".video";
  }

  private static void requireVideo(String name, Path file) {
    List<String> troubles;
    boolean entered = false;
    try {
      entered = LOOKS.tryAcquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
      if (!entered) {
        throw new Unavailable("Other videos are being looked into; send it again in a minute.");
      }
      troubles = FootageApart.find("upload", file, Instant.EPOCH, ZoneOffset.UTC, null).troubles();
    } catch (BadInput e) {
      throw new BadInput(named(e.getMessage(), name, file), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("The service is ending; send it again in a minute.");
    } finally {
      if (entered) {
        LOOKS.release();
      }
    }
    if (!troubles.isEmpty()) {
      throw new BadInput(named(troubles.get(0), name, file));
    }
  }

  /** The file's own name is nobody's business. */
  private static String named(String sentence, String name, Path file) {
    return sentence.replace(file.toString(), name).replace(file.getFileName().toString(), name);
  }

  private static Instant inName(String name, Site site) {
    Optional<Instant> told;
    try {
      told = CaptureTimes.fromName(Path.of(name.replaceAll("[/\\\\]", "_")), site.zone(), null);
    } catch (BadInput e) {
      throw new BadInput(e.getMessage() + " Or say it with `captured_at`.", e);
    }
    return told.orElseGet(() -> Instant.now().truncatedTo(ChronoUnit.SECONDS));
  }

  private long keep(Path filled, String path) {
    try (MediaStore videos = store.open()) {
      long bytes = Files.size(filled);
      videos.take(path, filled);
      return bytes;
    } catch (IOException e) {
      LOG.warn("A video cannot be kept.", e);
      throw new Unavailable("Videos cannot be kept now; send it again later.");
    }
  }

  /** The site with that camera alone. */
  private static Site of(Site site, String camera) {
    List<Camera> only = site.cameras().stream().filter(one -> one.id().equals(camera)).toList();
    return site.withCameras(only);
  }

  /**
   * @throws NotFound when it is not there for the reader
   */
  public Job find(Reader reader, UUID job) {
    return rows.find(job)
        .filter(found -> reader.sees(found.site()))
        .orElseThrow(() -> new NotFound("A job " + job));
  }

  /**
   * The newest first.
   *
   * @throws BadInput when the limit or cursor cannot be used
   */
  public Page<Job> list(Reader reader, Part part) {
    List<String> before = part.after(2);
    int most = part.most();
    return Page.of(
        rows.list(
            access.sites(reader, null),
            before == null ? null : Part.instant(before.get(0)),
            before == null ? null : Part.id(before.get(1)),
            most + 1),
        most,
        one -> List.of(one.createdAt().toString(), one.id().toString()));
  }

  /** Videos of which the run is not begun. */
  public long waiting() {
    return rows.waiting();
  }

  /**
   * Cancels what goes on, or has it deleted with all that came of it, and its video.
   *
   * @throws NotFound when it is not there for the editor, or only to be looked at
   * @throws io.sightline.query.failures.Conflict when something of it is held
   */
  public Job end(Editor editor, UUID job) {
    Job found = find(editor.reader(), job);
    access.requireClerk(editor, found.site());
    if (found.state() == null) {
      forget(found);
      return found;
    }
    replays.end(editor, found.run());
    return rows.find(job).orElse(found);
  }

  /** Forgets videos whose runs are no more, and what was left half sent. */
  private void tidy() {
    try {
      rows.over(AT_ONCE).forEach(this::forget);
      Path folder = media.resolve(FOLDER);
      if (Files.isDirectory(folder)) {
        try (var files = Files.newDirectoryStream(folder, "incoming-*.part")) {
          for (Path file : files) {
            Instant changed = Files.getLastModifiedTime(file).toInstant();
            if (changed.isBefore(Instant.now().minus(UNFINISHED))) {
              Files.deleteIfExists(file);
            }
          }
        }
      }
    } catch (RuntimeException | IOException e) {
      LOG.debug("Videos cannot be looked through now.", e);
    }
  }

  /** The file first: what is forgotten is not found again. */
  private void forget(Job job) {
    try (MediaStore videos = store.open()) {
      boolean here = Files.deleteIfExists(media.resolve(job.path()));
      videos.delete(job.path());
      // Another machine may have the file in a folder of its own, and looks for itself.
      if (here
          || store.folder().isEmpty()
          || job.createdAt().isBefore(Instant.now().minus(NOBODYS))) {
        rows.remove(job.upload());
      }
    } catch (IOException e) {
      LOG.warn("The video of job {} cannot be deleted.", job.id(), e);
    }
  }

  @Override
  public void destroy() {
    clock.shutdownNow();
  }
}
