package io.sightline.query.web;

import io.sightline.domain.json.Json;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.util.PGobject;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A list of facts of one run, newest first, part by part. Every condition is an equality or a span
 * of time, so that an index serves it; texts only ever go in as parameters.
 */
public final class FactQuery {
  private static final int MOST_ROWS = 1_000;
  private static final int DEFAULT_ROWS = 100;
  private static final Duration LONGEST = Duration.ofDays(3_660);
  private static final char BETWEEN = ',';

  private final String table;
  private final String tie;
  private final List<String> conditions = new ArrayList<>();
  private final Map<String, Object> parameters = new LinkedHashMap<>();
  private int rows = DEFAULT_ROWS;

  private FactQuery(String table, String tie) {
    this.table = table;
    this.tie = tie;
    conditions.add("not retracted");
  }

  /**
   * @param table a fact table whose rows have ids; never a text from outside
   */
  public static FactQuery of(String table) {
    return new FactQuery(table, "id::text");
  }

  /** The occupancy windows, which are known by what they are about. */
  public static FactQuery ofWindows(String table) {
    return new FactQuery(table, "(scope || '/' || scope_id || '/' || site || '/' || window_ms)");
  }

  /**
   * What every list of facts can be asked for.
   *
   * @param sites as in {@link #sites}
   * @param from as in {@link #between}, as {@code to}
   * @param limit as in {@link #part}, as {@code cursor}
   */
  public FactQuery asked(
      String run,
      Collection<String> sites,
      Instant from,
      Instant to,
      Integer limit,
      String cursor) {
    return where("run", run).sites(sites).between(from, to).part(limit, cursor);
  }

  /** Only rows of some sites; null for all. */
  public FactQuery sites(Collection<String> sites) {
    if (sites != null) {
      conditions.add("site = any (:sites)");
      parameters.put("sites", sites.toArray(String[]::new));
    }
    return this;
  }

  /**
   * Only rows whose column has a value.
   *
   * @param column never a text from outside
   * @param value null for any
   */
  public FactQuery where(String column, Object value) {
    if (value != null) {
      conditions.add(column + " = :" + column);
      parameters.put(column, value);
    }
    return this;
  }

  /**
   * @param condition never a text from outside
   */
  public FactQuery and(String condition) {
    conditions.add(condition);
    return this;
  }

  /** A parameter of a condition of one's own. */
  public FactQuery with(String name, Object value) {
    parameters.put(name, value);
    return this;
  }

  /** Only rows whose {@code at} lies in a span of time; nulls leave it open. */
  public FactQuery between(Instant from, Instant to) {
    if (from != null && to != null) {
      if (to.isBefore(from)) {
        throw Problem.badRequest("`to` lies before `from`; turn them round.");
      }
      if (Duration.between(from, to).compareTo(LONGEST) > 0) {
        throw Problem.badRequest("The time asked for is longer than ten years; make it shorter.");
      }
    }
    if (from != null) {
      conditions.add("at >= :from");
      parameters.put("from", from.atOffset(ZoneOffset.UTC));
    }
    if (to != null) {
      conditions.add("at < :to");
      parameters.put("to", to.atOffset(ZoneOffset.UTC));
    }
    return this;
  }

  /**
   * @param limit rows a part; null for the usual number
   * @param cursor from an earlier part; null for the first
   */
  public FactQuery part(Integer limit, String cursor) {
    if (limit != null) {
      if (limit < 1 || limit > MOST_ROWS) {
        throw Problem.badRequest("`limit` must be from 1 to " + MOST_ROWS + ".");
      }
      rows = limit;
    }
    if (cursor != null) {
      conditions.add("(at, " + tie + ") < (:cursorAt, :cursorTie)");
      decode(cursor);
    }
    return this;
  }

  private void decode(String cursor) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      int end = text.indexOf(BETWEEN);
      parameters.put("cursorAt", Instant.parse(text.substring(0, end)).atOffset(ZoneOffset.UTC));
      parameters.put("cursorTie", text.substring(end + 1).replace("\0", ""));
    } catch (RuntimeException e) {
      throw Problem.badRequest("`cursor` is none of ours; leave it out to begin anew.");
    }
  }

  public Page read(JdbcClient jdbc) {
    String sql =
        "select *, "
            + tie
            + " as tie from "
            + table
            + " where "
            + String.join(" and ", conditions)
            + " order by at desc, "
            + tie
            + " desc limit "
            + (rows + 1);
    List<Map<String, Object>> found = new ArrayList<>();
    for (Map<String, Object> row : jdbc.sql(sql).params(parameters).query().listOfRows()) {
      found.add(shown(row));
    }
    String next = null;
    if (found.size() > rows) {
      found.remove(rows);
      Map<String, Object> last = found.get(rows - 1);
      String position = last.get("at").toString() + BETWEEN + last.get("tie");
      next =
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(position.getBytes(StandardCharsets.UTF_8));
    }
    found.forEach(row -> row.remove("tie"));
    return new Page(found, next);
  }

  private static Object plain(Object value) {
    if (value instanceof Timestamp timestamp) {
      return timestamp.toInstant();
    }
    // A jsonb as the driver has it.
    return value instanceof PGobject object ? Json.read(object.getValue(), Map.class) : value;
  }

  /** A row as people get it: times as instants, nothing of the storage's own. */
  public static Map<String, Object> shown(Map<String, Object> row) {
    Map<String, Object> shown = new LinkedHashMap<>();
    row.forEach(
        (column, value) -> {
          if (!column.equals("written_xid") && !column.equals("code_version")) {
            shown.put(column, plain(value));
          }
        });
    return shown;
  }
}
