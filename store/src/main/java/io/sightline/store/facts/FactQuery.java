package io.sightline.store.facts;

import io.sightline.domain.BadInput;
import io.sightline.domain.facts.Fact;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A list of one kind of facts of one run, newest first, part by part; rows that were taken back are
 * left out. Conditions are equalities and a span of time, so that an index serves them; values only
 * ever go in as parameters, and columns only ever are the kind's own.
 *
 * @param <F> the facts
 */
public final class FactQuery<F extends Fact> {
  public static final int MOST_ROWS = 1_000;
  private static final String OF_RUN = "run = :run";
  public static final int USUAL_ROWS = 100;
  private static final Duration LONGEST = Duration.ofDays(3_660);
  private static final char BETWEEN = ',';

  private final FactKind<F> kind;
  private final List<String> conditions = new ArrayList<>();
  private final Map<String, Object> parameters = new LinkedHashMap<>();
  private int rows = USUAL_ROWS;

  private FactQuery(FactKind<F> kind) {
    this.kind = kind;
  }

  public static <F extends Fact> FactQuery<F> of(FactKind<F> kind, String run) {
    FactQuery<F> query = new FactQuery<>(kind);
    query.conditions.add(OF_RUN);
    query.conditions.add("not retracted");
    query.parameters.put("run", run);
    return query;
  }

  /** Facts of runs that were made of videos which people have sent, in place of one run. */
  public FactQuery<F> ofVideos() {
    conditions.remove(OF_RUN);
    conditions.add("run in (select j.run from jobs j)");
    return this;
  }

  /** Only facts of some sites; null for all. */
  public FactQuery<F> sites(Collection<String> sites) {
    if (sites != null) {
      conditions.add("site = any (:sites)");
      parameters.put("sites", sites.toArray(String[]::new));
    }
    return this;
  }

  /**
   * Only facts whose column has a value.
   *
   * @param value null for any
   * @throws IllegalArgumentException when the kind has no such column
   */
  public FactQuery<F> where(String column, Object value) {
    String known = kind.column(column).name();
    if (value != null) {
      conditions.add(known + " = :" + known);
      parameters.put(known, value instanceof Instant at ? at.atOffset(ZoneOffset.UTC) : value);
    }
    return this;
  }

  /**
   * Only facts that name a plate.
   *
   * @param names how it may stand there; null for any
   */
  public FactQuery<F> ofPlate(Collection<String> names) {
    if (names != null) {
      conditions.add(kind.plate().orElseThrow().name() + " = any (:plate_names)");
      parameters.put("plate_names", names.toArray(String[]::new));
    }
    return this;
  }

  public FactKind<F> kind() {
    return kind;
  }

  /**
   * @param condition never a text from outside
   */
  public FactQuery<F> and(String condition) {
    conditions.add(condition);
    return this;
  }

  /** A parameter of a condition of one's own. */
  public FactQuery<F> with(String name, Object value) {
    parameters.put(name, value);
    return this;
  }

