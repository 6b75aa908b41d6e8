package io.sightline.store.deliveries;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Those who are told of facts. */
public final class WebhookRows {
  private static final String COLUMNS =
      """
      id, site, url, description, kinds, cameras, revisions, active, secret, missed, ended, made_by,
      made_at, changed_at, made_xid::text
      """;

  private final JdbcClient jdbc;

  public WebhookRows(DataSource database) {
    this.jdbc = JdbcClient.create(database);
  }

  /**
   * Somebody who is told.
   *
   * @param site null for all
   * @param description null for none
   * @param kinds of facts, sorted
   * @param cameras only of these; null for all
   * @param revisions whether each revision is told, and not each fact once
   * @param secret sealed
   * @param missed how many facts were not told since too many waited
   * @param ended why the receiver does not want to be told any more; null where it does
   * @param since of what was committed by earlier transactions nobody is told
   * @param madeBy null where there is no such user any more
   */
  public record Webhook(
      UUID id,
      String site,
      String url,
      String description,
      SortedSet<String> kinds,
      SortedSet<String> cameras,
      boolean revisions,
      boolean active,
      String secret,
      long missed,
      String ended,
      long since,
      String madeBy,
      Instant madeAt,
      Instant changedAt) {}

  /** Where one stands in lists. */
  public record Place(Instant madeAt, UUID id) {}

  /**
   * @param webhook its times and counts are not looked at
   */
  public Webhook add(Webhook webhook) {
    return values(
            """
            insert into webhooks (id, site, url, description, kinds, cameras, revisions, active, secret,
              made_by)
            values (:id, :site, :url, :description, :kinds, :cameras, :revisions, :active, :secret, :by)
            returning\s"""
                + COLUMNS,
            webhook)
        .param("secret", webhook.secret())
        .param("by", webhook.madeBy())
        .query((row, number) -> webhook(row))
        .single();
  }

  /** Changes what people may change; whoever is switched on again is not ended any more. */
  public Optional<Webhook> change(Webhook webhook) {
    return values(
            """
            update webhooks set site = :site, url = :url, description = :description, kinds = :kinds,
              cameras = :cameras, revisions = :revisions, active = :active, changed_at = now(),
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
    return jdbc.sql(sql)
        .param("id", webhook.id())
        .param("site", webhook.site())
        .param("url", webhook.url())
        .param("description", webhook.description())
        .param("kinds", webhook.kinds().toArray(String[]::new))
        .param(
            "cameras", webhook.cameras() == null ? null : webhook.cameras().toArray(String[]::new))
        .param("revisions", webhook.revisions())
        .param("active", webhook.active());
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

  public int count() {
    return jdbc.sql("select count(*) from webhooks").query(Integer.class).single();
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
        row.getObject(1, UUID.class),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        texts(row.getArray(5)),
        texts(row.getArray(6)),
        row.getBoolean(7),
        row.getBoolean(8),
        row.getString(9),
        row.getLong(10),
        row.getString(11),
        Long.parseLong(row.getString(15)),
        row.getString(12),
        row.getObject(13, OffsetDateTime.class).toInstant(),
        row.getObject(14, OffsetDateTime.class).toInstant());
  }
}
