package io.sightline.store.alerts;

import io.sightline.domain.facts.Alert;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What nobody wants to be told of for a while. */
public final class SilenceRows {
  private static final String COLUMNS =
      """
      id, site, alert_kind, camera, entry, place, role, begins_at, ends_at, reason, made_by, made_at
      """;

  private final JdbcClient jdbc;

  public SilenceRows(DataSource database) {
    this.jdbc = JdbcClient.create(database);
  }

  /**
   * A silence: of alerts of which all that is not null is true.
   *
   * @param kind of alerts, as it stands in rows
   * @param entry of a watchlist
   * @param place id of a spot or zone
   * @param role people of this role are not shown them; null for everybody, and for receivers
   * @param beginsAt event time
   * @param endsAt event time; is no part of it
   * @param reason null for none
   * @param madeBy null where there is no such user any more
   */
  public record Silence(
      UUID id,
      String site,
      String kind,
      String camera,
      String entry,
      String place,
      String role,
      Instant beginsAt,
      Instant endsAt,
      String reason,
      String madeBy,
      Instant madeAt) {

    /**
     * Whether receivers are not told of an alert.
     *
     * @param camera null for none; so are entry and place
     */
    public boolean covers(
        String ofSite, String ofKind, String ofCamera, String ofEntry, String at, Instant when) {
      return role == null
          && site.equals(ofSite)
          && !when.isBefore(beginsAt)
          && when.isBefore(endsAt)
          && is(kind, ofKind)
          && is(camera, ofCamera)
          && is(entry, ofEntry)
          && is(place, at);
    }

    /** Whether receivers are not told of an alert. */
    public boolean covers(Alert alert) {
      return covers(
          alert.head().site(),
          alert.kind().key(),
          alert.camera(),
          alert.entry(),
          alert.place(),
          Instant.ofEpochMilli(alert.head().atMillis()));
    }

    private static boolean is(String wanted, String word) {
      return wanted == null || wanted.equals(word);
    }
  }

  /** Where one stands in lists. */
  public record Place(Instant endsAt, UUID id) {}

  /** Whether an alert of the table {@code alerts} is silent for a role at its site. */
  static String condition() {
    return """
        exists (select from silences s where s.site = alerts.site
          and alerts.at >= s.begins_at and alerts.at < s.ends_at
          and (s.alert_kind is null or s.alert_kind = alerts.kind)
          and (s.camera is null or s.camera = alerts.camera)
          and (s.entry is null or s.entry = alerts.entry)
          and (s.place is null or s.place = alerts.place)
          and (s.role is null
            or s.role = coalesce(cast(:roles as jsonb) ->> alerts.site, 'admin')))
        """;
  }

  /**
   * @param silence its id and the time when it is made are not looked at
   */
  public Silence add(Silence silence) {
    return jdbc.sql(
            """
            insert into silences (site, alert_kind, camera, entry, place, role, begins_at, ends_at,
              reason, made_by)
            values (:site, :kind, :camera, :entry, :place, :role, :begins, :ends, :reason, :by)
            returning\s"""
                + COLUMNS)
        .param("site", silence.site())
        .param("kind", silence.kind())
        .param("camera", silence.camera())
        .param("entry", silence.entry())
        .param("place", silence.place())
        .param("role", silence.role())
        .param("begins", silence.beginsAt().atOffset(ZoneOffset.UTC))
        .param("ends", silence.endsAt().atOffset(ZoneOffset.UTC))
        .param("reason", silence.reason())
        .param("by", silence.madeBy())
        .query((row, number) -> silence(row))
        .single();
  }

  public Optional<Silence> find(UUID id) {
    return jdbc.sql("select " + COLUMNS + " from silences where id = ?")
        .param(id)
        .query((row, number) -> silence(row))
        .optional();
  }

  /** Of a site, those that are not over. */
  public int count(String site) {
    return jdbc.sql("select count(*) from silences where site = ? and ends_at > now()")
        .param(site)
        .query(Integer.class)
        .single();
  }

  /** Ends one now, so that what was silent stays so; one that has not begun is taken away. */
  public void end(UUID id) {
    jdbc.sql("delete from silences where id = ? and begins_at >= now()").param(id).update();
    jdbc.sql("update silences set ends_at = now() where id = ? and ends_at > now()")
        .param(id)
        .update();
  }

  /**
   * Those that end last first.
   *
   * @param sites only theirs; null for all
   * @param active only those that are not over
   * @param before only those that end earlier; null for all
   */
  public List<Silence> list(Collection<String> sites, boolean active, Place before, int most) {
    return jdbc.sql(listing(active, before))
        .param("sites", sites == null ? null : sites.toArray(String[]::new))
        .param("beforeAt", before == null ? null : before.endsAt().atOffset(ZoneOffset.UTC))
        .param("beforeId", before == null ? null : before.id())
        .param("most", most)
        .query((row, number) -> silence(row))
        .list();
  }

  static String listing(boolean active, Place before) {
    return "select "
        + COLUMNS
        + " from silences where (cast(:sites as text[]) is null or site = any (:sites))"
        + (active ? " and ends_at > now()" : "")
        + (before == null ? "" : " and (ends_at, id) < (:beforeAt, :beforeId)")
        + " order by ends_at desc, id desc limit :most";
  }

  /**
   * Those of receivers that may concern what comes now.
   *
   * @param late how late it may come
   */
  public List<Silence> ofReceivers(Duration late) {
    return jdbc.sql(
            "select "
                + COLUMNS
                + " from silences where role is null and ends_at > now() - ? * interval '1 millisecond'")
        .param(late.toMillis())
        .query((row, number) -> silence(row))
        .list();
  }

  private static Silence silence(ResultSet row) throws SQLException {
    return new Silence(
        row.getObject(1, UUID.class),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        row.getObject(8, OffsetDateTime.class).toInstant(),
        row.getObject(9, OffsetDateTime.class).toInstant(),
        row.getString(10),
        row.getString(11),
        row.getObject(12, OffsetDateTime.class).toInstant());
  }
}
