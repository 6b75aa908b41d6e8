package io.sightline.query.observations;

import io.sightline.domain.BadInput;
import io.sightline.domain.observations.ObservationLog;
import io.sightline.domain.observations.ObservationMinute;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.Privacy;
import io.sightline.domain.site.Site;
import io.sightline.query.access.Reader;
import io.sightline.query.audit.Audit;
import io.sightline.query.failures.NotFound;
import io.sightline.store.observations.MinuteRows;
import io.sightline.store.sites.SiteRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** What cameras saw, frame by frame, a minute at a time. */
@Component
public class Minutes {
  /** Some nine thousand years away; the database knows few later times. */
  private static final long LATEST_SECOND = 253_000_000_000L;

  /** Of a site that nobody knows any more. */
  private static final Privacy STRICT =
      new Privacy(Privacy.Plates.PSEUDONYM, null, Map.of(), Integer.MAX_VALUE);

  private final MinuteRows rows;
  private final SiteRows sites;

  private final Audit audit;

  protected Minutes(MinuteRows rows, SiteRows sites, Audit audit) {
    this.audit = audit;
    this.sites = sites;
    this.rows = rows;
  }

  /**
   * A camera's minute.
   *
   * @param at its start
   * @param frames those that were looked at, by time
   */
  public record Minute(String run, String camera, Instant at, List<Observations> frames) {}

  /**
   * The minute in which a time lies.
   *
   * @throws NotFound when nothing is stored of it, or nothing that the reader may see
   */
  public Minute find(Reader reader, String run, String camera, Instant at) {
    if (Math.abs(at.getEpochSecond()) > LATEST_SECOND) {
      throw new BadInput("`at` is no time that a camera could have seen.");
    }
    Instant minute = Instant.ofEpochMilli(ObservationMinute.minuteOf(at.toEpochMilli()));
    return rows.find(run, camera, minute)
        .filter(row -> reader.sees(row.site()))
        .map(
            row -> {
              audit.noteRead(reader, "look", camera);
              return row;
            })
        .map(row -> new Minute(run, camera, minute, told(row.site(), lookedAt(row.payload()))))
        .orElseThrow(() -> new NotFound("A minute " + minute + " of this camera in this run"));
  }

  private List<Observations> told(String site, List<Observations> frames) {
    Privacy privacy = sites.find(site).map(Site::privacy).orElse(STRICT);
    return frames.stream().map(seen -> seen.told(privacy)).toList();
  }

  private static List<Observations> lookedAt(byte[] payload) {
    try {
      return ObservationLog.decode(payload).stream()
          .filter(record -> !record.models().isEmpty())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
