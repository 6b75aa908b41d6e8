package io.sightline.store.watchlists;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Entries of watchlists that people make ("be on the lookout"), and what they have changed of them:
 * each change is a statement about the site, which every run hears of.
 */
public final class BoloRows {
  private static final String COLUMNS =
      """
      select id, site, pattern, match, description, valid_from, valid_to, cool_down_ms, active,
        made_by, made_at, changed_at
      from bolos
      """;

  private final JdbcClient jdbc;
  private final TransactionTemplate transactions;

  public BoloRows(DataSource database) {
    this.jdbc = JdbcClient.create(database);
    this.transactions = new TransactionTemplate(new JdbcTransactionManager(database));
  }

  /**
   * An entry.
   *
   * @param match exact, wildcard, regex or similar
   * @param description null for none
   * @param validFrom event time from which it counts
   * @param validTo event time from which it does not any more; null for ever
   * @param coolDownMillis least event time between two deliveries; null for none
   * @param active whether it counts at all
   * @param madeBy null where there is no such user any more
   */
  public record Bolo(
      UUID id,
      String site,
      String pattern,
      String match,
      String description,
      Instant validFrom,
      Instant validTo,
      Long coolDownMillis,
      boolean active,
      String madeBy,
      Instant madeAt,
      Instant changedAt) {

    /** The same with what people may change of it. */
    public Bolo with(
        String pattern,
        String match,
        String description,
        Instant validFrom,
        Instant validTo,
        Long coolDownMillis,
        boolean active) {
      return new Bolo(
          id,
          site,
          pattern,
          match,
          description,
          validFrom,
          validTo,
          coolDownMillis,
          active,
          madeBy,
          madeAt,
          changedAt);
    }
  }

  /** Where an entry stands in lists. */
  public record Place(Instant madeAt, UUID id) {}

  /**
   * Which entries; null for any.
   *
   * @param sites only of these
   * @param before only older ones than this
   */
  public record Question(Set<String> sites, Boolean active, Place before) {}

  /**
   * Keeps an entry.
   *
   * @param bolo its id and times are not looked at
   * @param most entries that a site may have
   * @return empty where the site has so many
   */
  public Optional<Bolo> add(Bolo bolo, int most) {
    return transactions.execute(
        status -> {
          // Whoever numbers a statement is alone with the site, and so counts right.
          long number = next(bolo.site());
          if (count(bolo.site()) >= most) {
            status.setRollbackOnly();
            return Optional.empty();
          }
          Bolo made =
              values(
                      """
                      insert into bolos (site, pattern, match, description, valid_from, valid_to,
                        cool_down_ms, active, made_by)
                      values (:site, :pattern, :match, :description, :validFrom, :validTo, :coolDown,
                        :active, :by)
                      returning id, site, pattern, match, description, valid_from, valid_to,
                        cool_down_ms, active, made_by, made_at, changed_at
                      """,
                      bolo)
                  .param("site", bolo.site())
                  .param("by", bolo.madeBy())
                  .query((row, each) -> bolo(row))
                  .single();
          state(number, made, made.active(), made.validFrom(), made.madeBy());
          return Optional.of(made);
        });
  }

  /**
   * Changes an entry. It counts as it is now from now on; what it was before stays as it was.
   *
   * @param by who does
   * @return empty where there is none
   */
  public Optional<Bolo> change(UUID id, String site, UnaryOperator<Bolo> change, String by) {
    return transactions.execute(
        status -> {
          long number = next(site);
          Optional<Bolo> known = find(id).filter(one -> one.site().equals(site));
          if (known.isEmpty()) {
            status.setRollbackOnly();
            return Optional.empty();
          }
          Bolo changed =
              values(
                      """
                      update bolos set pattern = :pattern, match = :match, description = :description,
                        valid_from = :validFrom, valid_to = :validTo, cool_down_ms = :coolDown,
                        active = :active, changed_at = now()
                      where id = :id
                      returning id, site, pattern, match, description, valid_from, valid_to,
                        cool_down_ms, active, made_by, made_at, changed_at
                      """,
                      change.apply(known.get()))
                  .param("id", id)
                  .query((row, each) -> bolo(row))
                  .single();
          Instant from =
              changed.validFrom().isAfter(changed.changedAt())
                  ? changed.validFrom()
                  : changed.changedAt();
          state(number, changed, changed.active(), from, by);
          return Optional.of(changed);
        });
  }

