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
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Reads what is new of the live run, over a connection of its own. What is new is what was
 * committed between two snapshots, so a transaction that stays open hides nobody else's rows, and a
 * row that commits late is never passed over. Used by one thread, but for {@link #abort}.
 */
public final class LiveRows implements AutoCloseable {
  /** What is told of cameras beside facts; a row each, no pixels. */
  private static final String CAMERAS = "cameras";

  private static final String CAMERA_LATEST = "camera_latest";

  /** Columns that are of the house. */
  private static final String UNTOLD =
      "{written_xid,recorded_at,code_version,erased_at,frame_at,down_since}";

  private static final int MOST_OF_A_TRANSACTION = 200_000;

  /** The longest that a fact may be revised after its time. */
  private static final String RECENT = " and at > now() - interval '10 days'";

  /** The longest that a connection may be silent when it is only asked how far things are. */
  private static final int PULSE_MILLIS = 3_000;

  /** A little longer than a statement may take. */
  private static final int ANSWER_MILLIS = 15_000;

  /** As every other door writes times. */
  private static final String TIME =
      "to_char(%s at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')";

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
   * @param feed what listeners ask for to be told of it and its like
   * @param kind its own name, which they can ask for, too
   * @param json the row as an object, with its kind and cursor
   */
  public record Row(long xid, String feed, String kind, String site, String json) {}

  /** What can be asked for, sorted. */
  public static SortedSet<String> feeds(FactKinds kinds) {
    TreeSet<String> feeds = new TreeSet<>(Set.of(CAMERAS));
    told(kinds).forEach(kind -> feeds.add(kind.feed()));
    return feeds;
  }

  /** The kinds of rows that are told, sorted: each is also its messages' {@code kind}. */
  public static SortedSet<String> kinds(FactKinds kinds) {
    TreeSet<String> names = new TreeSet<>(Set.of(CAMERA_LATEST));
    told(kinds).forEach(kind -> names.add(kind.name()));
    return names;
  }

  private static List<FactKind<?>> told(FactKinds kinds) {
    List<FactKind<?>> told = new ArrayList<>(kinds.all());
    told.removeIf(kind -> kind.feed() == null);
    return told;
  }

  private static String query(FactKinds kinds) {
    List<String> selects = new ArrayList<>();
    selects.add(select(CAMERAS, CAMERA_LATEST, times(List.of("at")), ""));
    told(kinds)
        .forEach(
            kind ->
                selects.add(
                    select(
                        kind.feed(),
                        kind.name(),
                        times(kind.timeColumns()) + otherNames(kind),
                        " and run = 'live'" + RECENT)));
    return String.join(" union all ", selects) + " order by xid, at limit :most";
  }

  private static String times(List<String> columns) {
    return columns.stream()
        .map(column -> ", '" + column + "', " + TIME.formatted(column))
        .collect(Collectors.joining());
  }

  private static String otherNames(FactKind<?> kind) {
    return kind.otherNamesInMessages().entrySet().stream()
        .map(name -> ", '" + name.getValue() + "', t." + name.getKey())
        .collect(Collectors.joining());
  }

  /**
   * @param told pairs of a member and its value, each behind a comma
   */
  private static String select(String feed, String table, String told, String condition) {
    return """
        (select written_xid as xid, '%1$s' as feed, '%2$s' as kind, site, at,
          (to_jsonb(t) - '%5$s'::text[]
            || jsonb_build_object('kind', '%2$s',
              'cursor', least(written_xid, :closed::xid8)::text%4$s))::text as row
        from %2$s t where written_xid >= :from::xid8 and written_xid < :to::xid8
          and written_xid <> all (:stillOpen::text::xid8[])%3$s
        order by written_xid limit :most)
        union all
        (select written_xid, '%1$s', '%2$s', site, at,
          (to_jsonb(t) - '%5$s'::text[]
            || jsonb_build_object('kind', '%2$s',
              'cursor', least(written_xid, :closed::xid8)::text%4$s))::text
        from %2$s t where written_xid = any (:wasOpen::text::xid8[])
          and written_xid >= :lateFrom::xid8
          and written_xid <> all (:stillOpen::text::xid8[])%3$s
        order by written_xid limit :most)"""
        .formatted(feed, table, condition, told, UNTOLD);
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

  /**
   * Which transactions have ended by now.
   *
   * @throws DataAccessResourceFailureException when the connection is lost, also without a word
   */
  public LiveSnapshot snapshot() {
    patience(PULSE_MILLIS);
    try {
      return LiveSnapshot.parse(
          jdbc.sql("select pg_current_snapshot()::text").query(String.class).single());
    } finally {
      patience(ANSWER_MILLIS);
    }
  }

  private void patience(int millis) {
    try {
      connection.setNetworkTimeout(Runnable::run, millis);
    } catch (SQLException e) {
      throw new DataAccessResourceFailureException("The live rows' connection is lost.", e);
    }
  }

  /**
   * Rows that were committed after one snapshot and before another, in the order of their
   * transactions. A row's cursor is one that whoever was told it, and all before it, misses nothing
   * from.
   *
   * @param from only of this transaction and later ones
   * @param most at most so many; where there are more, the last transaction is not whole
   */
  public List<Row> between(LiveSnapshot old, LiveSnapshot now, long from, int most) {
    return jdbc.sql(between)
        .param("from", Long.toString(Math.max(from, old.xmax())))
        .param("lateFrom", Long.toString(from))
        .param("to", Long.toString(now.xmax()))
        .param("closed", Long.toString(now.xmin()))
        .param("wasOpen", old.openAsArray())
        .param("stillOpen", now.openAsArray())
        .param("most", most)
        .query(
            (row, number) ->
                new Row(
                    Long.parseLong(row.getString(1)),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getString(6)))
        .list();
  }

  /**
   * Tells rows that were committed after one snapshot and before another, in the order of their
   * transactions, a part at a time.
   *
   * @param rowsAtOnce that are held at a time, unless one transaction wrote more
   * @param goOn asked before each part whether to go on
   * @return whether all were told
   */
  public boolean tell(
      LiveSnapshot old,
      LiveSnapshot now,
      int rowsAtOnce,
      BooleanSupplier goOn,
      Consumer<List<Row>> listener) {
    long from = 0;
    while (goOn.getAsBoolean()) {
      List<Row> rows = between(old, now, from, rowsAtOnce);
      if (rows.size() < rowsAtOnce) {
        listener.accept(rows);
        return true;
      }
      // A part may end within a transaction, which is then told from its beginning.
      long last = rows.get(rows.size() - 1).xid();
      List<Row> whole = rows.stream().filter(row -> row.xid() < last).toList();
      if (whole.isEmpty()) {
        // One transaction wrote more than a part holds.
        whole =
            between(old, now, last, MOST_OF_A_TRANSACTION).stream()
                .filter(row -> row.xid() == last)
                .toList();
        from = last + 1;
      } else {
        from = last;
      }
      listener.accept(whole);
    }
    return false;
  }

  /**
   * As {@link #tell}, of everything since a cursor.
   *
   * @param cursor of a row that was told
   */
  public boolean tellSince(
      long cursor,
      LiveSnapshot now,
      int rowsAtOnce,
      BooleanSupplier goOn,
      Consumer<List<Row>> listener) {
    return tell(LiveSnapshot.upTo(cursor), now, rowsAtOnce, goOn, listener);
  }

  /** Ends the connection under whoever waits on it; any thread may. */
  public void abort() {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      throw new DataAccessResourceFailureException("The live rows' connection is lost.", e);
    }
  }

  @Override
  public void close() {
    database.destroy();
  }
}
