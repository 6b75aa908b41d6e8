package io.sightline.query.records;

import io.sightline.domain.BadInput;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.plates.NormalPlate;
import io.sightline.domain.runs.RunName;
import io.sightline.domain.settings.Settings;
import io.sightline.domain.site.Site;
import io.sightline.media.store.EvidenceNames;
import io.sightline.media.store.MediaAddress;
import io.sightline.media.store.MediaStore;
import io.sightline.query.access.Reader;
import io.sightline.query.audit.Audit;
import io.sightline.query.failures.NotFound;
import io.sightline.query.failures.Unavailable;
import io.sightline.query.paging.Page;
import io.sightline.query.paging.Part;
import io.sightline.query.predictions.Answer;
import io.sightline.query.predictions.Asker;
import io.sightline.query.predictions.Drawings;
import io.sightline.query.predictions.PlatesSeen;
import io.sightline.query.predictions.PlatesSeen.Plate;
import io.sightline.query.predictions.Predictions;
import io.sightline.query.predictions.SentPicture;
import io.sightline.store.records.Movement;
import io.sightline.store.records.RecordRows;
import io.sightline.store.records.RecordRows.Image;
import io.sightline.store.records.RecordRows.Record;
import io.sightline.store.records.RecordRows.Told;
import io.sightline.store.records.RecordSite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * What people note of vehicles at a gate, by a photograph or by hand. What says that a vehicle came
 * or went is a passage of a site of its own. Who sees that site sees all of it, others what they
 * noted themselves.
 */
@Component
public class Records implements DisposableBean {
  private static final DateTimeFormatter FILE =
      DateTimeFormatter.ofPattern("'image_'yyyyMMddHHmmssSSS'.jpg'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final int USUAL = 1_000;
  private static final int LONGEST_PLATE = 20;
  private static final int LONGEST_TEXT = 1_000;
  private static final int AT_ONCE = 2;
  private static final int WAITING = 64;
  private static final String BY_HAND = "Manual Entry";

  private final Predictions predictions;
  private final Drawings drawings;
  private final RecordSite site;
  private final RecordRows rows;
  private final RecordedStays stays;
  private final MediaAddress pictures;
  private final Audit audit;
  private final double leastScore;
  private final ThreadPoolExecutor keeping =
      new ThreadPoolExecutor(
          AT_ONCE, AT_ONCE, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING));

  protected Records(
      Predictions predictions,
      Drawings drawings,
      RecordSite site,
      RecordRows rows,
      RecordedStays stays,
      MediaAddress pictures,
      Audit audit,
      Settings settings) {
    this.predictions = predictions;
    this.drawings = drawings;
    this.site = site;
    this.rows = rows;
    this.stays = stays;
    this.pictures = pictures;
    this.audit = audit;
    this.leastScore = settings.get(Settings.PREDICTIONS_PLATE_CONFIDENCE);
  }

  /**
   * A photograph that was recorded.
   *
   * @param plate that was read most surely; empty where none was
   * @param filename of the picture that is kept; null where none is
   */
  public record Recorded(String plate, String filename) {}

  /**
   * Reads the plate in a photograph, and notes it with the picture.
   *
   * @throws BadInput when the picture cannot be used
   * @throws Unavailable when as many ask as may
   */
  public CompletableFuture<Recorded> photograph(Asker asker, SentPicture sent, Movement movement) {
    Instant at = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return predictions
        .recordedPlates(asker, sent)
        .thenApply(Answer::seen)
        .thenCompose(
            seen ->
                drawings
                    .draw(sent, List.of())
                    .thenApplyAsync(
                        jpeg -> keep(asker, new Photograph(seen, jpeg, at), movement), keeping))
        .exceptionally(
            failure -> {
              throw failure.getCause() instanceof RejectedExecutionException
                  ? new Unavailable("Too many pictures are being kept; try again in a second.")
                  : failure instanceof RuntimeException e ? e : new CompletionException(failure);
            });
  }

  /**
   * @param jpeg upright, without what cameras write beside it
   */
  private record Photograph(PlatesSeen seen, byte[] jpeg, Instant at) {
    Optional<Plate> surest(double leastScore) {
      return seen.plates().stream().filter(plate -> plate.score() >= leastScore).findFirst();
    }
  }

