package io.sightline.store.emotions;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Sums over windows of emotions, weighted by the faces in them. */
public class EmotionShares {
  private static final String WINDOWS =
      """
      from emotion_windows
      where run = :run and site = :site and window_ms = :window
        and scope = case when cast(:place as text) is null then 'camera' else 'zone' end
        and (cast(:place as text) is null or scope_id = :place)
        and (cast(:camera as text) is null or camera = :camera)
        and at >= :from and at < :to and final and not retracted
      """;

  static final String BY_HOUR =
      """
      select extract(hour from at at time zone :zone)::int as part, count(*),
        count(*) filter (where distribution = '{}' and faces > 0),
        coalesce(sum(faces) filter (where distribution <> '{}'), 0),
        coalesce(sum(people) filter (where distribution <> '{}'), 0)
      """
          + WINDOWS
          + " group by 1 order by 1";

  static final String EMOTIONS_BY_HOUR =
      """
      select extract(hour from at at time zone :zone)::int as part, d.key,
        sum(d.value::double precision * faces)
      """
          + WINDOWS.replace(
              "from emotion_windows",
              "from emotion_windows cross join lateral jsonb_each_text(distribution) d")
          + " group by 1, 2 order by 1, 2";

  private final JdbcClient jdbc;

  public EmotionShares(DataSource source) {
    this.jdbc = JdbcClient.create(source);
  }

  /**
   * Whose windows, of when, and which.
   *
   * @param camera null for all of the site
   * @param place id of a zone; null for whole pictures
   * @param from of the first window
   * @param to no window begins then or later
   */
  public record Span(
      String run,
      String site,
      String camera,
      String place,
      Instant from,
      Instant to,
      long windowMillis) {}

  /**
   * Windows together.
   *
   * @param hour of the day where the site is, 0 to 23; 0 for all together
   * @param windows how many there are
   * @param hidden of how many the shares are not told, since too few people were there
   * @param faces frame by frame, in the others
   * @param people each once in each of the others
   * @param weights faces by strongest emotion, by name; empty where none is told
   */
  public record Sum(
      int hour, long windows, long hidden, long faces, long people, Map<String, Double> weights) {}

  /** By hour of the day; hours without a window are left out. */
  public List<Sum> byHour(Span span, ZoneId zone) {
    Map<Integer, Map<String, Double>> weights = new TreeMap<>();
    ask(EMOTIONS_BY_HOUR, span)
        .param("zone", zone.getId())
        .query(
            row -> {
              weights
                  .computeIfAbsent(row.getInt(1), hour -> new TreeMap<>())
                  .put(row.getString(2), row.getDouble(3));
            });
    return ask(BY_HOUR, span)
        .param("zone", zone.getId())
        .query(
            (row, number) ->
                new Sum(
                    row.getInt(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5),
                    weights.getOrDefault(row.getInt(1), Map.of())))
        .list();
  }

  /** All together; nothing but zeros where there is no window. */
  public Sum together(Span span) {
    List<Sum> hours = byHour(span, ZoneOffset.UTC);
    Map<String, Double> weights = new TreeMap<>();
    hours.forEach(
        hour ->
            hour.weights()
                .forEach((emotion, weight) -> weights.merge(emotion, weight, Double::sum)));
    return new Sum(
        0,
        hours.stream().mapToLong(Sum::windows).sum(),
        hours.stream().mapToLong(Sum::hidden).sum(),
        hours.stream().mapToLong(Sum::faces).sum(),
        hours.stream().mapToLong(Sum::people).sum(),
        weights);
  }

  /** When the newest hour of a site ends; empty where there is none. */
  public Optional<Instant> newest(String run, String site) {
    return jdbc.sql(
            """
            select at from emotion_windows
            where run = ? and site = ? and scope = 'camera' and window_ms = 3600000
              and final and not retracted
            order by at desc limit 1
            """)
        .params(run, site)
        .query(
            (row, number) -> row.getObject(1, OffsetDateTime.class).toInstant().plusSeconds(3_600))
        .optional();
  }

  private JdbcClient.StatementSpec ask(String sql, Span span) {
    return jdbc.sql(sql)
        .param("run", span.run())
        .param("site", span.site())
        .param("camera", span.camera())
        .param("place", span.place())
        .param("window", span.windowMillis())
        .param("from", span.from().atOffset(ZoneOffset.UTC))
        .param("to", span.to().atOffset(ZoneOffset.UTC));
  }
}
