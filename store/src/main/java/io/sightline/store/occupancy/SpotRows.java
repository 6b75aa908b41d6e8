package io.sightline.store.occupancy;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The spots of the present layouts, with their newest states in the live run. */
public class SpotRows {
  /**
   * The newest state of a spot {@code s}. Nearly always it is of the last days: then two partitions
   * are looked into, and not all that are kept.
   */
  private static final String NEWEST =
      """
      left join lateral (
        (select state, at from spot_transitions
          where run = 'live' and site = s.site and spot = s.spot and not retracted
            and at >= now() - interval '2 days' and at < now() + interval '1 day'
          order by at desc limit 1)
        union all
        (select state, at from spot_transitions
          where run = 'live' and site = s.site and spot = s.spot and not retracted
          order by at desc limit 1)
        limit 1) t on true
      """;

  private final JdbcClient jdbc;

  public SpotRows(DataSource database) {
    this.jdbc = JdbcClient.create(database);
  }

  /**
   * A spot as it is now.
   *
   * @param state {@code unknown} for one that was never seen
   * @param since when it became so; null for one that was never seen
   * @param designations whom it is for; empty for anybody
   * @param track of the vehicle that stands there; null where none is followed
   * @param session the stay of that vehicle; null where that is not known
   * @param misused whether it is known that this vehicle must not stand there
   */
  public record SpotNow(
      String site,
      String spot,
      String state,
      Instant since,
      List<String> designations,
      String track,
      String session,
      boolean misused) {}

  /** Whether the live run was seen at work within the last minute. */
  public boolean isLive() {
    return jdbc.sql(
            """
            select coalesce(job_seen_at > now() - interval '1 minute', false)
            from runs where run = 'live'
            """)
        .query(Boolean.class)
        .optional()
        .orElse(false);
  }

  /**
   * How many spots are in each state, by state.
   *
   * @param sites only theirs; null for all
   */
  public Map<String, Long> counts(Collection<String> sites) {
    Map<String, Long> counts = new HashMap<>();
    jdbc.sql(
            """
            select coalesce(t.state, 'unknown'), count(*)
            from (select distinct site, spot from spots
              where cast(:sites as text[]) is null or site = any (:sites)) s
            """
                + NEWEST
                + "group by 1")
        .param("sites", sites == null ? null : sites.toArray(String[]::new))
        .query((RowCallbackHandler) row -> counts.put(row.getString(1), row.getLong(2)));
    return counts;
  }

  /**
   * By site and id; one that two cameras see is one.
   *
   * @param sites only theirs; null for all
   * @param site of the spot behind which they begin; empty for the first
   * @param spot behind which they begin; empty for the first
   */
  public List<SpotNow> now(Collection<String> sites, String site, String spot, int most) {
    return jdbc.sql(
            """
            select s.site, s.spot, coalesce(t.state, 'unknown') as state, t.at,
              array(select distinct d from spots p, unnest(p.designations) d
                where p.site = s.site and p.spot = s.spot order by d) as designations,
              v.track, coalesce(
                (select id from vehicle_sessions
                  where run = 'live' and entry_track = v.track and not retracted
                  order by at desc limit 1),
                (select o.id from plate_reads r
                  cross join lateral (select id, left_at from vehicle_sessions
                    where run = 'live' and plate = r.text and site = s.site and at <= v.at
                      and not retracted
                    order by at desc limit 1) o
                  where r.track = v.track and r.run = 'live' and not r.retracted
                    and (o.left_at is null or o.left_at >= v.at)
                  limit 1)) as session,
              coalesce(v.misused, false) as misused
            from (select distinct site, spot from spots
              where (cast(:sites as text[]) is null or site = any (:sites))
                and (site, spot) > (:site, :spot)
              order by site, spot limit :most) s
            """
                + NEWEST
                + """
            left join lateral (select n.track, n.at,
                exists (select from alerts
                  where run = 'live' and at = n.at and kind = 'spot-misuse' and place = s.spot
                    and track = n.track and not retracted) as misused
              from (select track, at, final, stood_ms from spot_stays
                where run = 'live' and site = s.site and spot = s.spot and not retracted
                order by at desc limit 4) n
              where not n.final or n.at + n.stood_ms * interval '1 millisecond' >= t.at
              order by misused desc, n.at desc limit 1) v on t.state = 'occupied'
            order by s.site, s.spot
            """)
        .param("sites", sites == null ? null : sites.toArray(String[]::new))
        .param("site", site)
        .param("spot", spot)
        .param("most", most)
        .query(
            (row, number) -> {
              OffsetDateTime since = row.getObject(4, OffsetDateTime.class);
              return new SpotNow(
                  row.getString(1),
                  row.getString(2),
                  row.getString(3),
                  since == null ? null : since.toInstant(),
                  List.of((String[]) row.getArray(5).getArray()),
                  row.getString(6),
                  row.getString(7),
                  row.getBoolean(8));
            })
        .list();
  }
}
