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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Vehicles in pictures, and through gates. */
@Component
public class Vehicles {
  private static final Map<String, Long> BUCKET_MILLIS =
      Map.of("10s", 10_000L, "1m", 60_000L, "5m", 300_000L, "15m", 900_000L, "1h", 3_600_000L);

  private static final int MOST_BUCKETS = 1_000;

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

  /** Which times in zones; null for any. */
  public record DwellQuestion(ListQuestion list, String camera, String zone, String bucket) {}

  /**
   * So many vehicles were in a zone for so long.
   *
   * @param toMillis exclusive; null for the last one, which has no end
   */
  public record Dwellers(long fromMillis, Long toMillis, long vehicles) {}

  /**
   * How long vehicles were in zones: a histogram, shortest first, without empty buckets.
   *
   * @throws NotFound when the run, site, camera or zone is not there for the reader
   * @throws BadInput when the bucket or a time cannot be used
   */
  public List<Dwellers> dwell(Reader reader, DwellQuestion question) {
    Long width = BUCKET_MILLIS.get(question.bucket());
    if (width == null) {
      throw new BadInput("`bucket` must be 10s, 1m, 5m, 15m or 1h.");
    }
    List<Dwellers> histogram = new ArrayList<>();
    facts
        .counts(
            reader,
            question.list(),
            facts
                .ask(reader, FactKinds.DWELL_TIMES, question.list())
                .where("camera", question.camera())
                .where("zone", question.zone()),
            "dwell_ms",
            width,
            MOST_BUCKETS,
            new Facts.Named(Thing.CAMERA, question.camera()),
            new Facts.Named(Thing.ZONE, question.zone()))
        .forEach(
            (bucket, vehicles) ->
                histogram.add(
                    new Dwellers(
                        bucket * width,
                        bucket == MOST_BUCKETS - 1 ? null : (Long) ((bucket + 1) * width),
                        vehicles)));
    return histogram;
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
