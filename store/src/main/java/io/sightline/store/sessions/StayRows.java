package io.sightline.store.sessions;

import io.sightline.domain.facts.CameraGap;
import io.sightline.domain.facts.Fact;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.PlateRead;
import io.sightline.domain.facts.VehicleSession;
import io.sightline.domain.facts.VehicleTrack;
import io.sightline.domain.json.Json;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteDocument;
import io.sightline.store.facts.FactKind;
import io.sightline.store.facts.FactKinds;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One stay, and all that it was decided by. */
public final class StayRows {
  /** Of each kind of fact; a stay that has more is shown by the first. */
  public static final int MOST = 200;

  private final JdbcClient jdbc;

  public StayRows(DataSource database) {
    this.jdbc = JdbcClient.create(database);
  }

  /**
   * A fact.
   *
   * @param told its columns by their names, with the version of the code that wrote it; what it has
   *     not is absent
   */
  public record Told<F extends Fact>(F fact, Map<String, Object> told) {}

  public Optional<Told<VehicleSession>> find(String run, UUID stay) {
    return read(
            FactKinds.VEHICLE_SESSIONS, "run = :run and id = :id", Map.of("run", run, "id", stay))
        .stream()
        .findFirst();
  }

  /** The passages of a stay, and all others of its tracks. */
  public List<Told<Passage>> passages(String run, VehicleSession stay) {
    return read(
        FactKinds.PASSAGES,
        "run = :run and site = :site and (id = any (:ids) or track = any (:tracks))",
        Map.of(
            "run",
            run,
            "site",
            stay.head().site(),
            "ids",
            ids(Stream.of(stay.entryPassage(), stay.exitPassage())),
            "tracks",
            ids(Stream.of(stay.entryTrack(), stay.exitTrack()))));
  }

  public List<Told<PlateRead>> reads(String run, String site, Collection<String> tracks) {
    return read(
        FactKinds.PLATE_READS,
        "run = :run and site = :site and track = any (:tracks)",
        Map.of("run", run, "site", site, "tracks", ids(tracks.stream())));
  }

  /**
   * @param from not long after the first of them begins
   * @param to after that
   */
  public List<Told<VehicleTrack>> tracks(
      String run, String site, Collection<String> tracks, Instant from, Instant to) {
    return read(
        FactKinds.VEHICLE_TRACKS,
        "run = :run and site = :site and id = any (:tracks) and at <= :to"
            + " and at > cast(:from as timestamptz) - interval '10 days'",
        Map.of(
            "run",
            run,
            "site",
            site,
            "tracks",
            ids(tracks.stream()),
            "from",
            from.atOffset(ZoneOffset.UTC),
            "to",
            to.atOffset(ZoneOffset.UTC)));
  }

  /** Times in which cameras of the site were not seen, within a span of time. */
  public List<Told<CameraGap>> gaps(String run, String site, Instant from, Instant to) {
    return read(
        FactKinds.CAMERA_GAPS,
        "run = :run and site = :site and at <= :to and ended_at >= :from"
            + " and at > cast(:from as timestamptz) - interval '10 days'",
        Map.of(
            "run",
            run,
            "site",
            site,
            "from",
            from.atOffset(ZoneOffset.UTC),
            "to",
            to.atOffset(ZoneOffset.UTC)));
  }

  private <F extends Fact> List<Told<F>> read(
      FactKind<F> kind, String condition, Map<String, Object> parameters) {
    return jdbc.sql(
            "select * from %s where %s and not retracted order by at, id limit %d"
                .formatted(kind.name(), condition, MOST))
        .params(parameters)
        .query(
            (row, number) -> {
              F fact = kind.read(row);
              Map<String, Object> told = new LinkedHashMap<>(kind.told(row.getString("run"), fact));
              told.put("code_version", row.getString("code_version"));
              return new Told<>(fact, told);
            })
        .list();
  }

  private static UUID[] ids(Stream<String> ids) {
    return ids.filter(Objects::nonNull).distinct().map(UUID::fromString).toArray(UUID[]::new);
  }

  /** The run whose observations a run was judged by: itself, but for one of stored observations. */
  public String observedBy(String run) {
    return jdbc.sql("select coalesce(from_run, run) from runs where run = ?")
        .param(run)
        .query(String.class)
        .optional()
        .orElse(run);
  }

  /** The layout by which a fact was judged, without credentials; empty where it is not kept. */
  public Optional<Site> layout(String run, String site, String version) {
    return jdbc.sql("select layout from layout_versions where site = ? and version = ? limit 1")
        .params(site, version)
        .query(String.class)
        .optional()
        .map(layout -> SiteDocument.read("layout " + version + " of " + site, layout))
        .or(
            () ->
                jdbc.sql("select layout::text from runs where run = ? and layout::text <> '{}'")
                    .param(run)
                    .query(String.class)
                    .optional()
                    .map(layout -> Json.read(layout, Site.class))
                    .filter(layout -> layout.id().equals(site)))
        .map(Site::withoutCredentials);
  }
}
