package io.sightline.query.plates;

import io.sightline.domain.BadInput;
import io.sightline.domain.facts.PlateRead;
import io.sightline.media.store.EvidenceNames;
import io.sightline.media.store.MediaAddress;
import io.sightline.media.store.MediaStore;
import io.sightline.query.access.Reader;
import io.sightline.query.audit.Audit;
import io.sightline.query.erasure.PlateNames;
import io.sightline.query.facts.Facts;
import io.sightline.query.facts.ListQuestion;
import io.sightline.query.failures.NotFound;
import io.sightline.query.failures.Unavailable;
import io.sightline.query.sites.PseudonymousSites;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.FactPage;
import io.sightline.store.plates.EvidenceRows;
import io.sightline.store.plates.EvidenceRows.Evidence;
import io.sightline.store.sites.KnownThings.Thing;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Plates that were read, and the pictures kept of them. */
@Component
public class Plates {
  private final Facts facts;
  private final EvidenceRows evidence;
  private final MediaAddress pictures;
  private final Audit audit;
  private final PseudonymousSites pseudonymous;
  private final PlateNames names;

  protected Plates(
      Facts facts,
      EvidenceRows evidence,
      MediaAddress pictures,
      Audit audit,
      PseudonymousSites pseudonymous,
      PlateNames names) {
    this.pseudonymous = pseudonymous;
    this.names = names;
    this.facts = facts;
    this.evidence = evidence;
    this.pictures = pictures;
    this.audit = audit;
  }

  /** Which plates; null for any. */
  public record PlateQuestion(ListQuestion list, String camera, String text, UUID track) {}

  /**
   * Newest first, one a track.
   *
   * @throws NotFound when the run, site or camera is not there for the reader
   * @throws BadInput when a time, limit or cursor cannot be used
   */
  public FactPage<PlateRead> find(Reader reader, PlateQuestion question) {
    return facts.read(
        reader,
        question.list(),
        facts
            .ask(reader, FactKinds.PLATE_READS, question.list())
            .where("camera", question.camera())
            .ofPlate(names.of(question.list().site(), question.text()))
            .where("track", question.track()),
        question.text(),
        new Facts.Named(Thing.CAMERA, question.camera()));
  }

  /**
   * The picture of a plate's best view. That somebody looked is written down, whether or not there
   * is one.
   *
   * @return a JPEG
   * @throws NotFound when the plate is not there for the reader, or no picture of it is kept
   */
  public byte[] picture(Reader reader, String run, UUID plate) {
    Evidence kept =
        evidence
            .find(run, plate)
            .filter(found -> reader.sees(found.site()))
            .orElseThrow(() -> new NotFound("A plate " + plate + " in this run"));
    audit.noteRead(reader, "look", kept.camera(), kept.text());
    return shown(kept).orElseThrow(() -> new NotFound("A picture of this plate"));
  }

  /**
   * The same of a plate that the reader may see.
   *
   * @return empty where none is kept
   */
  public Optional<byte[]> pictureOf(String run, UUID plate) {
    return evidence.find(run, plate).flatMap(this::shown);
  }

  private Optional<byte[]> shown(Evidence kept) {
    return kept.crop() == null || pseudonymous.contains(kept.site())
        ? Optional.empty()
        : load(kept);
  }

  private Optional<byte[]> load(Evidence kept) {
    try (MediaStore store = pictures.open()) {
      return store.get(EvidenceNames.of(kept.keptBy(), kept.crop()));
    } catch (IOException e) {
      throw Unavailable.store(e);
    }
  }
}