  /**
   * Only facts whose {@code at} lies in a span of time, {@code to} exclusive; nulls leave it open.
   *
   * @throws BadInput when it is turned round, or longer than ten years
   */
  public FactQuery<F> between(Instant from, Instant to) {
    if (from != null && to != null) {
      if (to.isBefore(from)) {
        throw new BadInput("`to` lies before `from`; turn them round.");
      }
      if (Duration.between(from, to).compareTo(LONGEST) > 0) {
        throw new BadInput("The time asked for is longer than ten years; make it shorter.");
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
   * @throws BadInput when there cannot be so many, or the cursor is none of ours
   */
  public FactQuery<F> part(Integer limit, String cursor) {
    if (limit != null) {
      if (limit < 1 || limit > MOST_ROWS) {
        throw new BadInput("`limit` must be from 1 to " + MOST_ROWS + ".");
      }
      rows = limit;
    }
    if (cursor != null) {
      seek(cursor);
    }
    return this;
  }

  private void seek(String cursor) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      int end = text.indexOf(BETWEEN);
      parameters.put("cursor_at", Instant.parse(text.substring(0, end)).atOffset(ZoneOffset.UTC));
      String tie = text.substring(end + 1);
      parameters.put("cursor_tie", isById() ? UUID.fromString(tie) : tie.replace("\0", ""));
    } catch (RuntimeException e) {
      throw new BadInput("`cursor` is none of ours; leave it out to begin anew.", e);
    }
    conditions.add("(at, %s) < (:cursor_at, :cursor_tie)".formatted(tie()));
  }

  private boolean isById() {
    return kind.key().contains("id");
  }

  /** What orders facts of one time. */
  private String tie() {
    if (isById()) {
      return "id";
    }
    return kind.key().stream()
        .filter(column -> !column.equals("at"))
        .collect(Collectors.joining(" || '/' || ", "(", ")"));
  }

  /** The statement, with named parameters; its plan is what an index is there for. */
  public String sql() {
    String columns =
        kind.storedColumns().stream().map(FactColumn::name).collect(Collectors.joining(", "));
    return "select run, %s, %s as tie from %s where %s order by at desc, %s desc limit %d"
        .formatted(columns, tie(), kind.name(), String.join(" and ", conditions), tie(), rows + 1);
  }

  public Map<String, Object> parameters() {
    return Map.copyOf(parameters);
  }

  /** The statement of {@link #counts}, with named parameters. */
  public String countsSql(String column) {
    return "select least(%1$s / :width, :last), count(*) from %2$s where %3$s group by 1 order by 1"
        .formatted(kind.column(column).name(), kind.name(), String.join(" and ", conditions));
  }

  /**
   * How many facts there are by the size of a column's value, all parts together.
   *
   * @param column of whole numbers
   * @param width of a class, in the column's unit
   * @param most classes; what is larger is counted with the last
   * @return by number of the class, from 0; classes without facts are left out
   * @throws org.springframework.dao.DataAccessException when the database does not answer
   */
  public SortedMap<Integer, Long> counts(JdbcClient jdbc, String column, long width, int most) {
    SortedMap<Integer, Long> counts = new TreeMap<>();
    jdbc.sql(countsSql(column))
        .params(parameters)
        .param("width", width)
        .param("last", most - 1)
        .query((RowCallbackHandler) row -> counts.put(row.getInt(1), row.getLong(2)));
    return counts;
  }

  /**
   * How many facts there are, all parts together, counted no further than to a number.
   *
   * @throws org.springframework.dao.DataAccessException when the database does not answer
   */
  long total(JdbcClient jdbc, int most) {
    Map<String, Object> all = new HashMap<>(parameters);
    List<String> wanted =
        conditions.stream().filter(condition -> !condition.contains(":cursor_at")).toList();
    all.put("most", most);
    return jdbc.sql(
            "select count(*) from (select from %s where %s limit :most) counted"
                .formatted(kind.name(), String.join(" and ", wanted)))
        .params(all)
        .query(Long.class)
        .single();
  }

  /** A fact, and where the list goes on behind it. */
  private record Found<F extends Fact>(FactRow<F> row, String tie) {
    String position() {
      return FactQuery.position(Instant.ofEpochMilli(row.fact().head().atMillis()), tie);
    }
  }

  /**
   * @throws org.springframework.dao.DataAccessException when the database does not answer
   */
  public FactPage<F> read(JdbcClient jdbc) {
    List<Found<F>> found =
        jdbc.sql(sql())
            .params(parameters)
            .query(
                (row, number) ->
                    new Found<>(
                        new FactRow<>(row.getString("run"), kind.read(row)), row.getString("tie")))
            .list();
    boolean more = found.size() > rows;
    List<FactRow<F>> part = found.stream().limit(rows).map(Found::row).toList();
    Optional<String> next =
        more ? Optional.of(cursor(found.get(rows - 1).position())) : Optional.empty();
    return new FactPage<>(part, next);
  }

  /** Where a list of facts that have ids goes on behind one. */
  public static String cursor(Fact fact) {
    return cursor(position(Instant.ofEpochMilli(fact.head().atMillis()), fact.head().id()));
  }

  private static String cursor(String position) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(position.getBytes(StandardCharsets.UTF_8));
  }

  private static String position(Instant at, String tie) {
    return at + String.valueOf(BETWEEN) + tie;
  }
}