  private Recorded keep(Asker asker, Photograph photograph, Movement movement) {
    Site of = site.require();
    Optional<Plate> read = photograph.surest(leastScore);
    String plate = read.map(one -> RecordSite.spelled(of, one.text())).orElse("");
    Record record =
        new Record(
            rows.number(),
            of.id(),
            site.stored(of, plate),
            movement.subject(),
            read.map(one -> String.format(Locale.ROOT, "Read with confidence %.2f", one.score()))
                .orElse("No plate was read"),
            photograph.at(),
            asker.user());
    // A picture would tell what is not to be told.
    boolean kept =
        !RecordSite.hides(of)
            && (plate.isEmpty() || !rows.isErased(of.id(), plate, photograph.at()));
    String picture =
        EvidenceNames.ofPlate(
            site.camera(), photograph.at().toEpochMilli(), (int) (record.id() & Integer.MAX_VALUE));
    if (kept) {
      put(picture, photograph.jpeg());
    }
    Passage passage =
        movement
            .direction()
            .map(
                direction ->
                    site.passage(
                            of,
                            Long.toString(record.id()),
                            record.at(),
                            direction,
                            record.plate(),
                            read.map(one -> (float) one.score()).orElse(null),
                            photograph.seen().model().sha256())
                        .pictured(kept ? picture : null, null))
            .orElse(null);
    String filename = kept ? add(record, passage, photograph, picture, asker) : null;
    if (!kept) {
      rows.add(record, null, passage);
    }
    stays.changed();
    return new Recorded(plate, filename);
  }

  /**
   * @return the name under which people know the picture
   */
  private String add(
      Record record, Passage passage, Photograph photograph, String picture, Asker asker) {
    Instant named = photograph.at();
    while (true) {
      Image image =
          new Image(
              record.site(),
              FILE.format(named),
              picture,
              photograph.jpeg().length,
              photograph.seen().width(),
              photograph.seen().height(),
              photograph.at(),
              asker.user());
      if (rows.add(record, image, passage)) {
        return image.filename();
      }
      // Another picture was sent in the same millisecond.
      named = named.plusMillis(1);
    }
  }

  private void put(String picture, byte[] jpeg) {
    try (MediaStore store = pictures.open()) {
      store.put(EvidenceNames.of(RunName.LIVE, picture), jpeg);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Notes a plate that somebody has seen themselves.
   *
   * @param subject what happened: that of a {@link Movement} makes it a passage; null for no words
   * @param description null for no words
   * @throws BadInput when it is no plate, or the words are too long
   */
  public void byHand(Reader reader, String plate, String subject, String description) {
    String normal = plate == null ? "" : NormalPlate.of(plate);
    if (normal.isEmpty() || normal.length() > LONGEST_PLATE) {
      throw new BadInput(
          "`plate` must be a plate of up to " + LONGEST_PLATE + " letters and numbers.");
    }
    Site of = site.require();
    String happened = words(of, "subject", subject, normal);
    Record record =
        new Record(
            rows.number(),
            of.id(),
            site.stored(of, RecordSite.spelled(of, normal)),
            happened.isEmpty() ? BY_HAND : happened,
            words(of, "description", description, normal),
            Instant.now().truncatedTo(ChronoUnit.MILLIS),
            reader.id());
    Passage passage =
        Movement.ofSubject(record.subject())
            .direction()
            .map(
                direction ->
                    site.passage(
                        of,
                        Long.toString(record.id()),
                        record.at(),
                        direction,
                        record.plate(),
                        null,
                        ""))
            .orElse(null);
    rows.add(record, null, passage);
    stays.changed();
  }

  /** On one line, without what no page could show, and without a plate that is not to be told. */
  private static String words(Site of, String name, String text, String plate) {
    if (text == null) {
      return "";
    }
    if (text.length() > LONGEST_TEXT) {
      throw new BadInput("`" + name + "` may have up to " + LONGEST_TEXT + " characters.");
    }
    boolean tells = RecordSite.hides(of) && NormalPlate.of(text).contains(plate);
    return tells ? "" : text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
  }

  /**
   * What was noted, the newest first. That somebody reads it is written down.
   *
   * @throws BadInput when the limit or cursor cannot be used
   */
  public Page<Told> list(Reader reader, Part part) {
    audit.noteRead(reader, "search", "history of " + site.id());
    Part asked = part.limit() == null ? new Part(USUAL, part.cursor()) : part;
    List<String> before = asked.after(2);
    int most = asked.most();
    return Page.of(
        rows.list(
            site.id(),
            onlyOf(reader),
            before == null ? null : Part.instant(before.get(0)),
            before == null ? null : Part.number(before.get(1)),
            most + 1),
        most,
        one -> List.of(one.at().toString(), Long.toString(one.id())));
  }

  /** Null for whoever sees the site. */
  private Long onlyOf(Reader reader) {
    return reader.sees(site.id()) ? null : (Long) reader.id();
  }

  /**
   * The newest picture. That somebody looks is written down.
   *
   * @throws NotFound when there is none for the reader
   */
  public Image newest(Reader reader) {
    audit.noteRead(reader, "look", "pictures of " + site.id());
    return rows.newestImage(site.id(), onlyOf(reader)).orElseThrow(() -> new NotFound("A picture"));
  }

  /** How a picture is named in the store of pictures. */
  public static String nameInStore(Image image) {
    return EvidenceNames.of(RunName.LIVE, image.picture());
  }

  /**
   * @return a JPEG
   * @throws NotFound when it is kept no more
   */
  public byte[] picture(Image image) {
    try (MediaStore store = pictures.open()) {
      return store
          .get(nameInStore(image))
          .orElseThrow(() -> new NotFound("The picture " + image.filename()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void destroy() {
    keeping.shutdownNow();
  }
}
