package io.sightline.store.deliveries;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What is to be told, from when it is found until somebody has taken it or nobody wants it. Several
 * processes may send: each claims what it sends for a while, so that what a process was sending
 * when it died is sent by another.
 */
public final class DeliveryRows {
  private static final String COLUMNS =
      """
      id, webhook, key, site, of_kind, fact, body, state, attempts, next_at, status, error, made_at,
      ended_at, fact_at
      """;

  /** However much waits for those who are away, it is not looked through. */
  static final String CLAIM =
      """
      update webhook_deliveries set attempts = attempts + 1,
        next_at = now() + :millis * interval '1 millisecond'
      where id in (
        select next.id from webhooks w cross join lateral (
          select d.id, d.next_at from webhook_deliveries d
          where d.webhook = w.id and d.state = 'waiting' and d.next_at <= now()
          order by d.next_at limit 1 for update skip locked) next
        where w.active and w.id <> all (:busy) order by next.next_at limit :most)
      returning\s"""
          + COLUMNS;

  static final String COOLING =
      """
      select exists (select from webhook_deliveries d where webhook = :webhook and cool_key = :cause
        and fact_at > :after and fact_at < :before and fact is distinct from :fact
        and (state = 'waiting' or state = 'done' and error is null)
        and key not like '%:retracted%'
        and not exists (select from webhook_deliveries r where r.webhook = d.webhook
          and r.fact = d.fact and r.id > d.id and r.key like '%:retracted%'))
      """;

  private final JdbcClient jdbc;
  private final TransactionTemplate transactions;

  public DeliveryRows(DataSource database) {
    this.jdbc = JdbcClient.create(database);
    this.transactions = new TransactionTemplate(new JdbcTransactionManager(database));
  }

  /** What has become of a delivery. */
  public enum State {
    /** It is due, or will be. */
    WAITING,
    /** It was taken. */
    DONE,
    /** It was not, and is not tried any more. */
    DEAD
  }

  /**
   * News for somebody.
   *
   * @param key the same for the same news
   * @param kind of the fact
   * @param fact id; null for a fact that has none
   * @param revision of the fact, which tells news from the same ones before it was taken back
   * @param body JSON
   * @param at event time
   * @param cooling null where each is told, however soon it comes after another
   * @param after it is told when so much time has passed since it was found
   */
  public record News(
      UUID webhook,
      String key,
      String site,
      String kind,
      UUID fact,
      String revision,
      String body,
      Instant at,
      Cooling cooling,
      Duration after) {
    /** Of a key that says that a fact is taken back. */
    public static final String RETRACTED = ":retracted";

    boolean isRetraction() {
      return key.contains(RETRACTED);
    }
  }

  /**
   * That not all of one cause is told.
   *
   * @param cause the same for what cools down together
   * @param least event time between two that are told
   */
  public record Cooling(String cause, Duration least) {}

  /**
   * A delivery.
   *
   * @param attempts that were begun
   * @param nextAt of one that waits
   * @param status what the receiver answered last; null where it did not
   * @param error what went wrong last; null for nothing
   * @param endedAt null while it waits
   * @param at event time
   */
  public record Delivery(
      long id,
      UUID webhook,
      String key,
      String site,
      String kind,
      UUID fact,
      String body,
      State state,
      int attempts,
      Instant nextAt,
      Integer status,
      String error,
      Instant madeAt,
      Instant endedAt,
      Instant at) {}

  /** Up to where facts were looked at; empty before the first look. */
  public Optional<String> position() {
    return jdbc.sql("select snapshot from delivery_position").query(String.class).optional();
  }

  /**
   * Keeps what was found up to a position, all of it or nothing; what is there already stays.
   *
   * @param most deliveries that may wait for one receiver: what is more is counted as missed
   */
  public void keep(Collection<News> found, String position, int most) {
    transactions.executeWithoutResult(
        status -> {
          keepEach(found, most);
          jdbc.sql(
                  """
                  insert into delivery_position (snapshot) values (?)
                  on conflict (only_one) do update set snapshot = excluded.snapshot
                  """)
              .param(position)
              .update();
        });
  }

  private void keepEach(Collection<News> found, int most) {
    // Always in the same order, so that two of us do not wait for each other.
    found.stream()
        .collect(Collectors.groupingBy(News::webhook, TreeMap::new, Collectors.toList()))
        .forEach((webhook, news) -> keep(webhook, news, most));
  }

  /**
   * Notes whether a part of the installation is well, and keeps what is told of it, both or
   * neither.
   *
   * @param news of since when it is so
   * @param most deliveries that may wait for one receiver: what is more is counted as missed
   * @return since when, where it was otherwise before, or nobody knew and it is not well; empty
   *     where there is nothing to tell
   */
  public Optional<Instant> healthChanged(
      String part, boolean fine, Function<Instant, Collection<News>> news, int most) {
    return transactions.execute(
        status -> {
          Optional<Instant> since = healthChanged(part, fine);
          since.ifPresent(at -> keepEach(news.apply(at), most));
          return since;
        });
  }

