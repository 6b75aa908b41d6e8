package io.sightline.store.registry;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.domain.network.CameraAddress;
import io.sightline.domain.secrets.KeyFile;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Gate;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteDocument;
import io.sightline.domain.site.Spot;
import io.sightline.domain.site.Zone;
import io.sightline.store.DatabaseAddress;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The sites in PostgreSQL. A site is changed as a whole: every change is a new version of its
 * layout, which counts from a time a little ahead, so that it is everywhere before it counts.
 */
public final class SiteRegistry {
  private static final Logger LOG = LoggerFactory.getLogger(SiteRegistry.class);

  private interface Transactions {
    <T> T run(Function<JdbcClient, T> use);
  }

  private final Transactions transactions;
  private final CameraSecrets secrets;

  /** Of sites whose cameras have no credentials; with any it is refused. */
  public SiteRegistry(DatabaseAddress database) {
    this(database, new CameraSecrets(KeyFile.NONE));
  }

  /** Each question and each change is a transaction over a connection of its own. */
  public SiteRegistry(DatabaseAddress database, CameraSecrets secrets) {
    this.transactions = database::transaction;
    this.secrets = secrets;
  }

  /**
   * @param database whose transaction it takes part in, where there is one
   */
  public SiteRegistry(DataSource database, CameraSecrets secrets) {
    TransactionTemplate template = new TransactionTemplate(new JdbcTransactionManager(database));
    JdbcClient jdbc = JdbcClient.create(database);
    this.secrets = secrets;
    this.transactions =
        new Transactions() {
          @Override
          public <T> T run(Function<JdbcClient, T> use) {
            return template.execute(status -> use.apply(jdbc));
          }
        };
  }

  /** Ids of all sites, sorted. */
  public List<String> sites() {
    return transactions.run(
        jdbc -> jdbc.sql("select site from sites order by site").query(String.class).list());
  }

  /** Another text whenever any site is another than before. */
  public String state() {
    return transactions.run(
        jdbc ->
            jdbc.sql(
                    "select md5(coalesce(string_agg(site || ' ' || updated_at, ',' order by site), ''))"
                        + " from sites")
                .query(String.class)
                .single());
  }

  /** All sites as they are now known, without credentials; one that cannot be read is left out. */
  public List<Site> all() {
    Map<String, String> layouts = new LinkedHashMap<>();
    transactions.run(
        jdbc -> {
          jdbc.sql(
                  "select distinct on (site) site, layout from layout_versions"
                      + " order by site, effective_at desc")
              .query((RowCallbackHandler) row -> layouts.put(row.getString(1), row.getString(2)));
          return null;
        });
    List<Site> all = new ArrayList<>();
    layouts.forEach(
        (id, layout) -> {
          try {
            all.add(SiteDocument.read("layout of " + id, layout));
          } catch (BadInput e) {
            LOG.warn("The layout of site '{}' cannot be read: {}", id, e.getMessage());
          }
        });
    return all;
  }

  /** A site as it is now known, its newest version, without credentials. */
  public Optional<Site> find(String site) {
    return transactions.run(jdbc -> find(jdbc, site));
  }

  private static Optional<Site> find(JdbcClient jdbc, String site) {
    return jdbc.sql(
            "select layout from layout_versions where site = ? order by effective_at desc limit 1")
        .param(site)
        .query(String.class)
        .optional()
        .map(layout -> SiteDocument.read("layout of " + site, layout));
  }

  /** A site as a version of its layout has it, without credentials. */
  public Optional<Site> find(String site, String version) {
    return transactions.run(
        jdbc ->
            jdbc.sql("select layout from layout_versions where site = ? and version = ? limit 1")
                .params(site, version)
                .query(String.class)
                .optional()
                .map(layout -> SiteDocument.read("layout " + version + " of " + site, layout)));
  }

  /**
   * Who changed a site last.
   *
   * @param by as they are known; null for nobody any more
   */
  public record LastChange(String by, Instant at) {}

  /** Empty where nobody has stored the site yet. */
  public Optional<LastChange> lastChange(String site) {
    return transactions.run(
        jdbc ->
            jdbc.sql(
                    """
                    select stored_by, effective_at from layout_versions where site = ?
                    order by effective_at desc limit 1
                    """)
                .param(site)
                .query(
                    (row, number) ->
                        new LastChange(
                            row.getString(1), row.getObject(2, OffsetDateTime.class).toInstant()))
                .optional());
  }

