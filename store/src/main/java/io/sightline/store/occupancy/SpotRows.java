package io.sightline.store.occupancy;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The spots of the present layouts, with their newest states in the live run. */
public final class SpotRows {
  private final JdbcClient jdbc;

  public SpotRows(DataSource database) {
    this.jdbc = JdbcClient.create(database);
  }

  /**
   * A spot as it is now.
   *
   * @param state {@code unknown} for one that was never seen
   * @param since when it became so; null for one that was never seen
   */
  public record SpotNow(String site, String spot, String state, Instant since) {}

  /**
   * Every spot, by site and id; one that two cameras see is one.
   *
   * @param sites only theirs; null for all
   */
  public List<SpotNow> now(Collection<String> sites) {
    return jdbc.sql(
            """
            select s.site, s.spot, coalesce(t.state, 'unknown') as state, t.at
            from (select distinct site, spot from spots
              where cast(:sites as text[]) is null or site = any (:sites)) s
            left join lateral (select state, at from spot_transitions
              where run = 'live' and site = s.site and spot = s.spot and not retracted
              order by at desc limit 1) t on true
            order by s.site, s.spot
            """)
        .param("sites", sites == null ? null : sites.toArray(String[]::new))
        .query(
            (row, number) -> {
              OffsetDateTime since = row.getObject(4, OffsetDateTime.class);
              return new SpotNow(
                  row.getString(1),
                  row.getString(2),
                  row.getString(3),
                  since == null ? null : since.toInstant());
            })
        .list();
  }
}
