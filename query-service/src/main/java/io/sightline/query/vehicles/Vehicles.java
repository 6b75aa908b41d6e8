package io.sightline.query.vehicles;

import io.sightline.domain.BadInput;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.VehicleTrack;
import io.sightline.query.access.Reader;
import io.sightline.query.erasure.PlateNames;
import io.sightline.query.facts.Facts;
import io.sightline.query.facts.ListQuestion;
import io.sightline.query.failures.NotFound;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.FactPage;
import io.sightline.store.sites.KnownThings.Thing;
import java.util.List;
import org.springframework.stereotype.Component;

/** Vehicles in pictures, and through gates. */
@Component
public class Vehicles {
  private final Facts facts;
  private final PlateNames names;

  protected Vehicles(Facts facts, PlateNames names) {
    this.names = names;
    this.facts = facts;
  }

  /** Which passages; null for any. */
  public record PassageQuestion(
      ListQuestion list, String camera, String gate, String direction, String plate) {}

  /**
   * Crossings of gates, newest first.
   *
   * @throws NotFound when the run, site, camera or gate is not there for the reader
   * @throws BadInput when the direction, a time, limit or cursor cannot be used
   */
  public FactPage<Passage> passages(Reader reader, PassageQuestion question) {
    return facts.read(
        reader,
        question.list(),
        facts
            .ask(reader, FactKinds.PASSAGES, question.list())
            .where("camera", question.camera())
            .where("gate", question.gate())
            .where("direction", direction(question.direction()))
            .ofPlate(names.of(question.list().site(), question.plate())),
        question.plate(),
        new Facts.Named(Thing.CAMERA, question.camera()),
        new Facts.Named(Thing.GATE, question.gate()));
  }

  private static String direction(String direction) {
    if (direction != null && !List.of("entry", "exit").contains(direction)) {
      throw new BadInput("`direction` must be entry or exit.");
    }
    return direction;
  }

  /**
   * Vehicles followed through one camera's picture, newest first.
   *
   * @param camera null for all
   * @throws NotFound when the site is not there for the reader
   * @throws BadInput when a time, limit or cursor cannot be used
   */
  public FactPage<VehicleTrack> tracks(Reader reader, ListQuestion question, String camera) {
    return facts.read(
        reader,
        question,
        facts.ask(reader, FactKinds.VEHICLE_TRACKS, question).where("camera", camera),
        new Facts.Named(Thing.CAMERA, camera));
  }
}