  /** The site that a camera belongs to. */
  public Optional<String> siteOf(String camera) {
    return transactions.run(jdbc -> siteOf(jdbc, camera));
  }

  private static Optional<String> siteOf(JdbcClient jdbc, String camera) {
    return jdbc.sql("select site from cameras where camera = ?")
        .param(camera)
        .query(String.class)
        .optional();
  }

  /** What becomes of a site. */
  public interface Change {
    /**
     * @param known the site as it is; empty when there is none
     */
    Site of(Optional<Site> known);
  }

  /**
   * Makes a site what is given. A camera whose address comes without credentials keeps those it
   * has.
   *
   * @param by who changes it
   * @return whether anything changed
   * @throws BadInput when a camera belongs to another site, or a live camera has no usable address
   */
  public boolean store(Site site, String by) {
    return change(site.id(), known -> site, by);
  }

  /**
   * Changes a site as it is now; nobody else changes one meanwhile.
   *
   * @return whether anything changed
   * @throws BadInput as {@link #store} does
   */
  public boolean change(String id, Change change, String by) {
    return transactions.run(
        jdbc -> {
          // One change of the registry at a time, so that versions have one order.
          jdbc.sql("select pg_advisory_xact_lock(hashtextextended('sightline registry', 0))")
              .query()
              .listOfRows();
          Site site = change.of(find(jdbc, id));
          for (Camera camera : site.cameras()) {
            requireOwn(jdbc, camera, site.id());
            if (camera.isLive()) {
              requireAddress(camera);
            }
          }
          boolean changed = storeLayout(jdbc, site, by);
          changed |= storeCameras(jdbc, site);
          if (changed) {
            storePlaces(jdbc, site);
          }
          return changed;
        });
  }

  private static void requireAddress(Camera camera) {
    try {
      CameraAddress.parse(camera.uri());
    } catch (BadInput e) {
      throw new BadInput("Camera '" + camera.id() + "': " + e.getMessage(), e);
    }
  }

  private static void requireOwn(JdbcClient jdbc, Camera camera, String site) {
    Optional<String> owner = siteOf(jdbc, camera.id());
    if (owner.isPresent() && !owner.get().equals(site)) {
      throw new BadInput(
          "The camera '"
              + camera.id()
              + "' belongs to another site; give it an id of its own, since camera ids are unique in "
              + "an installation.");
    }
  }

  private static boolean storeLayout(JdbcClient jdbc, Site site, String by) {
    Optional<Site> known = find(jdbc, site.id());
    String version = site.layoutVersion();
    if (known.isPresent() && known.get().layoutVersion().equals(version)) {
      return false;
    }
    jdbc.sql(
            "insert into sites (site, name, time_zone) values (?, ?, ?) on conflict (site) do update"
                + " set name = excluded.name, time_zone = excluded.time_zone, updated_at = now()")
        .params(site.id(), site.name(), site.timeZone())
        .update();
    jdbc.sql(
            """
        insert into layout_versions (site, effective_at, version, layout, cameras, stored_by)
        select ?, greatest(
            date_trunc('milliseconds', now()) + case when max(effective_at) is null
              then interval '0' else interval '3 seconds' end,
            max(effective_at) + interval '1 millisecond'), ?, ?::json, ?, ?
        from layout_versions where site = ?
        """)
        .params(
            site.id(),
            version,
            SiteDocument.write(site.withoutCredentials()),
            ids(site),
            by,
            site.id())
        .update();
    return true;
  }

  private static String[] ids(Site site) {
    return site.cameras().stream().map(Camera::id).toArray(String[]::new);
  }

  /** Encrypts what was stored before there was a key. */
  public void sealAll() {
    transactions.run(
        jdbc -> {
          Map<String, String> open = new TreeMap<>();
          jdbc.sql("select camera, credentials from cameras where credentials is not null")
              .query(
                  row -> {
                    if (!CameraSecrets.isSealed(row.getString(2))) {
                      open.put(row.getString(1), row.getString(2));
                    }
                  });
          open.forEach(
              (camera, secret) ->
                  jdbc.sql(
                          "update cameras set credentials = ? where camera = ? and credentials = ?")
                      .params(secrets.seal(camera, secret), camera, secret)
                      .update());
          return null;
        });
  }

