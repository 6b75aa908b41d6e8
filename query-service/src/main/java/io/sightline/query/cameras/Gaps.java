package io.sightline.query.cameras;

import io.sightline.domain.BadInput;
import io.sightline.domain.facts.CameraGap;
import io.sightline.query.access.Reader;
import io.sightline.query.facts.Facts;
import io.sightline.query.facts.ListQuestion;
import io.sightline.query.failures.NotFound;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.FactPage;
import io.sightline.store.sites.KnownThings.Thing;
import org.springframework.stereotype.Component;

/** Times in which cameras were not seen. */
@Component
public class Gaps {
  private final Facts facts;

  protected Gaps(Facts facts) {
    this.facts = facts;
  }

  /**
   * Newest first.
   *
   * @param camera null for all
   * @throws NotFound when the run, site or camera is not there for the reader
   * @throws BadInput when a time, limit or cursor cannot be used
   */
  public FactPage<CameraGap> find(Reader reader, ListQuestion question, String camera) {
    return facts.read(
        reader,
        question,
        facts.ask(reader, FactKinds.CAMERA_GAPS, question).where("camera", camera),
        new Facts.Named(Thing.CAMERA, camera));
  }
}
