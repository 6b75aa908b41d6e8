package io.sightline.query.plates;

import io.sightline.domain.BadInput;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.observations.ObservationLog;
import io.sightline.domain.observations.ObservationMinute;
import io.sightline.domain.observations.Observations;
import io.sightline.media.PictureEncoder;
import io.sightline.media.store.EvidenceNames;
import io.sightline.media.store.MediaAddress;
import io.sightline.media.store.MediaStore;
import io.sightline.query.access.Reader;
import io.sightline.query.access.Role;
import io.sightline.query.audit.Audit;
import io.sightline.query.failures.Conflict;
import io.sightline.query.failures.NotFound;
import io.sightline.query.failures.Refused;
import io.sightline.query.failures.Unavailable;
import io.sightline.query.sites.PseudonymousSites;
import io.sightline.store.observations.MinuteRows;
import io.sightline.store.plates.EvidenceRows;
import io.sightline.store.plates.EvidenceRows.OfPassage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.springframework.stereotype.Component;

/**
 * The whole pictures that are kept of passages. What others' plates in them say, nobody is shown
 * who does not work with what was seen.
 */
@Component
public class PassagePictures {
  private static final int AT_ONCE = 2;
  private static final int LONGEST_WAIT_SECONDS = 10;

  private final EvidenceRows evidence;
  private final MinuteRows minutes;
  private final PseudonymousSites pseudonymous;
  private final MediaAddress pictures;
  private final Audit audit;
  private final Semaphore slots = new Semaphore(AT_ONCE);

  protected PassagePictures(
      EvidenceRows evidence,
      MinuteRows minutes,
      PseudonymousSites pseudonymous,
      MediaAddress pictures,
      Audit audit) {
    this.evidence = evidence;
    this.minutes = minutes;
    this.pseudonymous = pseudonymous;
    this.pictures = pictures;
    this.audit = audit;
  }

  /** Whose plates are made unreadable. */
  public enum Blur {
    OTHERS,
    NONE;

    /**
     * @throws BadInput when it is none of them
     */
    public static Blur of(String said) {
      return switch (said) {
        case "others" -> OTHERS;
        case "none" -> NONE;
        default -> throw new BadInput("`blur` must be others or none.");
      };
    }
  }

  /**
   * The picture of a passage. That somebody looked is written down, whether or not there is one.
   *
   * @return a JPEG
   * @throws NotFound when the passage is not there for the reader, or no picture of it is kept
   * @throws Refused when the reader may not see others' plates
   * @throws Conflict when others' plates cannot be made unreadable any more
   * @throws Unavailable when too many ask
   */
  public byte[] of(Reader reader, String run, UUID passage, Blur blur) {
    OfPassage kept =
        evidence
            .findOfPassage(run, passage)
            .filter(found -> reader.sees(found.site()))
            .orElseThrow(() -> new NotFound("A passage " + passage + " in this run"));
    requireAllowed(reader, kept.site(), blur);
    audit.noteRead(reader, "look", kept.camera(), kept.plate());
    return of(kept, blur).orElseThrow(() -> new NotFound("A picture of this passage"));
  }

  /**
   * @throws Refused when the reader may not see others' plates of a site
   */
  public static void requireAllowed(Reader reader, String site, Blur blur) {
    if (blur == Blur.NONE && !reader.isAdmin() && reader.grants().get(site) == Role.VIEWER) {
      throw new Refused("Others' plates are shown to clerks and admins only; leave `blur` out.");
    }
  }

  /**
   * The same of a passage that the reader may see.
   *
   * @return empty where none is kept
   */
  public Optional<byte[]> of(OfPassage kept, Blur blur) {
    if (kept.picture() == null || pseudonymous.contains(kept.site())) {
      return Optional.empty();
    }
    Optional<byte[]> picture = load(kept);
    return blur == Blur.NONE ? picture : picture.map(jpeg -> blurred(jpeg, kept));
  }

  private Optional<byte[]> load(OfPassage kept) {
    try (MediaStore store = pictures.open()) {
      return store.get(EvidenceNames.of(kept.keptBy(), kept.picture()));
    } catch (IOException e) {
      throw Unavailable.store(e);
    }
  }

  private byte[] blurred(byte[] jpeg, OfPassage kept) {
    Observations seen =
        seen(kept)
            .orElseThrow(
                () ->
                    new Conflict(
                        "What was seen in this picture is not kept any more, so that others' plates"
                            + " cannot be made unreadable; a clerk may ask with blur=none."));
    try {
      if (!slots.tryAcquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw new Unavailable("Too many pictures are being made unreadable; try again.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("The service is ending.");
    }
    try {
      BufferedImage image = decoded(jpeg);
      OthersPlates.hide(image, seen, kept.vehicle());
      return PictureEncoder.jpeg(image);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      slots.release();
    }
  }

  private Optional<Observations> seen(OfPassage kept) {
    OptionalLong at = EvidenceNames.millis(kept.picture());
    if (at.isEmpty()) {
      return Optional.empty();
    }
    Instant minute = Instant.ofEpochMilli(ObservationMinute.minuteOf(at.getAsLong()));
    return minutes
        .find(kept.keptBy(), kept.camera(), minute)
        .filter(row -> row.site().equals(kept.site()))
        .flatMap(
            row -> {
              try {
                return ObservationLog.decode(row.payload()).stream()
                    .filter(record -> kept.picture().equals(record.picture()))
                    .findFirst();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  /** The declared size is checked before any pixel is decoded. */
  private static BufferedImage decoded(byte[] jpeg) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(jpeg))) {
      reader.setInput(in, true, true);
      if ((long) reader.getWidth(0) * reader.getHeight(0) > Picture.MAX_PIXELS) {
        throw new IOException("The picture is larger than any that is kept.");
      }
      return reader.read(0);
    } finally {
      reader.dispose();
    }
  }
}
