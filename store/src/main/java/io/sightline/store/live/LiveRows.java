package io.sightline.store.live;

import io.sightline.store.DatabaseAddress;
import io.sightline.store.facts.FactKind;
import io.sightline.store.facts.FactKinds;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.postgresql.PGConnection;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Reads what is new of the live run, over a connection of its own. A position is a transaction id:
 * everything that older transactions wrote has been read. Readers advance to the oldest transaction
 * that is still open, so that a row that commits late is never passed over. Used by one thread.
 */
public final class LiveRows implements AutoCloseable {
  /** What is told of cameras beside facts; a row each, no pixels. */
  private static final String CAMERAS = "cameras";

  /** The longest that a fact may be revised after its time. */
  private static final String RECENT = " and at > now() - interval '10 days'";

  private final Connection connection;
  private final SingleConnectionDataSource database;
  private final JdbcClient jdbc;
  private final String between;

  private LiveRows(Connection connection, FactKinds kinds) {
    this.connection = connection;
    this.between = query(kinds);
    this.database = new SingleConnectionDataSource(connection, true);
    this.jdbc = JdbcClient.create(database);
  }

  /**
   * @param kinds of facts that are told, those of them that have a feed
   * @throws DataAccessResourceFailureException when the database does not answer
   */
  public static LiveRows open(DatabaseAddress address, FactKinds kinds) {
    try {
      Connection connection = address.connect();
      try (Statement statement = connection.createStatement()) {
        statement.execute("set TimeZone = 'UTC'");
        statement.execute("set statement_timeout = '10s'");
        return new LiveRows(connection, kinds);
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new DataAccessResourceFailureException("The database does not answer.", e);
    }
  }

  /**
   * A row that is new.
   *
   * @param xid the transaction that wrote it
   * @param feed what listeners ask for to be told of it
   * @param json the row as an object, with its kind and cursor
   */
  public record Row(long xid, String feed, String site, String json) {}

  /**
   * How far transactions have come.
   *
   * @param xmin the oldest that is open; everything older is known
   * @param xmax the first that has not begun
   */
  public record Position(long xmin, long xmax) {
    /** Whether none is open. */
    public boolean isQuiet() {
      return xmin == xmax;
    }
  }

  /** What can be asked for, sorted. */
  public static SortedSet<String> feeds(FactKinds kinds) {
    TreeSet<String> feeds = new TreeSet<>(Set.of(CAMERAS));
    told(kinds).forEach(kind -> feeds.add(kind.feed()));
    return feeds;
  }

  private static List<FactKind<?>> told(FactKinds kinds) {
    List<FactKind<?>> told = new ArrayList<>(kinds.all());
    told.removeIf(kind -> kind.feed() == null);
    return told;
  }

  private static String query(FactKinds kinds) {
    List<String> selects = new ArrayList<>();
    selects.add(select(CAMERAS, "camera_latest", ""));
    told(kinds)
        .forEach(
            kind -> selects.add(select(kind.feed(), kind.name(), " and run = 'live'" + RECENT)));
    return String.join(" union all ", selects) + " order by xid, at limit :most";
  }

  private static String select(String feed, String table, String condition) {
    return """
        (select written_xid as xid, '%s' as feed, site, at,
          (to_jsonb(t) - '{written_xid,code_version}'::text[]
            || jsonb_build_object('kind', '%s', 'cursor', written_xid::text))::text as row
        from %s t where written_xid >= :from::xid8 and written_xid < :to::xid8%s
        order by written_xid limit :most)"""
        .formatted(feed, table, table, condition);
  }

  /** Has {@link #await} wake as soon as a live row is committed. */
  public void listen() {
    jdbc.sql("listen sightline_live").update();
  }

  /**
   * Waits until something was committed since the last look, or the time is up.
   *
   * @throws DataAccessResourceFailureException when the connection is lost
   */
  public void await(int millis) {
    try {
      connection.unwrap(PGConnection.class).getNotifications(millis);
    } catch (SQLException e) {
      throw new DataAccessResourceFailureException("The live rows' connection is lost.", e);
    }
  }

  public Position position() {
    return jdbc.sql(
            """
            select pg_snapshot_xmin(s)::text, pg_snapshot_xmax(s)::text
            from pg_current_snapshot() s
            """)
        .query(
            (row, number) ->
                new Position(Long.parseLong(row.getString(1)), Long.parseLong(row.getString(2))))
        .single();
  }

  /**
   * Rows of transactions from one position to another, in their order.
   *
   * @param to exclusive
   * @param most at most so many; where there are more, the last transaction is not whole
   */
  public List<Row> between(long from, long to, int most) {
    return jdbc.sql(between)
        .param("from", Long.toString(from))
        .param("to", Long.toString(to))
        .param("most", most)
        .query(
            (row, number) ->
                new Row(
                    Long.parseLong(row.getString(1)),
                    row.getString(2),
                    row.getString(3),
                    row.getString(5)))
        .list();
  }

  @Override
  public void close() {
    database.destroy();
  }
}
