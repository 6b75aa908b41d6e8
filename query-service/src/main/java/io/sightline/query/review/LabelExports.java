package io.sightline.query.review;

import io.sightline.domain.BadInput;
import io.sightline.domain.frames.PictureSize;
import io.sightline.domain.json.Json;
import io.sightline.domain.text.Instants;
import io.sightline.media.MediaFailure;
import io.sightline.media.PictureFile;
import io.sightline.media.store.EvidenceNames;
import io.sightline.media.store.ExportNames;
import io.sightline.media.store.MediaAddress;
import io.sightline.media.store.MediaStore;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Reader;
import io.sightline.query.audit.Audit;
import io.sightline.query.failures.Conflict;
import io.sightline.query.failures.NotFound;
import io.sightline.query.failures.Refused;
import io.sightline.query.failures.Unavailable;
import io.sightline.query.sites.PseudonymousSites;
import io.sightline.store.review.ExportRows;
import io.sightline.store.review.ExportRows.Export;
import io.sightline.store.review.ExportRows.Label;
import io.sightline.store.review.ExportRows.Wanted;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Archives of plates with what people have said of them, to train readers with, as {@code
 * models/training} reads them: pictures of the plates (JPEG, cut out of their frames), a table
 * (CSV), COCO annotations, and a manifest. They are kept for a week, and not beyond an erasure.
 */
@Component
public class LabelExports implements DisposableBean {
  private static final Logger LOG = LoggerFactory.getLogger(LabelExports.class);

  /** Of one archive, which is made in memory. */
  private static final int MOST_LABELS = 2_000;

  private static final long MOST_BYTES = 64L << 20;
  private static final int MOST_WAITING = 10;
  private static final Duration KEPT = Duration.ofDays(7);
  private static final long EVERY_SECONDS = 60;

