package io.sightline.store.deliveries;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Those who are told of facts. */
public final class WebhookRows {
  private static final String COLUMNS =
      """
      id, origin, url, description, site, kinds, cameras, entries, alert_kinds, hours, revisions,
      cool_down_ms, after_ms, within_ms, method, active, secret, api_key, missed, ended, made_by,
      made_at, changed_at, made_xid::text
      """;

  private final JdbcClient jdbc;
  private final TransactionTemplate transactions;

  public WebhookRows(DataSource database) {
    this.jdbc = JdbcClient.create(database);
    this.transactions = new TransactionTemplate(new JdbcTransactionManager(database));
  }

  /** Who said that somebody is to be told. */
  public enum Origin {
    PEOPLE,
    /** An entry of a watchlist in a site's file. */
    SITE_FILE,
    SETTINGS;

    /** As it is written. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** How a receiver over HTTP is asked. */
  public enum Method {
    POST,
    PUT,
    /** For what understands nothing but its address, such as a relay; no body is sent. */
    GET
  }

  /**
   * What somebody is told of; null for all.
   *
   * @param kinds of facts, sorted; never null
   * @param entries of watchlists, whose alerts they are
   * @param alertKinds as they stand in rows
   * @param hours of the week, as clocks at the site show them
   */
  public record Filter(
      String site,
      SortedSet<String> kinds,
      SortedSet<String> cameras,
      SortedSet<String> entries,
      SortedSet<String> alertKinds,
      String hours) {}

  /**
   * How somebody is told.
   *
   * @param revisions whether each revision is told, and not each fact once
   * @param coolDown least event time between two alerts of the same cause
   * @param after an alert is told when nobody has seen to it for so long
   * @param within what is older is not told any more; zero for never
   */
  public record Manner(
      boolean revisions, Duration coolDown, Duration after, Duration within, Method method) {
    public static final Manner USUAL =
        new Manner(false, Duration.ZERO, Duration.ZERO, Duration.ZERO, Method.POST);
  }

  /**
   * Somebody who is told.
   *
   * @param url {@code http}, {@code https} or {@code mailto}
   * @param description null for none
   * @param secret sealed
   * @param apiKey sealed; null for none
   * @param missed how many facts were not told since too many waited
   * @param ended why the receiver does not want to be told any more; null where it does
   * @param since of what was committed by earlier transactions nobody is told
   * @param madeBy null where there is no such user any more
   */
  public record Webhook(
      UUID id,
      Origin origin,
      String url,
      String description,
      Filter filter,
      Manner manner,
      boolean active,
      String secret,
      String apiKey,
      long missed,
      String ended,
      long since,
      String madeBy,
      Instant madeAt,
      Instant changedAt) {

    /** One that is not stored yet. */
    public static Webhook of(
        UUID id,
        Origin origin,
        String url,
        String description,
        Filter filter,
        Manner manner,
        boolean active,
        String secret,
        String apiKey,
        String madeBy) {
      return new Webhook(
          id,
          origin,
          url,
          description,
          filter,
          manner,
          active,
          secret,
          apiKey,
          0,
          null,
          0,
          madeBy,
          null,
          null);
    }

    /** The same, told or not. */
    public Webhook when(boolean active) {
      return new Webhook(
          id,
          origin,
          url,
          description,
          filter,
          manner,
          active,
          secret,
          apiKey,
          missed,
          ended,
          since,
          madeBy,
          madeAt,
          changedAt);
    }
  }

  /** Where one stands in lists. */
  public record Place(Instant madeAt, UUID id) {}

  /**
   * @param webhook its times and counts are not looked at
   */
  public Webhook add(Webhook webhook) {
    return add(webhook, "pg_current_xact_id()");
  }

  private Webhook add(Webhook webhook, String since) {
    return values(
            """
            insert into webhooks (id, origin, url, description, site, kinds, cameras, entries,
              alert_kinds, hours, revisions, cool_down_ms, after_ms, within_ms, method, active, secret,
              api_key, made_by, made_xid)
            values (:id, :origin, :url, :description, :site, :kinds, :cameras, :entries, :alertKinds,
              :hours, :revisions, :coolDown, :after, :within, :method, :active, :secret, :apiKey, :by,
            """
                + since
                + ") returning "
                + COLUMNS,
            webhook)
        .param("origin", webhook.origin().word())
        .param("secret", webhook.secret())
        .param("by", webhook.madeBy())
        .query((row, number) -> webhook(row))
        .single();
  }

  /** Changes what people may change; whoever is switched on again is not ended any more. */
  public Optional<Webhook> change(Webhook webhook) {
    return values(
            """
            update webhooks set url = :url, description = :description, site = :site, kinds = :kinds,
              cameras = :cameras, entries = :entries, alert_kinds = :alertKinds, hours = :hours,
              revisions = :revisions, cool_down_ms = :coolDown, after_ms = :after,
              within_ms = :within, method = :method, api_key = :apiKey, active = :active,
              changed_at = now(),
              ended = case when :active then null else ended end,
              made_xid = case when :active and not active then pg_current_xact_id() else made_xid end
            where id = :id
            returning\s"""
                + COLUMNS,
            webhook)
        .query((row, number) -> webhook(row))
        .optional();
  }

