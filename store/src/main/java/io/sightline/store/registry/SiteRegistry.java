package io.sightline.store.registry;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.domain.network.CameraAddress;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Gate;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteDocument;
import io.sightline.domain.site.Spot;
import io.sightline.domain.site.Zone;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The sites in PostgreSQL. A site is changed as a whole: every change is a new version of its
 * layout, which counts from a time a little ahead, so that it is everywhere before it counts.
 */
public final class SiteRegistry {
  private final Connection connection;

  /**
   * @param connection stays the caller's
   */
  public SiteRegistry(Connection connection) {
    this.connection = connection;
  }

  /** Ids of all sites, sorted. */
  public List<String> sites() throws SQLException {
    return Rows.texts(connection, "select site from sites order by site");
  }

  /** A site as it is now known, its newest version, without credentials. */
  public Optional<Site> find(String site) throws SQLException {
    String sql =
        "select layout from layout_versions where site = ? order by effective_at desc limit 1";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, site);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next()
            ? Optional.of(SiteDocument.read("layout of " + site, rows.getString(1)))
            : Optional.empty();
      }
    }
  }

  /** The site that a camera belongs to. */
  public Optional<String> siteOf(String camera) throws SQLException {
    return Rows.texts(connection, "select site from cameras where camera = ?", camera).stream()
        .findFirst();
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
  public boolean store(Site site, String by) throws SQLException {
    return change(site.id(), known -> site, by);
  }

  /**
   * Changes a site as it is now; nobody else changes one meanwhile.
   *
   * @return whether anything changed
   * @throws BadInput as {@link #store} does
   */
  public boolean change(String id, Change change, String by) throws SQLException {
    boolean auto = connection.getAutoCommit();
    connection.setAutoCommit(false);
    try {
      // One change of the registry at a time, so that versions have one order.
      Rows.update(
          connection, "select pg_advisory_xact_lock(hashtextextended('sightline registry', 0))");
      Site site = change.of(find(id));
      for (Camera camera : site.cameras()) {
        requireOwn(camera, site.id());
        if (camera.isLive()) {
          requireAddress(camera);
        }
      }
      boolean changed = storeLayout(site, by);
      changed |= storeCameras(site);
      if (changed) {
        storePlaces(site);
      }
      connection.commit();
      return changed;
    } catch (SQLException | RuntimeException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(auto);
    }
  }

  private static void requireAddress(Camera camera) {
    try {
      CameraAddress.parse(camera.uri());
    } catch (BadInput e) {
      throw new BadInput("Camera '" + camera.id() + "': " + e.getMessage(), e);
    }
  }

  private void requireOwn(Camera camera, String site) throws SQLException {
    Optional<String> owner = siteOf(camera.id());
    if (owner.isPresent() && !owner.get().equals(site)) {
      throw new BadInput(
          "The camera '"
              + camera.id()
              + "' belongs to another site; give it an id of its own, since camera ids are unique in "
              + "an installation.");
    }
  }

  private boolean storeLayout(Site site, String by) throws SQLException {
    Optional<Site> known = find(site.id());
    String version = site.layoutVersion();
    if (known.isPresent() && known.get().layoutVersion().equals(version)) {
      return false;
    }
    Rows.update(
        connection,
        "insert into sites (site, name, time_zone) values (?, ?, ?) on conflict (site) do update"
            + " set name = excluded.name, time_zone = excluded.time_zone, updated_at = now()",
        site.id(),
        site.name(),
        site.timeZone());
    Rows.update(
        connection,
        """
        insert into layout_versions (site, effective_at, version, layout, cameras, stored_by)
        select ?, greatest(
            date_trunc('milliseconds', now()) + case when max(effective_at) is null
              then interval '0' else interval '3 seconds' end,
            max(effective_at) + interval '1 millisecond'), ?, ?::json, ?, ?
        from layout_versions where site = ?
        """,
        site.id(),
        version,
        SiteDocument.write(site.withoutCredentials()),
        ids(site),
        by,
        site.id());
    return true;
  }

  private static String[] ids(Site site) {
    return site.cameras().stream().map(Camera::id).toArray(String[]::new);
  }

  private boolean storeCameras(Site site) throws SQLException {
    int changed =
        Rows.update(
            connection,
            "delete from cameras where site = ? and not camera = any (?)",
            site.id(),
            ids(site));
    for (Camera camera : site.cameras()) {
      String credentials = camera.isLive() ? CameraAddress.parse(camera.uri()).credentials() : null;
      changed +=
          Rows.update(
              connection,
              """
              insert into cameras as c (camera, site, uri, credentials, live, sample_fps)
              values (?, ?, ?, ?, ?, ?)
              on conflict (camera) do update set uri = excluded.uri, live = excluded.live,
                credentials = case when excluded.credentials is null and excluded.uri = c.uri
                  then c.credentials else excluded.credentials end,
                sample_fps = excluded.sample_fps, revision = c.revision + 1, updated_at = now()
              where (c.uri, c.live, c.sample_fps) is distinct from
                  (excluded.uri, excluded.live, excluded.sample_fps)
                or (excluded.credentials is not null
                  and excluded.credentials is distinct from c.credentials)
              """,
              camera.id(),
              site.id(),
              site.camera(camera.id()).orElseThrow().bareUri(),
              credentials,
              camera.isLive(),
              camera.sampleFps());
    }
    return changed > 0;
  }

  private void storePlaces(Site site) throws SQLException {
    for (String table : List.of("spots", "zones", "gates")) {
      Rows.update(connection, "delete from " + table + " where site = ?", site.id());
    }
    for (Camera camera : site.cameras()) {
      for (Spot spot : camera.spots()) {
        Rows.update(
            connection,
            "insert into spots (site, camera, spot, polygon, level) values (?, ?, ?, ?::json, ?)",
            site.id(),
            camera.id(),
            spot.id(),
            Json.write(SiteDocument.points(spot.polygon())),
            spot.level() == null ? camera.level() : spot.level());
      }
      for (Zone zone : camera.zones()) {
        Rows.update(
            connection,
            "insert into zones (site, camera, zone, polygon, kind, capacity)"
                + " values (?, ?, ?, ?::json, ?, ?)",
            site.id(),
            camera.id(),
            zone.id(),
            Json.write(SiteDocument.points(zone.polygon())),
            zone.kind().name().toLowerCase(Locale.ROOT),
            zone.capacity());
      }
      for (Gate gate : camera.gates()) {
        Rows.update(
            connection,
            "insert into gates (site, camera, gate, line, direction) values (?, ?, ?, ?::json, ?)",
            site.id(),
            camera.id(),
            gate.id(),
            Json.write(SiteDocument.line(gate.line())),
            gate.direction().name().toLowerCase(Locale.ROOT));
      }
    }
  }
}