  private final ExportRows rows;
  private final MediaAddress pictures;
  private final PseudonymousSites pseudonymous;
  private final Audit audit;
  private final ScheduledExecutorService work =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread made = new Thread(task, "label exports");
            made.setDaemon(true);
            return made;
          });

  protected LabelExports(
      ExportRows rows, MediaAddress pictures, PseudonymousSites pseudonymous, Audit audit) {
    this.rows = rows;
    this.pictures = pictures;
    this.pseudonymous = pseudonymous;
    this.audit = audit;
    work.execute(this::takeUp);
    work.scheduleWithFixedDelay(this::tidy, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
  }

  /**
   * Asks for an archive of what was confirmed and corrected at the sites where the editor works
   * with what was seen.
   *
   * @param from null for all
   * @param to null for all
   * @return its id
   * @throws Refused when there is no such site
   * @throws BadInput when the time is turned round
   * @throws Unavailable when too many wait
   */
  public UUID request(Editor editor, Instant from, Instant to) {
    Set<String> sites = editor.reader().clerkSites();
    if (sites != null && sites.isEmpty()) {
      throw new Refused();
    }
    if ((from != null && !Instants.isUsable(from)) || (to != null && !Instants.isUsable(to))) {
      throw new BadInput("`from` and `to` must be times from the year 1900 to 2999.");
    }
    if (from != null && to != null && !from.isBefore(to)) {
      throw new BadInput("`to` must lie after `from`.");
    }
    if (rows.waiting() >= MOST_WAITING) {
      throw new Unavailable("Too many archives are being made; try again in a minute.");
    }
    UUID id = UUID.randomUUID();
    Wanted wanted = new Wanted(sites, from, to);
    rows.request(id, wanted, editor.reader().id(), Instant.now().plus(KEPT));
    audit.note(editor, "export-labels", id.toString());
    work.execute(() -> make(id, wanted));
    return id;
  }

  /** What a process that has ended left to be made; made by two, it is the same. */
  private void takeUp() {
    try {
      rows.unfinished().forEach(this::make);
    } catch (RuntimeException e) {
      LOG.warn("Archives that were asked for before cannot be made now.", e);
    }
  }

  private void make(UUID id, Wanted wanted) {
    try (MediaStore store = pictures.open()) {
      List<Label> labels = rows.labels(wanted, MOST_LABELS + 1);
      Archive archive = new Archive();
      for (Label label : labels) {
        if (archive.isFull()) {
          break;
        }
        if (pseudonymous.contains(label.site())) {
          continue;
        }
        Optional<byte[]> picture = store.get(EvidenceNames.of(label.keptBy(), label.picture()));
        if (picture.isPresent()) {
          archive.add(label, picture.get());
        }
      }
      boolean truncated = archive.isFull() && labels.size() > archive.count();
      store.put(ExportNames.of(id), archive.close(id, wanted, truncated));
      if (!rows.done(id, archive.count(), truncated)) {
        // It was over meanwhile, or a plate in it was erased.
        store.delete(ExportNames.of(id));
      }
    } catch (IOException | RuntimeException e) {
      LOG.error("The archive {} cannot be made.", id, e);
      rows.failed(id, "It could not be made; ask again.");
    }
  }

  /** What is gathered. */
  private static final class Archive {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ZipOutputStream zip = new ZipOutputStream(bytes);
    private final StringBuilder table =
        new StringBuilder("file,label,source,read,score,state,site,camera,at\n");
    private final List<Map<String, Object>> images = new ArrayList<>();
    private final List<Map<String, Object>> annotations = new ArrayList<>();

    boolean isFull() {
      return images.size() >= MOST_LABELS || bytes.size() > MOST_BYTES;
    }

    int count() {
      return images.size();
    }

    void add(Label label, byte[] picture) throws IOException {
      PictureSize size;
      try {
        size = PictureFile.size(label.picture(), picture);
      } catch (MediaFailure e) {
        LOG.warn("A picture cannot be read, and is left out.", e);
        return;
      }
      String file = "pictures/" + label.id() + ".jpg";
      entry(file, picture);
      table.append(
          String.format(
                  Locale.ROOT,
                  "%s,%s,%s,%s,%.4f,%s,%s,%s,%s%n",
                  file,
                  label.plate(),
                  label.state().equals("corrected") ? "review" : "model",
                  label.read(),
                  label.score(),
                  label.state(),
                  label.site(),
                  label.camera(),
                  label.at())
              .replace("\r\n", "\n"));
      int number = images.size() + 1;
      Map<String, Object> image = new LinkedHashMap<>();
      image.put("id", number);
      image.put("file_name", file);
      image.put("width", size.width());
      image.put("height", size.height());
      image.put("date_captured", label.at().toString());
      images.add(image);
      Map<String, Object> annotation = new LinkedHashMap<>();
      annotation.put("id", number);
      annotation.put("image_id", number);
      annotation.put("category_id", 1);
      annotation.put("bbox", List.of(0, 0, size.width(), size.height()));
      annotation.put("area", (long) size.width() * size.height());
      annotation.put("iscrowd", 0);
      annotation.put("text", label.plate());
      annotations.add(annotation);
    }

    private void entry(String name, byte[] content) throws IOException {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content);
      zip.closeEntry();
    }

    byte[] close(UUID id, Wanted wanted, boolean truncated) throws IOException {
      entry("labels.csv", table.toString().getBytes(StandardCharsets.UTF_8));
      Map<String, Object> coco = new LinkedHashMap<>();
      coco.put("images", images);
      coco.put("annotations", annotations);
      coco.put("categories", List.of(Map.of("id", 1, "name", "plate")));
      entry("coco.json", Json.write(coco).getBytes(StandardCharsets.UTF_8));
      Map<String, Object> manifest = new LinkedHashMap<>();
      manifest.put("task", "plate-recognition");
      manifest.put("export_id", id.toString());
      manifest.put("made_at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
      manifest.put("from", wanted.from() == null ? null : wanted.from().toString());
      manifest.put("to", wanted.to() == null ? null : wanted.to().toString());
      manifest.put("truncated", truncated);
      manifest.put("pictures", images.size());
      entry("manifest.json", Json.write(manifest).getBytes(StandardCharsets.UTF_8));
      zip.close();
      return bytes.toByteArray();
    }
  }

  /**
   * An archive, for whoever has asked for it, while they may still see what is in it.
   *
   * @throws NotFound when it is not theirs, or over
   */
  public Export find(Reader reader, UUID id) {
    return rows.find(id)
        .filter(one -> reader.isAdmin() || Long.valueOf(reader.id()).equals(one.user()))
        .filter(one -> isStillTheirs(reader, one))
        .filter(one -> Instant.now().isBefore(one.expiresAt()))
        .orElseThrow(() -> new NotFound("An export " + id));
  }

  private boolean isStillTheirs(Reader reader, Export export) {
    Set<String> now = reader.clerkSites();
    boolean isHidden =
        export.sites() != null && export.sites().stream().anyMatch(pseudonymous::contains);
    return !isHidden && (now == null || export.sites() != null && now.containsAll(export.sites()));
  }

  /**
   * Its content. That somebody takes it is written down.
   *
   * @return a ZIP
   * @throws NotFound when it is not theirs, or over
   * @throws Conflict when it is not there (yet)
   */
  public byte[] content(Reader reader, UUID id) {
    Export export = find(reader, id);
    if (!export.state().equals("done")) {
      throw new Conflict(
          export.error() == null ? "It is being made; ask again in a while." : export.error());
    }
    audit.noteRead(reader, "look", "export " + id);
    try (MediaStore store = pictures.open()) {
      return store.get(ExportNames.of(id)).orElseThrow(() -> new NotFound("An export " + id));
    } catch (IOException e) {
      throw Unavailable.store(e);
    }
  }

  private void tidy() {
    try (MediaStore store = pictures.open()) {
      for (UUID id : rows.over()) {
        store.delete(ExportNames.of(id));
        rows.forget(id);
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("Archives cannot be looked through now.", e);
    }
  }

  @Override
  public void destroy() {
    work.shutdownNow();
  }
}
