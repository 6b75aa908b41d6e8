package io.sightline.query.sessions;

import io.sightline.domain.BadInput;
import io.sightline.domain.facts.VehicleSession;
import io.sightline.query.access.Reader;
import io.sightline.query.erasure.PlateNames;
import io.sightline.query.facts.Facts;
import io.sightline.query.facts.ListQuestion;
import io.sightline.query.failures.NotFound;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.FactPage;
import io.sightline.store.facts.FactQuery;
import io.sightline.store.sessions.SessionConditions;
import io.sightline.store.sites.KnownThings.Thing;
import org.springframework.stereotype.Component;

/** Stays of vehicles. */
@Component
public class Sessions {
  private final Facts facts;
  private final PlateNames names;

  protected Sessions(Facts facts, PlateNames names) {
    this.names = names;
    this.facts = facts;
  }

  /**
   * Which stays; null for any.
   *
   * @param camera before which they began or ended
   * @param open whether they go on
   * @param overstay whether they are longer than the site allows
   */
  public record StayQuestion(
      ListQuestion list, String plate, String camera, Boolean open, Boolean overstay) {}

  /**
   * Newest first.
   *
   * @throws NotFound when the run, site or camera is not there for the reader
   * @throws BadInput when a time, limit or cursor cannot be used
   */
  public FactPage<VehicleSession> find(Reader reader, StayQuestion question) {
    FactQuery<VehicleSession> stays =
        facts
            .ask(reader, FactKinds.VEHICLE_SESSIONS, question.list())
            .ofPlate(names.of(question.list().site(), question.plate()));
    if (question.camera() != null) {
      SessionConditions.throughCamera(stays, question.camera());
    }
    if (question.open() != null) {
      SessionConditions.open(stays, question.open());
    }
    if (question.overstay() != null) {
      SessionConditions.overstay(stays, question.overstay());
    }
    return facts.read(
        reader,
        question.list(),
        stays,
        question.plate(),
        new Facts.Named(Thing.CAMERA, question.camera()));
  }
}
