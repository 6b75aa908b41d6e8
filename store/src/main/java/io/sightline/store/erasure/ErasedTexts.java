package io.sightline.store.erasure;

import io.sightline.domain.json.Json;
import io.sightline.domain.plates.PlateInJson;
import io.sightline.domain.plates.PlateInText;
import io.sightline.store.erasure.ErasureWork.Open;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Finds an erased plate in what people wrote and in what was told, by {@link PlateInText} and not
 * by the database, whose letters are those of its locale.
 */
final class ErasedTexts {
  /**
   * Texts of a site by their tables. What is found is replaced as a whole: a text may say more of
   * whose plate it names.
   */
  private static final Map<String, List<String>> OF_SITES =
      Map.of(
          "history", List.of("subject", "description"),
          "reviews", List.of("comments"),
          "poison_records", List.of("reason", "media"),
          "alerts", List.of("text", "cause"),
          "holds", List.of("reason"),
          "runs", List.of("error", "job_error"),
          "erasures", List.of("reason"),
          "corrections", List.of("reason"),
          "silences", List.of("reason"),
          "uploads", List.of("filename"));

  /** Letters and digits of ASCII only: the same of a text and of a plate within it. */
  private static final String SKELETON =
      "regexp_replace(upper(translate(case when %1$s ~ '[^\\x01-\\x7f]' then normalize(%1$s, NFKC)"
          + " else %1$s end, 'ı', 'i') collate \"C\"), '[^A-Z0-9]', '', 'g')";

  private final JdbcClient jdbc;
  private final Open erasure;

  ErasedTexts(JdbcClient jdbc, Open erasure) {
    this.jdbc = jdbc;
    this.erasure = erasure;
  }

  /** How many texts were replaced, of one table. */
  interface Counts {
    void count(String table, long changed);
  }

  void replace(Counts counts) {
    OF_SITES.forEach(
        (table, columns) -> {
          long changed = 0;
          for (String column : columns) {
            changed += replace(table, column, "site = :site");
          }
          counts.count(table, changed);
        });
    // What people did is not of a site; what else stands in its rows is none of their words.
    counts.count(
        "audit_log",
        replace("audit_log", "object", "true") + replace("audit_log", "purpose", "true"));
  }

  private long replace(String table, String column, String condition) {
    List<String> found =
        jdbc.sql(
                "select distinct %s from %s where %s and %s"
                    .formatted(column, table, condition, mayName(column)))
            .param("site", erasure.site())
            .param("skeletons", skeletons(erasure.plates()))
            .query(String.class)
            .list();
    long changed = 0;
    for (String text : found) {
      if (PlateInText.names(text, erasure.plates())) {
        changed +=
            jdbc.sql(
                    "update %1$s set %2$s = :erased where %3$s and %2$s = :text"
                        .formatted(table, column, condition))
                .param("erased", ErasureWork.ERASED)
                .param("site", erasure.site())
                .param("text", text)
                .update();
      }
    }
    return changed;
  }

  /**
   * What a plate in a column cannot do without, for {@link PlateInText} to look at the rest: a
   * condition with the parameter {@code skeletons}.
   */
  static String mayName(String column) {
    return """
        exists (select from unnest(cast(:skeletons as text[])) skeleton
          where strpos(case when skeleton ~ '^[A-Z0-9]' then %s else %s end, skeleton) > 0)
        """
        .formatted(SKELETON.formatted(column), column);
  }

  /** The first letter of a plate without any of them. */
  static String[] skeletons(Collection<String> plates) {
    return plates.stream()
        .filter(plate -> !plate.isEmpty())
        .map(ErasedTexts::skeleton)
        .distinct()
        .toArray(String[]::new);
  }

  private static String skeleton(String plate) {
    String ascii = plate.replaceAll("[^A-Z0-9]", "");
    return ascii.isEmpty() ? plate.substring(0, plate.offsetByCodePoints(0, 1)) : ascii;
  }

  /**
   * What was told, or is to be told, with the plate: nobody is told it any more.
   *
   * @return how many
   */
  long forgetDeliveries() {
    // Also what was read otherwise in the tracks that are forgotten.
    long gone =
        jdbc.sql(
                """
                delete from webhook_deliveries d where d.site = :site and exists (
                  select from erased_tracks t where t.site = :site
                    and t.noted_at >= (select made_at from erasures where id = :id)
                    and strpos(d.body, t.track::text) > 0)
                """)
            .param("site", erasure.site())
            .param("id", erasure.id())
            .update();
    record Told(long id, String body, Instant madeAt) {}
    List<Long> named = new ArrayList<>();
    jdbc
        .sql(
            "select id, body, made_at from webhook_deliveries where site = :site and "
                + mayName("body"))
        .param("site", erasure.site())
        .param("skeletons", skeletons(erasure.plates()))
        .query(
            (row, number) ->
                new Told(
                    row.getLong(1),
                    row.getString(2),
                    row.getObject(3, OffsetDateTime.class).toInstant()))
        .list()
        .stream()
        .filter(told -> names(told.body(), told.madeAt()))
        .forEach(told -> named.add(told.id()));
    return gone
        + jdbc.sql("delete from webhook_deliveries where id = any (?)")
            .param(named.toArray(Long[]::new))
            .update();
  }

  private boolean names(String body, Instant madeAt) {
    Object told = Json.read(body, Object.class);
    Instant at = at(told, madeAt);
    return erasure.covers(at.toEpochMilli(), at.toEpochMilli())
        && PlateInJson.names(told, erasure.plates());
  }

  private static Instant at(Object told, Instant otherwise) {
    Object data = told instanceof Map<?, ?> members ? members.get("data") : null;
    Object at = data instanceof Map<?, ?> members ? members.get("at") : null;
    try {
      return at instanceof String text ? Instant.parse(text) : otherwise;
    } catch (DateTimeParseException e) {
      return otherwise;
    }
  }
}
