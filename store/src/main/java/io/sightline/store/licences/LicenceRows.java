package io.sightline.store.licences;

import io.sightline.domain.licence.Licence;
import java.time.Instant;
import java.time.ZoneOffset;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Licences that were activated, and what installations say they use. */
public final class LicenceRows {
  private final JdbcClient jdbc;

  public LicenceRows(DataSource database) {
    this.jdbc = JdbcClient.create(database);
  }

  /**
   * A node uses a licence from now on, in place of any it had.
   *
   * @param by who says so
   */
  public void activate(String node, Licence licence, String by) {
    jdbc.sql(
            """
            insert into licences (node_id, licence_id, licensee, features, cameras, expires_at, activated_by)
            values (:node, :id, :to, :features, :cameras, :expires, :by)
            on conflict (node_id) do update set licence_id = excluded.licence_id,
              licensee = excluded.licensee, features = excluded.features, cameras = excluded.cameras,
              expires_at = excluded.expires_at, activated_by = excluded.activated_by,
              activated_at = now()
            """)
        .param("node", node)
        .param("id", licence.id())
        .param("to", licence.to())
        .param("features", licence.features().toArray(String[]::new))
        .param("cameras", licence.cameras())
        .param(
            "expires",
            licence.expiresAt() == null ? null : licence.expiresAt().atOffset(ZoneOffset.UTC))
        .param("by", by)
        .update();
  }

  /** Notes how many cameras a node has at a time; the last word of a minute stands. */
  public void use(String node, int cameras, Instant at) {
    jdbc.sql(
            """
            insert into usage (node_id, at, camera_count) values (?, date_trunc('minute', ?::timestamptz), ?)
            on conflict (node_id, at) do update set camera_count = excluded.camera_count
            """)
        .params(node, at.atOffset(ZoneOffset.UTC), cameras)
        .update();
  }
}
