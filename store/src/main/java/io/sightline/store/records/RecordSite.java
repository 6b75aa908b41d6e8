package io.sightline.store.records;

import io.sightline.domain.DerivedIds;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.plates.NormalPlate;
import io.sightline.domain.privacy.PlateKeys;
import io.sightline.domain.site.Gate;
import io.sightline.domain.site.Privacy;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import io.sightline.store.sites.SiteRows;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** The site that records belong to, which is made when it is needed first. */
public final class RecordSite {
  private static final String GATE = "records";
  private static final String LABEL = "vehicle";

  private static final String NEW =
      """
      site: %1$s
      name: CarWatch
      time-zone: UTC
      cameras:
        - id: %1$s
          uri: records
          gates: [{id: records, line: [[0, 1], [1, 1]], direction: both}]
      """;

  private final SiteRows rows;
  private final String id;
  private final PlateKeys keys;

  /**
   * @param keys by which plates get pseudonyms, where the site wants them
   */
  public RecordSite(SiteRows rows, String id, PlateKeys keys) {
    this.rows = rows;
    this.id = id;
    this.keys = keys;
  }

  public String id() {
    return id;
  }

  /** What passages that people note name as their camera, which gives no pictures of itself. */
  public String camera() {
    return id;
  }

  /** Empty before the first record. */
  public Optional<Site> find() {
    return rows.find(id);
  }

  public Site require() {
    return find()
        .orElseGet(
            () -> {
              Site made = SiteFile.parse("the site", Path.of("/"), NEW.formatted(id)).site();
              rows.change(id, known -> known.orElse(made), "records");
              return find().orElseThrow();
            });
  }

  /** As the site's regions spell it; empty where there is no letter or number in it. */
  public static String spelled(Site of, String plate) {
    return of.plates().spell(plate).orElse(NormalPlate.of(plate));
  }

  /** Whether the site keeps pseudonyms of plates only. */
  public static boolean hides(Site of) {
    return of.privacy().plates() == Privacy.Plates.PSEUDONYM;
  }

  /** A spelled plate as it may stand in records and facts. */
  public String stored(Site of, String plate) {
    return hides(of) && !plate.isEmpty() ? keys.pseudonym(plate) : plate;
  }

  /**
   * The passage that a record says there was.
   *
   * @param record what tells it from all others of the site
   * @param plate as it is stored; empty where none was read
   * @param score of whoever has read it; null where a person has
   * @param model SHA-256 of what has read it; empty where a person has
   */
  public Passage passage(
      Site of,
      String record,
      Instant at,
      Gate.Direction direction,
      String plate,
      Float score,
      String model) {
    String track = DerivedIds.recordedTrack(of.id(), record);
    long millis = at.toEpochMilli();
    FactHead head =
        new FactHead(
            DerivedIds.passage(track, GATE, millis),
            of.id(),
            millis,
            millis,
            true,
            model,
            of.layoutVersion());
    Passage passage = new Passage(head, camera(), GATE, direction, track, LABEL, null, null, null);
    return plate.isEmpty() ? passage : passage.told(head, plate, score, null, score == null);
  }
}