  private JdbcClient.StatementSpec values(String sql, Webhook webhook) {
    Filter filter = webhook.filter();
    Manner manner = webhook.manner();
    return jdbc.sql(sql)
        .param("id", webhook.id())
        .param("url", webhook.url())
        .param("description", webhook.description())
        .param("site", filter.site())
        .param("kinds", array(filter.kinds()))
        .param("cameras", array(filter.cameras()))
        .param("entries", array(filter.entries()))
        .param("alertKinds", array(filter.alertKinds()))
        .param("hours", filter.hours())
        .param("revisions", manner.revisions())
        .param("coolDown", manner.coolDown().toMillis())
        .param("after", manner.after().toMillis())
        .param("within", manner.within().toMillis())
        .param("method", manner.method().name())
        .param("apiKey", webhook.apiKey())
        .param("active", webhook.active());
  }

  private static String[] array(Collection<String> texts) {
    return texts == null ? null : texts.toArray(String[]::new);
  }

  /**
   * Makes those of the settings, or of sites' files, what is wanted. Who stays, by its id, keeps
   * its secret and what waits for it.
   */
  public void settle(Origin origin, Collection<Webhook> wanted) {
    transactions.executeWithoutResult(
        status -> {
          jdbc.sql("select pg_advisory_xact_lock(hashtextextended('sightline webhooks', 0))")
              .query()
              .listOfRows();
          Map<UUID, Webhook> gone = new HashMap<>();
          jdbc.sql("select " + COLUMNS + " from webhooks where origin = ?")
              .param(origin.word())
              .query((row, number) -> webhook(row))
              .list()
              .forEach(one -> gone.put(one.id(), one));
          for (Webhook one : wanted) {
            Webhook known = gone.remove(one.id());
            if (known == null) {
              // What was found up to now is in the outbox, so that all that is found is news.
              add(one, "'0'");
            } else {
              change(one.when(known.active()));
            }
          }
          gone.keySet().forEach(this::remove);
        });
  }

  /**
   * @return whether there was one
   */
  public boolean remove(UUID id) {
    return jdbc.sql("delete from webhooks where id = ?").param(id).update() > 0;
  }

  public Optional<Webhook> find(UUID id) {
    return jdbc.sql("select " + COLUMNS + " from webhooks where id = ?")
        .param(id)
        .query((row, number) -> webhook(row))
        .optional();
  }

  /** Those that people have made. */
  public int count() {
    return jdbc.sql("select count(*) from webhooks where origin = 'people'")
        .query(Integer.class)
        .single();
  }

  /** All that are told now. */
  public List<Webhook> active() {
    return jdbc.sql("select " + COLUMNS + " from webhooks where active order by id")
        .query((row, number) -> webhook(row))
        .list();
  }

  /**
   * The newest first.
   *
   * @param before only older ones than this; null for all
   * @param most at most so many
   */
  public List<Webhook> list(Place before, int most) {
    return jdbc.sql(
            "select "
                + COLUMNS
                + " from webhooks where :madeAt::timestamptz is null or (made_at, id) <"
                + " (:madeAt::timestamptz, :id::uuid) order by made_at desc, id desc limit :most")
        .param("madeAt", before == null ? null : before.madeAt().atOffset(ZoneOffset.UTC))
        .param("id", before == null ? null : before.id())
        .param("most", most)
        .query((row, number) -> webhook(row))
        .list();
  }

  /** Tells nobody there any more, and says why. */
  public void end(UUID id, String why) {
    jdbc.sql("update webhooks set active = false, ended = ? where id = ?").params(why, id).update();
  }

  private static SortedSet<String> texts(Array array) throws SQLException {
    return array == null ? null : new TreeSet<>(List.of((String[]) array.getArray()));
  }

  private static Webhook webhook(ResultSet row) throws SQLException {
    return new Webhook(
        row.getObject("id", UUID.class),
        Origin.valueOf(row.getString("origin").toUpperCase(Locale.ROOT).replace('-', '_')),
        row.getString("url"),
        row.getString("description"),
        new Filter(
            row.getString("site"),
            texts(row.getArray("kinds")),
            texts(row.getArray("cameras")),
            texts(row.getArray("entries")),
            texts(row.getArray("alert_kinds")),
            row.getString("hours")),
        new Manner(
            row.getBoolean("revisions"),
            Duration.ofMillis(row.getLong("cool_down_ms")),
            Duration.ofMillis(row.getLong("after_ms")),
            Duration.ofMillis(row.getLong("within_ms")),
            Method.valueOf(row.getString("method"))),
        row.getBoolean("active"),
        row.getString("secret"),
        row.getString("api_key"),
        row.getLong("missed"),
        row.getString("ended"),
        Long.parseLong(row.getString("made_xid")),
        row.getString("made_by"),
        row.getObject("made_at", OffsetDateTime.class).toInstant(),
        row.getObject("changed_at", OffsetDateTime.class).toInstant());
  }
}
