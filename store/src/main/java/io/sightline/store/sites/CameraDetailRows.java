package io.sightline.store.sites;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What people call cameras, where these stand, and whether they are read. */
public final class CameraDetailRows {
  /** Metres from a place, along a great circle of the mean earth (haversine). */
  private static final String METRES =
      """
      2 * 6371008.8 * asin(least(1, sqrt(
        power(sin(radians(c.latitude - :latitude) / 2), 2)
        + cos(radians(:latitude)) * cos(radians(c.latitude))
          * power(sin(radians(c.longitude - :longitude) / 2), 2))))""";

  private static final String COLUMNS =
      """
      select c.camera, c.site, c.uri, coalesce(c.name, c.camera) as name, c.description, c.active,
        c.latitude, c.longitude, c.heading, c.created_at, %s as metres
      from cameras c
      """;

  private static final String SEEN =
      " where (cast(:sites as text[]) is null or c.site = any (:sites))";

  private final JdbcClient jdbc;

  public CameraDetailRows(DataSource database) {
    this.jdbc = JdbcClient.create(database);
  }

  /**
   * A camera as people know it.
   *
   * @param uri its address without credentials
   * @param description null for none
   * @param active whether it is read, where it is live
   * @param latitude degrees north; null where nobody says, as the two after it
   * @param longitude degrees east
   * @param heading degrees clockwise from north
   * @param metres from the place that was asked for; null where none was
   */
  public record Details(
      String camera,
      String site,
      String uri,
      String name,
      String description,
      boolean active,
      Double latitude,
      Double longitude,
      Double heading,
      Instant createdAt,
      Double metres) {}

  /**
   * Degrees, as GeoJSON has them (RFC 7946): west and east may be turned round where it lies over
   * the date line.
   */
  public record Bounds(double west, double south, double east, double north) {}

  /**
   * @param latitude degrees north
   * @param longitude degrees east
   * @param radius metres
   */
  public record Near(double latitude, double longitude, double radius) {}

  public Optional<Details> find(String camera) {
    return jdbc.sql(COLUMNS.formatted("null::float8") + " where c.camera = ?")
        .param(camera)
        .query((row, number) -> details(row))
        .optional();
  }

  /**
   * By id.
   *
   * @param sites only theirs; null for all
   * @param bounds only those inside; null for all
   * @param after the id behind which they begin; empty for the first
   */
  public List<Details> list(Collection<String> sites, Bounds bounds, String after, int most) {
    String inside =
        bounds == null
            ? ""
            : bounds.west() <= bounds.east()
                ? " and c.latitude between :south and :north and c.longitude between :west and :east"
                : " and c.latitude between :south and :north"
                    + " and (c.longitude >= :west or c.longitude <= :east)";
    JdbcClient.StatementSpec asked =
        jdbc.sql(
                COLUMNS.formatted("null::float8")
                    + SEEN
                    + inside
                    + " and c.camera > :after order by c.camera limit :most")
            .param("sites", sites == null ? null : sites.toArray(String[]::new))
            .param("after", after)
            .param("most", most);
    if (bounds != null) {
      asked =
          asked
              .param("west", bounds.west())
              .param("south", bounds.south())
              .param("east", bounds.east())
              .param("north", bounds.north());
    }
    return asked.query((row, number) -> details(row)).list();
  }

  /**
   * Those around a place, the nearest first.
   *
   * @param sites only theirs; null for all
   */
  public List<Details> near(Collection<String> sites, Near near, int most) {
    return jdbc.sql(
            "select * from ("
                + COLUMNS.formatted(METRES)
                + SEEN
                + " and c.latitude is not null) n where metres <= :radius"
                + " order by metres, camera limit :most")
        .param("sites", sites == null ? null : sites.toArray(String[]::new))
        .param("latitude", near.latitude())
        .param("longitude", near.longitude())
        .param("radius", near.radius())
        .param("most", most)
        .query((row, number) -> details(row))
        .list();
  }

  /** Says what people call a camera, and whether it is read; null for what stays. */
  public void describe(String camera, String name, String description, Boolean active) {
    jdbc.sql(
            """
            update cameras set name = coalesce(:name, name),
              description = coalesce(:description, description), active = coalesce(:active, active)
            where camera = :camera
            """)
        .param("camera", camera)
        .param("name", name)
        .param("description", description)
        .param("active", active)
        .update();
  }

  private static Details details(ResultSet row) throws SQLException {
    return new Details(
        row.getString("camera"),
        row.getString("site"),
        row.getString("uri"),
        row.getString("name"),
        row.getString("description"),
        row.getBoolean("active"),
        row.getObject("latitude", Double.class),
        row.getObject("longitude", Double.class),
        row.getObject("heading", Double.class),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("metres", Double.class));
  }
}
