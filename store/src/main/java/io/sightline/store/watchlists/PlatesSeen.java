package io.sightline.store.watchlists;

import io.sightline.domain.plates.NormalPlate;
import io.sightline.domain.watchlist.WatchPattern;
import io.sightline.domain.watchlist.WatchlistEntry.Match;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Plates that were read at a site, for whoever asks which of them a pattern would have found. */
public final class PlatesSeen {
  /** Rows of the database that are in memory at once. */
  private static final int FETCHED = 1_000;

  private final JdbcClient jdbc;

  /** Only within one does the database hand rows out little by little. */
  private final TransactionTemplate transactions;

  public PlatesSeen(DataSource database) {
    this.jdbc = JdbcClient.create(database);
    this.transactions = new TransactionTemplate(new JdbcTransactionManager(database));
    transactions.setReadOnly(true);
  }

  /**
   * A plate that was read.
   *
   * @param tracks on how many tracks
   * @param camera that read it last
   */
  public record Seen(String plate, long tracks, Instant first, Instant last, String camera) {}

  /**
   * What a pattern would have found in the live run, in the plates' order.
   *
   * @param pattern held against every plate of that time
   * @param most at most so many
   */
  public List<Seen> matching(
      String site, WatchPattern pattern, Instant from, Instant to, int most) {
    return transactions.execute(status -> read(site, pattern, from, to, most));
  }

  private List<Seen> read(String site, WatchPattern pattern, Instant from, Instant to, int most) {
    List<Seen> found = new ArrayList<>();
    try (Stream<Seen> all =
        jdbc
            .sql(sql(pattern))
            .withFetchSize(FETCHED)
            .params(parameters(site, pattern, from, to))
            .query(
                (row, number) ->
                    new Seen(
                        row.getString(1),
                        row.getLong(2),
                        row.getObject(3, OffsetDateTime.class).toInstant(),
                        row.getObject(4, OffsetDateTime.class).toInstant(),
                        row.getString(5)))
            .stream()) {
      all.filter(seen -> pattern.matches(NormalPlate.of(seen.plate())))
          .limit(most)
          .forEach(found::add);
    }
    return found;
  }

  /** Patterns that begin with a character need only the plates that do. */
  static String sql(WatchPattern pattern) {
    return """
        select text, count(*), min(at), max(at), (array_agg(camera order by at desc))[1]
        from plate_reads
        where run = 'live' and site = :site and at >= :from and at < :to and not retracted
        """
        + (first(pattern) == null ? "" : " and text >= :first and text < :behind ")
        + "group by text order by text";
  }

  private static Character first(WatchPattern pattern) {
    boolean begins =
        pattern.match() == Match.EXACT
            || (pattern.match() == Match.WILDCARD
                && Character.isLetterOrDigit(pattern.text().charAt(0)));
    return begins && pattern.text().charAt(0) < 128 ? (Character) pattern.text().charAt(0) : null;
  }

  static Map<String, Object> parameters(
      String site, WatchPattern pattern, Instant from, Instant to) {
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("site", site);
    parameters.put("from", from.atOffset(ZoneOffset.UTC));
    parameters.put("to", to.atOffset(ZoneOffset.UTC));
    Character first = first(pattern);
    if (first != null) {
      parameters.put("first", first.toString());
      parameters.put("behind", Character.toString(first + 1));
    }
    return parameters;
  }
}
