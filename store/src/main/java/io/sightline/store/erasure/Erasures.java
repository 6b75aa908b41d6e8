package io.sightline.store.erasure;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.domain.privacy.PlateKeys;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What is to be erased, how far that is, and the tombstones that keep it so. */
public final class Erasures {
  private static final String COLUMNS =
      "select id, site, track, from_at, to_at, reason, made_by, made_at, state, counts, error,"
          + " ended_at from erasures ";

  private final JdbcClient jdbc;
  private final TransactionTemplate transactions;

  public Erasures(DataSource database) {
    this.jdbc = JdbcClient.create(database);
    this.transactions = new TransactionTemplate(new JdbcTransactionManager(database));
  }

  /**
   * What to erase.
   *
   * @param track null for every track of the plates
   * @param plates in any spelling; none where only the track is known
   * @param spellings how the plates may stand in rows
   * @param to exclusive
   * @param reason why, for those who ask later
   * @param madeBy the user
   */
  public record Wanted(
      String site,
      UUID track,
      List<String> plates,
      Collection<String> spellings,
      Instant from,
      Instant to,
      String reason,
      String madeBy) {}

  /**
   * A request. Which plate it was about is not told.
   *
   * @param track null for all of a plate
   * @param to exclusive
   * @param madeBy null where there is no such user any more
   * @param state {@code requested}, {@code running}, {@code held} or {@code done}
   * @param counts what was blanked, by table; pictures and messages that were deleted
   * @param error why it does not go on; null when it does
   * @param endedAt null until it is done
   */
  public record Erasure(
      long id,
      String site,
      UUID track,
      Instant from,
      Instant to,
      String reason,
      String madeBy,
      Instant madeAt,
      String state,
      SortedMap<String, Long> counts,
      String error,
      Instant endedAt) {}

  /**
   * Asks for an erasure. From its commit on nobody writes the plates any more.
   *
   * @return the new one's id
   * @throws BadInput when the key is another than that of earlier erasures
   */
  public long request(Wanted wanted, PlateKeys keys) {
    return transactions.execute(
        status -> {
          Tombstones.keep(jdbc, keys);
          long id =
              jdbc.sql(
                      """
                      insert into erasures (site, track, spellings, from_at, to_at, reason, made_by)
                      values (?, ?, ?, ?, ?, ?, ?) returning id
                      """)
                  .params(
                      wanted.site(),
                      wanted.track(),
                      wanted.spellings().toArray(String[]::new),
                      time(wanted.from()),
                      time(wanted.to()),
                      wanted.reason().replace("\0", ""),
                      wanted.madeBy())
                  .query(Long.class)
                  .single();
          for (String plate : wanted.plates()) {
            tombstone(id, wanted, keys.mark(wanted.site(), plate), null);
          }
          if (wanted.track() != null) {
            tombstone(id, wanted, null, wanted.track());
          }
          return id;
        });
  }

  private void tombstone(long erasure, Wanted wanted, byte[] mark, UUID track) {
    jdbc.sql(
            """
            insert into plate_tombstones (erasure, site, mark, track, from_at, to_at)
            values (?, ?, ?, ?, ?, ?)
            """)
        .params(erasure, wanted.site(), mark, track, time(wanted.from()), time(wanted.to()))
        .update();
  }

  private static OffsetDateTime time(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }

  public Optional<Erasure> find(long id) {
    return jdbc.sql(COLUMNS + "where id = ?")
        .param(id)
        .query((row, number) -> erasure(row))
        .optional();
  }

  /**
   * The newest first.
   *
   * @param site null for all
   * @param before only older ones than this; null for all
   * @param most at most so many
   */
  public List<Erasure> list(String site, Long before, int most) {
    return jdbc.sql(
            COLUMNS
                + "where (:site::text is null or site = :site) and id < :before order by id desc"
                + " limit :most")
        .param("site", site)
        .param("before", before == null ? Long.MAX_VALUE : before)
        .param("most", most)
        .query((row, number) -> erasure(row))
        .list();
  }

  private static Erasure erasure(ResultSet row) throws SQLException {
    OffsetDateTime ended = row.getObject(12, OffsetDateTime.class);
    SortedMap<String, Long> counts = new TreeMap<>();
    Map<?, ?> counted = Json.read(row.getString(10), Map.class);
    counted.forEach((table, count) -> counts.put((String) table, ((Number) count).longValue()));
    return new Erasure(
        row.getLong(1),
        row.getString(2),
        row.getObject(3, UUID.class),
        row.getObject(4, OffsetDateTime.class).toInstant(),
        row.getObject(5, OffsetDateTime.class).toInstant(),
        row.getString(6),
        row.getString(7),
        row.getObject(8, OffsetDateTime.class).toInstant(),
        row.getString(9),
        counts,
        row.getString(11),
        ended == null ? null : ended.toInstant());
  }

  /**
   * What is known of the plate of a track, in all runs.
   *
   * @param texts as they stand in the facts
   * @param first earliest read
   * @param last latest read
   */
  public record TrackPlate(List<String> texts, Instant first, Instant last) {}

  /** Empty when no plate was read on such a track of the site. */
  public Optional<TrackPlate> ofTrack(String site, UUID track) {
    return jdbc.sql(
            """
            select array_agg(distinct text), min(at), max(greatest(at, to_timestamp(revision / 1000.0)))
            from plate_reads where track = ? and site = ? and text <> ''
            """)
        .params(track, site)
        .query(
            (row, number) ->
                row.getArray(1) == null
                    ? Optional.<TrackPlate>empty()
                    : Optional.of(
                        new TrackPlate(
                            List.of((String[]) row.getArray(1).getArray()),
                            row.getObject(2, OffsetDateTime.class).toInstant(),
                            row.getObject(3, OffsetDateTime.class).toInstant())))
        .single();
  }
}