  private Optional<Instant> healthChanged(String part, boolean fine) {
    return jdbc.sql(
            """
            with before as (select fine from health_told where part = :part),
            told as (
              insert into health_told (part, fine) values (:part, :fine)
              on conflict (part) do update set fine = excluded.fine, since = now()
              where health_told.fine <> excluded.fine
              returning since)
            select since from told where not :fine or exists (select from before)
            """)
        .param("part", part)
        .param("fine", fine)
        .query(OffsetDateTime.class)
        .optional()
        .map(OffsetDateTime::toInstant);
  }

  private void keep(UUID webhook, List<News> found, int most) {
    // It may have been deleted meanwhile; and who counts, counts alone.
    boolean isThere =
        jdbc.sql("select true from webhooks where id = ? for update")
            .param(webhook)
            .query(Boolean.class)
            .optional()
            .isPresent();
    if (!isThere) {
      return;
    }
    int waiting =
        jdbc.sql("select count(*) from webhook_deliveries where webhook = ? and state = 'waiting'")
            .param(webhook)
            .query(Integer.class)
            .single();
    long missed = 0;
    for (News one : found) {
      if (waiting >= most) {
        missed++;
        continue;
      }
      if (one.isRetraction() && !one.after().isZero() && !wasToldLate(one)) {
        continue;
      }
      boolean isAgain = wasOtherwise(one);
      // That it is taken back is told to whoever was told of it.
      if (one.fact() != null && one.isRetraction() && !isAgain) {
        continue;
      }
      if (!one.isRetraction() && isCooling(one)) {
        continue;
      }
      int kept = insert(one, one.key());
      waiting += kept;
      if (kept == 0 && isAgain) {
        waiting += insert(one, one.key() + ":" + one.revision());
      }
    }
    if (missed > 0) {
      jdbc.sql("update webhooks set missed = missed + ? where id = ?")
          .params(missed, webhook)
          .update();
    }
  }

  private int insert(News one, String key) {
    return jdbc.sql(
            """
            insert into webhook_deliveries (webhook, key, site, of_kind, fact, body, next_at,
              cool_key, fact_at)
            values (?, ?, ?, ?, ?, ?, now() + ? * interval '1 millisecond', ?, ?)
            on conflict (webhook, key) do nothing
            """)
        .params(
            one.webhook(),
            key,
            one.site(),
            one.kind(),
            one.fact(),
            one.body(),
            one.isRetraction() ? 0 : one.after().toMillis(),
            one.cooling() == null ? null : one.cooling().cause(),
            one.at().atOffset(ZoneOffset.UTC))
        .update();
  }

  /**
   * Whether who is told later was told already, or may be just now; where not, there is nothing to
   * tell any more.
   */
  private boolean wasToldLate(News one) {
    int waited =
        jdbc.sql(
                """
                delete from webhook_deliveries where webhook = ? and of_kind = ? and fact = ?
                  and state = 'waiting' and attempts = 0 and key not like '%:retracted%'
                """)
            .params(one.webhook(), one.kind(), one.fact())
            .update();
    return waited == 0
        && jdbc.sql(
                """
                select exists (select from webhook_deliveries where webhook = ? and of_kind = ?
                  and fact = ?
                  and (state = 'done' and error is null or state = 'waiting' and attempts > 0))
                """)
            .params(one.webhook(), one.kind(), one.fact())
            .query(Boolean.class)
            .single();
  }

  /** Whether another of the same cause was told that happened shortly before or after. */
  private boolean isCooling(News one) {
    return one.cooling() != null
        && jdbc.sql(COOLING)
            .param("webhook", one.webhook())
            .param("cause", one.cooling().cause())
            .param("after", one.at().minus(one.cooling().least()).atOffset(ZoneOffset.UTC))
            .param("before", one.at().plus(one.cooling().least()).atOffset(ZoneOffset.UTC))
            .param("fact", one.fact())
            .query(Boolean.class)
            .single();
  }

  /** Whether the opposite was told of the fact last: that it was taken back, or that it is so. */
  private boolean wasOtherwise(News one) {
    return one.fact() != null
        && jdbc.sql(
                """
                select key like '%:retracted%' from webhook_deliveries
                where webhook = ? and of_kind = ? and fact = ? order by id desc limit 1
                """)
            .params(one.webhook(), one.kind(), one.fact())
            .query(Boolean.class)
            .optional()
            .filter(wasRetracted -> wasRetracted != one.isRetraction())
            .isPresent();
  }