  /** Whether a camera has these credentials already: encrypted anew they would look changed. */
  private boolean isKept(JdbcClient jdbc, String camera, String secret) {
    if (secret == null) {
      return true;
    }
    Optional<String> stored =
        jdbc.sql("select credentials from cameras where camera = ? and credentials is not null")
            .param(camera)
            .query(String.class)
            .optional();
    try {
      return stored.isPresent() && secret.equals(secrets.open(camera, stored.get()));
    } catch (BadInput e) {
      // What cannot be read any more is replaced.
      return false;
    }
  }

  private boolean storeCameras(JdbcClient jdbc, Site site) {
    int changed =
        jdbc.sql("delete from cameras where site = ? and not camera = any (?)")
            .params(site.id(), ids(site))
            .update();
    for (Camera camera : site.cameras()) {
      String secret = camera.isLive() ? CameraAddress.parse(camera.uri()).secret() : null;
      boolean kept = isKept(jdbc, camera.id(), secret);
      changed +=
          jdbc.sql(
                  """
              insert into cameras as c (camera, site, uri, credentials, live, sample_fps, latitude,
                longitude, heading)
              values (?, ?, ?, ?, ?, ?, ?, ?, ?)
              on conflict (camera) do update set uri = excluded.uri, live = excluded.live,
                credentials = case when excluded.credentials is null and excluded.uri = c.uri
                  then c.credentials else excluded.credentials end,
                sample_fps = excluded.sample_fps, latitude = excluded.latitude,
                longitude = excluded.longitude, heading = excluded.heading,
                revision = c.revision + case when (c.uri, c.live, c.sample_fps) is distinct from
                  (excluded.uri, excluded.live, excluded.sample_fps) or not ? then 1 else 0 end,
                updated_at = now()
              where (c.uri, c.live, c.sample_fps, c.latitude, c.longitude, c.heading) is distinct from
                  (excluded.uri, excluded.live, excluded.sample_fps, excluded.latitude,
                    excluded.longitude, excluded.heading)
                or not ?
              """)
              .params(
                  camera.id(),
                  site.id(),
                  site.camera(camera.id()).orElseThrow().bareUri(),
                  secrets.seal(camera.id(), secret),
                  camera.isLive(),
                  camera.sampleFps(),
                  camera.location() == null ? null : (Double) camera.location().latitude(),
                  camera.location() == null ? null : (Double) camera.location().longitude(),
                  camera.location() == null ? null : (Double) camera.location().heading(),
                  kept,
                  kept)
              .update();
    }
    return changed > 0;
  }

  private static void storePlaces(JdbcClient jdbc, Site site) {
    for (String table : List.of("spots", "zones", "gates")) {
      jdbc.sql("delete from " + table + " where site = ?").params(site.id()).update();
    }
    for (Camera camera : site.cameras()) {
      for (Spot spot : camera.spots()) {
        jdbc.sql(
                "insert into spots (site, camera, spot, polygon, level, designations)"
                    + " values (?, ?, ?, ?::json, ?, ?)")
            .params(
                site.id(),
                camera.id(),
                spot.id(),
                Json.write(SiteDocument.points(spot.polygon())),
                spot.level() == null ? camera.level() : spot.level(),
                spot.designations().toArray(String[]::new))
            .update();
      }
      for (Zone zone : camera.zones()) {
        jdbc.sql(
                "insert into zones (site, camera, zone, polygon, kind, capacity)"
                    + " values (?, ?, ?, ?::json, ?, ?)")
            .params(
                site.id(),
                camera.id(),
                zone.id(),
                Json.write(SiteDocument.points(zone.polygon())),
                zone.kind().name().toLowerCase(Locale.ROOT),
                zone.capacity())
            .update();
      }
      for (Gate gate : camera.gates()) {
        jdbc.sql(
                "insert into gates (site, camera, gate, line, direction) values (?, ?, ?, ?::json, ?)")
            .params(
                site.id(),
                camera.id(),
                gate.id(),
                Json.write(SiteDocument.line(gate.line())),
                gate.direction().name().toLowerCase(Locale.ROOT))
            .update();
      }
    }
  }
}