  /**
   * Takes an entry away; what it has found stays.
   *
   * @return whether there was one
   */
  public boolean remove(UUID id, String site, String by) {
    return Boolean.TRUE.equals(
        transactions.execute(
            status -> {
              long number = next(site);
              Optional<Bolo> known = find(id).filter(one -> one.site().equals(site));
              if (known.isEmpty()) {
                status.setRollbackOnly();
                return false;
              }
              jdbc.sql("delete from bolos where id = ?").param(id).update();
              state(number, known.get(), false, Instant.now(), by);
              return true;
            }));
  }

  private long next(String site) {
    return jdbc.sql("select next_statement(?)").param(site).query(Long.class).single();
  }

  private int count(String site) {
    return jdbc.sql("select count(*) from bolos where site = ?")
        .param(site)
        .query(Integer.class)
        .single();
  }

  private JdbcClient.StatementSpec values(String sql, Bolo bolo) {
    return jdbc.sql(sql)
        .param("pattern", bolo.pattern())
        .param("match", bolo.match())
        .param("description", bolo.description())
        .param("validFrom", time(bolo.validFrom()))
        .param("validTo", time(bolo.validTo()))
        .param("coolDown", bolo.coolDownMillis())
        .param("active", bolo.active());
  }

  /**
   * @param counts whether anything is looked out for from now on
   */
  private void state(long number, Bolo bolo, boolean counts, Instant from, String by) {
    jdbc.sql(
            """
            insert into watchlist_changes (site, number, bolo, pattern, match, valid_from, valid_to, by)
            values (:site, :number, :bolo, :pattern, :match, :from, :to, :by)
            """)
        .param("site", bolo.site())
        .param("number", number)
        .param("bolo", bolo.id())
        .param("pattern", counts ? bolo.pattern() : null)
        .param("match", counts ? bolo.match() : null)
        .param("from", time(from))
        .param("to", time(bolo.validTo()))
        .param("by", by)
        .update();
  }

  public Optional<Bolo> find(UUID id) {
    return jdbc.sql(COLUMNS + "where id = ?")
        .param(id)
        .query((row, number) -> bolo(row))
        .optional();
  }

  /**
   * The newest first.
   *
   * @param most at most so many
   */
  public List<Bolo> list(Question question, int most) {
    return jdbc.sql(listing(question))
        .params(parameters(question, most))
        .query((row, number) -> bolo(row))
        .list();
  }

  static String listing(Question question) {
    List<String> conditions = new ArrayList<>(List.of("true"));
    if (question.sites() != null) {
      conditions.add("site = any (:sites)");
    }
    if (question.active() != null) {
      conditions.add("active = :active");
    }
    if (question.before() != null) {
      conditions.add("(made_at, id) < (:madeAt, :id)");
    }
    return COLUMNS
        + "where "
        + String.join(" and ", conditions)
        + " order by made_at desc, id desc limit :most";
  }

  static Map<String, Object> parameters(Question question, int most) {
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("most", most);
    if (question.sites() != null) {
      parameters.put("sites", question.sites().toArray(String[]::new));
    }
    parameters.put("active", question.active());
    if (question.before() != null) {
      parameters.put("madeAt", time(question.before().madeAt()));
      parameters.put("id", question.before().id());
    }
    return parameters;
  }

  private static OffsetDateTime time(Instant at) {
    return at == null ? null : at.atOffset(ZoneOffset.UTC);
  }

  private static Instant instant(ResultSet row, int column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  private static Bolo bolo(ResultSet row) throws SQLException {
    return new Bolo(
        row.getObject(1, UUID.class),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        instant(row, 6),
        instant(row, 7),
        row.getObject(8, Long.class),
        row.getBoolean(9),
        row.getString(10),
        instant(row, 11),
        instant(row, 12));
  }
}