  /**
   * Claims what is due for a while, one for each receiver; whoever does not end it in time leaves
   * it to others.
   *
   * @param busy receivers that are told nothing more now
   * @param forHow long it is claimed
   */
  public List<Delivery> claim(Collection<UUID> busy, int most, Duration forHow) {
    return jdbc.sql(CLAIM)
        .param("millis", forHow.toMillis())
        .param("busy", busy.toArray(UUID[]::new))
        .param("most", most)
        .query((row, number) -> delivery(row))
        .list();
  }

  /** It is as if it had not been found, and is found anew where it is so again. */
  public void remove(long id) {
    jdbc.sql("delete from webhook_deliveries where id = ?").param(id).update();
  }

  /** Nobody needs to be told any more. */
  public void needless(long id, String why) {
    jdbc.sql(
            """
            update webhook_deliveries set state = 'done', status = null, error = ?, ended_at = now()
            where id = ?
            """)
        .params(why, id)
        .update();
  }

  /** It was taken. */
  public void done(long id, int status) {
    jdbc.sql(
            """
            update webhook_deliveries set state = 'done', status = ?, error = null, ended_at = now()
            where id = ?
            """)
        .params(status, id)
        .update();
  }

  /**
   * It was not taken, and is tried again.
   *
   * @param status null where there was no answer
   */
  public void again(long id, Integer status, String error, Instant at) {
    jdbc.sql(
            """
            update webhook_deliveries set status = ?, error = ?, next_at = ?
            where id = ? and state = 'waiting'
            """)
        .params(status, error, at.atOffset(ZoneOffset.UTC), id)
        .update();
  }

  /** It was not taken, and is not tried again until somebody says so. */
  public void dead(long id, Integer status, String error) {
    jdbc.sql(
            """
            update webhook_deliveries set state = 'dead', status = ?, error = ?, ended_at = now()
            where id = ?
            """)
        .params(status, error, id)
        .update();
  }

  /** Nobody is told what waits for a receiver. */
  public void bury(UUID webhook, String why) {
    jdbc.sql(
            """
            update webhook_deliveries set state = 'dead', error = ?, ended_at = now()
            where webhook = ? and state = 'waiting'
            """)
        .params(why, webhook)
        .update();
  }

  /**
   * Sends one again, with the same key.
   *
   * @return empty where there is none
   */
  public Optional<Delivery> resend(UUID webhook, long id) {
    return jdbc.sql(
            """
            update webhook_deliveries set state = 'waiting', attempts = 0, next_at = now(),
              ended_at = null
            where webhook = ? and id = ?
            returning\s"""
                + COLUMNS)
        .params(webhook, id)
        .query((row, number) -> delivery(row))
        .optional();
  }

  /**
   * The newest first.
   *
   * @param state null for any
   * @param before only older ones than this; null for all
   */
  public List<Delivery> list(UUID webhook, State state, Long before, int most) {
    return jdbc.sql(listing(state))
        .param("webhook", webhook)
        .param("before", before == null ? Long.MAX_VALUE : before)
        .param("most", most)
        .query((row, number) -> delivery(row))
        .list();
  }

  static String listing(State state) {
    return "select "
        + COLUMNS
        + " from webhook_deliveries where webhook = :webhook and id < :before"
        + (state == null ? "" : " and state = '" + state.name().toLowerCase(Locale.ROOT) + "'")
        + " order by id desc limit :most";
  }

  /** Gives up what has waited since before a time, and forgets what ended before it. */
  public int forget(Instant before) {
    jdbc.sql(
            """
            update webhook_deliveries set state = 'dead', ended_at = now(),
              error = coalesce(error, 'It has waited too long.')
            where state = 'waiting' and made_at < ?
            """)
        .param(before.atOffset(ZoneOffset.UTC))
        .update();
    return jdbc.sql("delete from webhook_deliveries where state <> 'waiting' and ended_at < ?")
        .param(before.atOffset(ZoneOffset.UTC))
        .update();
  }

  private static Delivery delivery(ResultSet row) throws SQLException {
    OffsetDateTime ended = row.getObject(14, OffsetDateTime.class);
    OffsetDateTime at = row.getObject(15, OffsetDateTime.class);
    return new Delivery(
        row.getLong(1),
        row.getObject(2, UUID.class),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getObject(6, UUID.class),
        row.getString(7),
        State.valueOf(row.getString(8).toUpperCase(Locale.ROOT)),
        row.getInt(9),
        row.getObject(10, OffsetDateTime.class).toInstant(),
        row.getObject(11, Integer.class),
        row.getString(12),
        row.getObject(13, OffsetDateTime.class).toInstant(),
        ended == null ? null : ended.toInstant(),
        at == null ? null : at.toInstant());
  }
}
