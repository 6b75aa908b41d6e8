package io.sightline.store.sites;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.sightline.domain.json.Json;
import io.sightline.domain.network.CameraAddress;
import io.sightline.store.registry.CameraSecrets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The cameras, and what is known of each one's newest frame. */
public final class CameraRows {
  private final JdbcClient jdbc;
  private final CameraSecrets secrets;

  /** The newest frame that is known of any live camera. */
  public static Optional<Instant> newest(JdbcClient jdbc) {
    return jdbc.sql("select max(at) from camera_latest")
        .query((row, number) -> Optional.ofNullable(row.getObject(1, OffsetDateTime.class)))
        .single()
        .map(OffsetDateTime::toInstant);
  }

  public CameraRows(DataSource database, CameraSecrets secrets) {
    this.jdbc = JdbcClient.create(database);
    this.secrets = secrets;
  }

  /**
   * What was seen in a frame, in pixels of the camera's picture from the top left.
   *
   * @param score 0 to 1
   */
  @JsonIgnoreProperties(ignoreUnknown = true) // A newer job may say more.
  public record SeenBox(
      String label, double score, double x, double y, double width, double height) {}

  /**
   * A camera as it is now.
   *
   * @param uri its address without credentials
   * @param sampleFps frames per second analysed; 0 for every frame
   * @param up whether a frame came within the last 30 seconds
   * @param reason why it is not seen, {@code no-news} where nothing says so; null while it is up,
   *     and for one that was never seen
   * @param blind why its pictures are not believed, such as {@code moved}; null while they are
   * @param seenAt when the newest word of it came; null for one that was never seen
   * @param width of its newest picture, pixels; null for one that was never seen
   * @param height of its newest picture, pixels; null for one that was never seen
   * @param boxes of the newest frame
   */
  public record CameraNow(
      String camera,
      String site,
      String uri,
      boolean live,
      double sampleFps,
      boolean hasCredentials,
      boolean up,
      String reason,
      String blind,
      Instant seenAt,
      Integer width,
      Integer height,
      List<SeenBox> boxes) {
    /** The same without what was seen last. */
    public CameraNow withoutBoxes() {
      return new CameraNow(
          camera,
          site,
          uri,
          live,
          sampleFps,
          hasCredentials,
          up,
          reason,
          blind,
          seenAt,
          width,
          height,
          List.of());
    }
  }

  private static final String NOW =
      """
      select c.camera, c.site, c.uri, c.live, c.sample_fps, c.credentials is not null as has_credentials,
        coalesce(l.up and l.at > now() - interval '30 seconds', false) as up,
        case when l.up and l.at <= now() - interval '30 seconds' then 'no-news' else l.reason end as reason,
        b.reason as blind, case when l.up then l.at else l.frame_at end as seen_at, l.width, l.height, l.boxes
      from cameras c left join camera_latest l using (camera)
        left join (
          select distinct on (g.camera) g.camera, g.reason from camera_gaps g
          where g.run = 'live' and not g.final and not g.retracted
            and g.reason in ('moved', 'blurred', 'dark', 'frozen', 'covered')
          order by g.camera, g.at desc) b using (camera)
      """;

  /**
   * By id.
   *
   * @param sites only theirs; null for all
   * @param after the id behind which they begin; empty for the first
   */
  public List<CameraNow> list(Collection<String> sites, String after, int most) {
    return jdbc.sql(
            NOW
                + """
                where (cast(:sites as text[]) is null or c.site = any (:sites))
                  and c.camera > :after
                order by c.camera limit :most
                """)
        .param("sites", sites == null ? null : sites.toArray(String[]::new))
        .param("after", after)
        .param("most", most)
        .query((row, number) -> now(row))
        .list();
  }

  public Optional<CameraNow> find(String camera) {
    return jdbc.sql(NOW + "where c.camera = ?")
        .param(camera)
        .query((row, number) -> now(row))
        .optional();
  }

  /** Those of some cameras that are there. */
  public List<CameraNow> all(Collection<String> cameras) {
    return jdbc.sql(NOW + "where c.camera = any (?)")
        .param(cameras.toArray(String[]::new))
        .query((row, number) -> now(row))
        .list();
  }

  private static CameraNow now(ResultSet row) throws SQLException {
    OffsetDateTime seenAt = row.getObject("seen_at", OffsetDateTime.class);
    String boxes = row.getString("boxes");
    return new CameraNow(
        row.getString("camera"),
        row.getString("site"),
        row.getString("uri"),
        row.getBoolean("live"),
        row.getDouble("sample_fps"),
        row.getBoolean("has_credentials"),
        row.getBoolean("up"),
        row.getString("reason"),
        row.getString("blind"),
        seenAt == null ? null : seenAt.toInstant(),
        row.getObject("width", Integer.class),
        row.getObject("height", Integer.class),
        boxes == null ? List.of() : List.of(Json.read(boxes, SeenBox[].class)));
  }

  /**
   * Where a live camera is, credentials included: for whoever connects to it, and nobody else.
   *
   * @throws io.sightline.domain.BadInput when its credentials cannot be decrypted
   */
  public Optional<CameraAddress> address(String camera) {
    return jdbc.sql("select uri, credentials from cameras where camera = ? and live")
        .param(camera)
        .query(
            (row, number) ->
                CameraAddress.parse(row.getString(1)).with(secrets.open(camera, row.getString(2))))
        .optional();
  }
}
