package io.sightline.store.statements;

import io.sightline.domain.geometry.Box;
import io.sightline.domain.statements.InsideStatement;
import io.sightline.domain.statements.PlateCorrection;
import io.sightline.domain.statements.Statements;
import io.sightline.domain.statements.WatchlistChange;
import io.sightline.domain.watchlist.WatchPattern;
import io.sightline.domain.watchlist.WatchlistEntry.Match;
import io.sightline.store.DatabaseAddress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The statements in a database, for runs. Asked only when a record is stamped with a new number.
 */
public record StoredStatements(DatabaseAddress database) implements Statements {
  static final String CORRECTIONS =
      """
      select number, camera, at, track, x, y, width, height, became from corrections
      where site = ? and camera = ? and number > ? and number <= ? and at >= ? and erased_at is null
      order by number
      """;

  static final String COUNTS =
      """
      select number, level, at, vehicles from inside_statements
      where site = ? and number > ? and number <= ? and at >= ? order by number
      """;

  static final String WATCHLIST =
      """
      select number, bolo, made_at, pattern, match, valid_from, valid_to from watchlist_changes
      where site = ? and number > ? and number <= ? order by number
      """;

  /** The earliest time that is asked for; the database knows none of Java's earliest. */
  private static final long EARLIEST_MILLIS = 0;

  @Override
  public List<PlateCorrection> corrections(String site, String camera, Range range) {
    return ask(
        "corrections of camera '" + camera + "'",
        jdbc ->
            jdbc.sql(CORRECTIONS)
                .params(site, camera, range.after(), range.upTo(), since(range))
                .query((row, number) -> correction(row))
                .list());
  }

  @Override
  public List<InsideStatement> counts(String site, Range range) {
    return ask(
        "counts of site '" + site + "'",
        jdbc ->
            jdbc.sql(COUNTS)
                .params(site, range.after(), range.upTo(), since(range))
                .query(
                    (row, number) ->
                        new InsideStatement(
                            row.getLong(1), row.getString(2), millis(row, 3), row.getInt(4)))
                .list());
  }

  @Override
  public List<WatchlistChange> watchlist(String site, long after, long upTo) {
    return ask(
        "watchlist of site '" + site + "'",
        jdbc ->
            jdbc.sql(WATCHLIST)
                .params(site, after, upTo)
                .query((row, number) -> change(row))
                .list());
  }

  private static WatchlistChange change(ResultSet row) throws SQLException {
    String pattern = row.getString(4);
    return new WatchlistChange(
        row.getLong(1),
        row.getString(2),
        millis(row, 3),
        pattern == null
            ? null
            : WatchPattern.of(Match.valueOf(row.getString(5).toUpperCase(Locale.ROOT)), pattern),
        millis(row, 6),
        row.getObject(7) == null ? Long.MAX_VALUE : millis(row, 7));
  }

  /** Number of the newest statement about a site; 0 for none. */
  public static long newest(JdbcClient jdbc, String site) {
    return jdbc.sql("select newest from statement_numbers where site = ?")
        .param(site)
        .query(Long.class)
        .optional()
        .orElse(0L);
  }

  private <T> List<T> ask(String what, Function<JdbcClient, List<T>> question) {
    try {
      return database.with(question);
    } catch (DataAccessException e) {
      throw new IllegalStateException(
          "The " + what + " cannot be read: " + e.getMostSpecificCause().getMessage(), e);
    }
  }

  private static OffsetDateTime since(Range range) {
    return Instant.ofEpochMilli(Math.max(EARLIEST_MILLIS, range.sinceMillis()))
        .atOffset(ZoneOffset.UTC);
  }

  private static PlateCorrection correction(ResultSet row) throws SQLException {
    float left = row.getInt(5);
    float top = row.getInt(6);
    return new PlateCorrection(
        row.getLong(1),
        row.getString(2),
        millis(row, 3),
        row.getString(4),
        new Box(left, top, left + row.getInt(7), top + row.getInt(8)),
        row.getString(9));
  }

  private static long millis(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant().toEpochMilli();
  }
}
