package io.sightline.query.live;

import io.sightline.query.QueryServiceOptions;
import io.sightline.query.access.Access;
import io.sightline.query.web.Problem;
import jakarta.websocket.CloseReason;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Sends what is new of the live run to everybody who listens: reads it once, as soon as the
 * database says so, and hands it to each listener's own queue.
 */
@Component
class LiveFeed implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(LiveFeed.class);
  private static final int ROWS_AT_ONCE = 5_000;
  private static final int ROWS_OF_A_TRANSACTION = 200_000;

  /** While a transaction is open that may be older than what was read. */
  private static final int LOOK_SOON_MILLIS = 10;

  /** The longest it takes to notice a row whose notification came before its turn. */
  private static final int LOOK_EVERY_MILLIS = 100;

  private static final long AGAIN_MILLIS = 500;
  private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int CATCHING_UP_AT_ONCE = 4;
  private static final int MOST_WAITING_TO_CATCH_UP = 200;
  private static final long LONGEST_CATCHING_UP_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final QueryServiceOptions options;
  private final Access access;
  private final Map<String, LiveClient> listening = new ConcurrentHashMap<>();
  private final ExecutorService catchingUp =
      new ThreadPoolExecutor(
          CATCHING_UP_AT_ONCE,
          CATCHING_UP_AT_ONCE,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_WAITING_TO_CATCH_UP));
  private Thread thread;
  private volatile boolean running;

  /** Up to where all who listen have been told. Guarded by this. */
  private long position = -1;

  LiveFeed(QueryServiceOptions options, Access access) {
    this.options = options;
    this.access = access;
  }

  @Override
  public void start() {
    running = true;
    thread = new Thread(this::follow, "live feed");
    thread.start();
  }

  private void follow() {
    while (running) {
      try (Connection connection = connect();
          Statement listen = connection.createStatement()) {
        listen.execute("listen sightline_live");
        follow(connection);
      } catch (SQLException e) {
        LOG.warn("The live feed has lost the database: {}", e.getMessage());
        pause(AGAIN_MILLIS);
      } catch (RuntimeException e) {
        LOG.error("The live feed stumbled.", e);
        pause(AGAIN_MILLIS);
      }
    }
  }

  private Connection connect() throws SQLException {
    Connection connection = options.database().connect();
    try (Statement statement = connection.createStatement()) {
      statement.execute("set TimeZone = 'UTC'");
      statement.execute("set statement_timeout = '10s'");
    }
    return connection;
  }

  private void follow(Connection connection) throws SQLException {
    PGConnection notifications = connection.unwrap(PGConnection.class);
    long beat = System.nanoTime();
    while (running) {
      boolean settled = tellWhatIsNew(connection);
      if (System.nanoTime() - beat > HEARTBEAT_NANOS) {
        beat = System.nanoTime();
        heartbeat();
      }
      notifications.getNotifications(settled ? LOOK_EVERY_MILLIS : LOOK_SOON_MILLIS);
    }
  }

  /**
   * @return whether no transaction was open, so that nothing older can still appear
   */
  private boolean tellWhatIsNew(Connection connection) throws SQLException {
    LiveRows.Position now = LiveRows.position(connection);
    long known = now.xmin();
    long from;
    synchronized (this) {
      from = position < 0 ? known : position;
      position = from;
    }
    while (from < known) {
      List<LiveRows.Row> rows =
          listening.isEmpty() ? List.of() : LiveRows.between(connection, from, known, ROWS_AT_ONCE);
      // A part may end within a transaction, which is then told again from its beginning.
      boolean whole = rows.size() < ROWS_AT_ONCE;
      long to = whole ? known : rows.get(rows.size() - 1).xid();
      if (to <= from) {
        // One transaction wrote more than a part holds.
        to = from + 1;
        rows = LiveRows.between(connection, from, to, ROWS_OF_A_TRANSACTION);
      }
      synchronized (this) {
        for (LiveRows.Row row : rows) {
          if (row.xid() < to) {
            listening.values().stream()
                .filter(client -> client.wants(row))
                .forEach(client -> client.send(row.json()));
          }
        }
        position = to;
      }
      from = to;
    }
    return now.isQuiet();
  }

  private void heartbeat() {
    String message;
    synchronized (this) {
      message = "{\"kind\":\"heartbeat\",\"cursor\":\"" + position + "\"}";
    }
    for (LiveClient client : listening.values()) {
      try {
        client.mayKnow(access.sites(client.username()));
        client.send(message);
      } catch (Problem e) {
        client.drop(CloseReason.CloseCodes.VIOLATED_POLICY, "not allowed any more");
        listening.remove(client.id());
      } catch (DataAccessException e) {
        // Nobody can say now; the next beat asks again.
        client.send(message);
      }
    }
  }

  int listeners() {
    return listening.size();
  }

  /**
   * @param since position to begin at; negative for now
   */
  void join(LiveClient client, long since) {
    synchronized (this) {
      if (since < 0 || position >= 0 && since >= position) {
        listen(client);
        client.send("{\"kind\":\"hello\",\"cursor\":\"" + Math.max(0, position) + "\"}");
        return;
      }
    }
    client.send("{\"kind\":\"hello\",\"cursor\":\"" + since + "\"}");
    try {
      catchingUp.execute(() -> catchUp(client, since));
    } catch (RejectedExecutionException e) {
      client.drop(CloseReason.CloseCodes.TRY_AGAIN_LATER, "too many catch up: try again");
    }
  }

  private void catchUp(LiveClient client, long since) {
    long until = System.nanoTime() + LONGEST_CATCHING_UP_NANOS;
    try (Connection connection = connect()) {
      long from = since;
      while (running && !client.isGone() && System.nanoTime() < until) {
        long to = LiveRows.position(connection).xmin();
        synchronized (this) {
          if (position >= 0 && from >= position) {
            listen(client);
            return;
          }
          to = position < 0 ? to : Math.min(to, position);
        }
        List<LiveRows.Row> rows = LiveRows.between(connection, from, to, ROWS_AT_ONCE);
        long told = rows.size() < ROWS_AT_ONCE ? to : rows.get(rows.size() - 1).xid();
        if (told <= from && to > from) {
          told = from + 1;
          rows = LiveRows.between(connection, from, told, ROWS_OF_A_TRANSACTION);
        }
        for (LiveRows.Row row : rows) {
          if (row.xid() < told && client.wants(row)) {
            client.send(row.json());
          }
        }
        from = told;
        while (client.isBehind() && !client.isGone() && System.nanoTime() < until) {
          pause(20);
        }
      }
      client.drop(CloseReason.CloseCodes.TRY_AGAIN_LATER, "too far behind: load anew");
    } catch (SQLException e) {
      client.drop(CloseReason.CloseCodes.TRY_AGAIN_LATER, "the database is away");
    }
  }

  private void listen(LiveClient client) {
    listening.put(client.id(), client);
    if (client.isGone()) {
      // It left before it could be found there.
      listening.remove(client.id());
    }
  }

  void leave(String id) {
    LiveClient client = listening.remove(id);
    if (client != null) {
      client.closed();
    }
  }

  private static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void stop() {
    running = false;
    catchingUp.shutdownNow();
    Set.copyOf(listening.values())
        .forEach(client -> client.drop(CloseReason.CloseCodes.GOING_AWAY, "the service ends"));
    try {
      thread.join(TimeUnit.SECONDS.toMillis(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
