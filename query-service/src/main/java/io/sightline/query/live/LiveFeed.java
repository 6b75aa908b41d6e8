package io.sightline.query.live;

import io.sightline.domain.settings.Settings;
import io.sightline.query.QueryServiceOptions;
import io.sightline.query.access.Access;
import io.sightline.query.access.Reader;
import io.sightline.query.failures.NotFound;
import io.sightline.query.failures.NotSignedIn;
import io.sightline.query.live.LiveOutlet.Farewell;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.live.LiveRows;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Sends what is new of the live run to everybody who listens: reads it once, as soon as the
 * database says so, and hands it to each listener's own queue.
 */
@Component
public final class LiveFeed implements SmartLifecycle {
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

  private final DatabaseAddress database;
  private final Access access;
  private final FactKinds kinds;
  private final int mostListeners;
  private final Map<String, LiveListener> listening = new ConcurrentHashMap<>();
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

  @Autowired
  LiveFeed(QueryServiceOptions options, Access access, FactKinds kinds) {
    this(options.database(), access, kinds, options.settings().get(Settings.LIMITS_LIVE_CLIENTS));
  }

  LiveFeed(DatabaseAddress database, Access access, FactKinds kinds, int mostListeners) {
    this.kinds = kinds;
    this.database = database;
    this.access = access;
    this.mostListeners = mostListeners;
  }

  /**
   * A wish in words.
   *
   * @param kinds separated by commas; null for all
   * @param site null for all that may be seen
   * @param since a cursor of an earlier message; null for now
   * @throws io.sightline.domain.BadInput when one of them is none
   */
  public LiveWish wish(String kinds, String site, String since) {
    return LiveWish.of(LiveRows.feeds(this.kinds), kinds, site, since);
  }

  @Override
  public void start() {
    running = true;
    thread = new Thread(this::follow, "live feed");
    thread.start();
  }

  private void follow() {
    while (running) {
      try (LiveRows rows = LiveRows.open(database, kinds)) {
        rows.listen();
        follow(rows);
      } catch (DataAccessException e) {
        LOG.warn("The live feed has lost the database: {}", e.getMostSpecificCause().getMessage());
        pause(AGAIN_MILLIS);
      } catch (RuntimeException e) {
        LOG.error("The live feed stumbled.", e);
        pause(AGAIN_MILLIS);
      }
    }
  }

  private void follow(LiveRows rows) {
    long beat = System.nanoTime();
    while (running) {
      boolean settled = tellWhatIsNew(rows);
      if (System.nanoTime() - beat > HEARTBEAT_NANOS) {
        beat = System.nanoTime();
        heartbeat();
      }
      rows.await(settled ? LOOK_EVERY_MILLIS : LOOK_SOON_MILLIS);
    }
  }

  /**
   * @return whether no transaction was open, so that nothing older can still appear
   */
  private boolean tellWhatIsNew(LiveRows live) {
    LiveRows.Position now = live.position();
    long known = now.xmin();
    long from;
    synchronized (this) {
      from = position < 0 ? known : position;
      position = from;
    }
    while (from < known) {
      List<LiveRows.Row> rows =
          listening.isEmpty() ? List.of() : live.between(from, known, ROWS_AT_ONCE);
      // A part may end within a transaction, which is then told again from its beginning.
      boolean whole = rows.size() < ROWS_AT_ONCE;
      long to = whole ? known : rows.get(rows.size() - 1).xid();
      if (to <= from) {
        // One transaction wrote more than a part holds.
        to = from + 1;
        rows = live.between(from, to, ROWS_OF_A_TRANSACTION);
      }
      synchronized (this) {
        for (LiveRows.Row row : rows) {
          if (row.xid() < to) {
            listening.values().stream()
                .filter(listener -> listener.wants(row))
                .forEach(listener -> listener.outlet().send(row.json()));
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
    for (LiveListener listener : listening.values()) {
      Reader known = listener.reader();
      try {
        listener.mayKnow(access.reader(known.username(), known.address()));
        listener.outlet().send(message);
      } catch (NotSignedIn e) {
        listener.outlet().drop(Farewell.NOT_ALLOWED);
        listening.remove(listener.outlet().id());
      } catch (DataAccessException e) {
        // Nobody can say now; the next beat asks again.
        listener.outlet().send(message);
      }
    }
  }

  /** Whether as many listen as may. */
  public boolean isFull() {
    return listening.size() >= mostListeners;
  }

  /**
   * @throws NotFound when the site that is wanted is not there for the reader
   */
  public void requireVisible(Reader reader, LiveWish wish) {
    if (wish.site() != null && !reader.sees(wish.site())) {
      throw new NotFound("The site");
    }
  }

  /** Tells a listener from now on, and before that what is new since where they want to begin. */
  public void join(Reader reader, LiveWish wish, LiveOutlet outlet) {
    LiveListener listener = new LiveListener(reader, wish, outlet);
    long since = wish.since();
    synchronized (this) {
      if (since < 0 || position >= 0 && since >= position) {
        listen(listener);
        outlet.send("{\"kind\":\"hello\",\"cursor\":\"" + Math.max(0, position) + "\"}");
        return;
      }
    }
    outlet.send("{\"kind\":\"hello\",\"cursor\":\"" + since + "\"}");
    try {
      catchingUp.execute(() -> catchUp(listener, since));
    } catch (RejectedExecutionException e) {
      outlet.drop(Farewell.TOO_MANY_CATCH_UP);
    }
  }

  private void catchUp(LiveListener listener, long since) {
    LiveOutlet outlet = listener.outlet();
    long until = System.nanoTime() + LONGEST_CATCHING_UP_NANOS;
    try (LiveRows live = LiveRows.open(database, kinds)) {
      long from = since;
      while (running && !outlet.isGone() && System.nanoTime() < until) {
        long to = live.position().xmin();
        synchronized (this) {
          if (position >= 0 && from >= position) {
            listen(listener);
            return;
          }
          to = position < 0 ? to : Math.min(to, position);
        }
        List<LiveRows.Row> rows = live.between(from, to, ROWS_AT_ONCE);
        long told = rows.size() < ROWS_AT_ONCE ? to : rows.get(rows.size() - 1).xid();
        if (told <= from && to > from) {
          told = from + 1;
          rows = live.between(from, told, ROWS_OF_A_TRANSACTION);
        }
        for (LiveRows.Row row : rows) {
          if (row.xid() < told && listener.wants(row)) {
            outlet.send(row.json());
          }
        }
        from = told;
        while (outlet.isBehind() && !outlet.isGone() && System.nanoTime() < until) {
          pause(20);
        }
      }
      outlet.drop(Farewell.TOO_FAR_BEHIND);
    } catch (DataAccessException e) {
      outlet.drop(Farewell.NO_DATABASE);
    }
  }

  private void listen(LiveListener listener) {
    listening.put(listener.outlet().id(), listener);
    if (listener.outlet().isGone()) {
      // It left before it could be found there.
      listening.remove(listener.outlet().id());
    }
  }

  /** Forgets a listener who has gone. */
  public void leave(String id) {
    LiveListener listener = listening.remove(id);
    if (listener != null) {
      listener.outlet().left();
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
    Set.copyOf(listening.values()).forEach(listener -> listener.outlet().drop(Farewell.ENDING));
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
