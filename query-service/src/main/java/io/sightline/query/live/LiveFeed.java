package io.sightline.query.live;

import io.sightline.domain.settings.Settings;
import io.sightline.query.QueryServiceOptions;
import io.sightline.query.access.Access;
import io.sightline.query.access.Proof;
import io.sightline.query.access.Reader;
import io.sightline.query.failures.TooMany;
import io.sightline.query.live.LiveOutlet.Farewell;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.live.LiveRows;
import io.sightline.store.live.LiveSnapshot;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Sends what is new of the live run to everybody who listens: reads it once, when the database says
 * so, and hands it to each listener's own queue. What listeners may see is asked beside it.
 */
@Component
public final class LiveFeed implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(LiveFeed.class);
  private static final int ROWS_AT_ONCE = 5_000;

  /**
   * How long nothing is heard before the connection is asked whether it is still there. Rows are
   * not waited for so long: the database tells of each.
   */
  private static final int PULSE_EVERY_MILLIS = 2_000;

  private static final long AGAIN_MILLIS = 500;
  private static final long HEARTBEAT_MILLIS = 5_000;

  /** How often it is asked who may still listen. Who may not is let go within 5 s, all told. */
  private static final long RIGHTS_MILLIS = 1_500;

  private static final int CATCHING_UP_AT_ONCE = 4;
  private static final int MOST_WAITING_TO_CATCH_UP = 200;
  private static final long LONGEST_CATCHING_UP_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final DatabaseAddress database;
  private final Access access;
  private final FactKinds kinds;
  private final int mostListeners;
  private final int mostOfOnePerson;
  private final Map<String, LiveListener> listening = new ConcurrentHashMap<>();

  /** All who are there, also those who are still told of the past. */
  private final Map<String, LiveListener> present = new ConcurrentHashMap<>();

  private final ExecutorService catchingUp =
      new ThreadPoolExecutor(
          CATCHING_UP_AT_ONCE,
          CATCHING_UP_AT_ONCE,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_WAITING_TO_CATCH_UP));
  private final ScheduledExecutorService heartbeats = scheduler("live heartbeat");
  private final ScheduledExecutorService rights = scheduler("live rights");
  private Thread thread;

  /** Whether the database was away at the last look: said once, and not at each. */
  private boolean away;

  private volatile LiveRows following;
  private volatile boolean running;

  /**
   * What all who listen have been told, or are being told now; null before the database first
   * answered. Guarded by this.
   */
  private LiveSnapshot told;

  @Autowired
  LiveFeed(QueryServiceOptions options, Access access, FactKinds kinds) {
    this(
        options.database(),
        access,
        kinds,
        options.settings().get(Settings.LIMITS_LIVE_CLIENTS),
        options.settings().get(Settings.LIMITS_LIVE_PERSON));
  }

  LiveFeed(
      DatabaseAddress database,
      Access access,
      FactKinds kinds,
      int mostListeners,
      int mostOfOnePerson) {
    this.kinds = kinds;
    this.database = database;
    this.access = access;
    this.mostListeners = mostListeners;
    this.mostOfOnePerson = mostOfOnePerson;
  }

  private static ScheduledExecutorService scheduler(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        work -> {
          Thread made = new Thread(work, name);
          made.setDaemon(true);
          return made;
        });
  }

  /**
   * A wish in words.
   *
   * @param kinds of messages, or the short words for several of them, separated by commas; null for
   *     all
   * @param site null for all that may be seen
   * @param since a cursor of an earlier message; null for now
   * @throws io.sightline.domain.BadInput when one of them is none
   */
  public LiveWish wish(String kinds, String site, String since) {
    Set<String> words = new LinkedHashSet<>(LiveRows.feeds(this.kinds));
    words.addAll(LiveRows.kinds(this.kinds));
    return LiveWish.of(words, kinds, site, since);
  }

  @Override
  public void start() {
    running = true;
    thread = new Thread(this::follow, "live feed");
    thread.start();
    heartbeats.scheduleWithFixedDelay(
        this::heartbeat, HEARTBEAT_MILLIS, HEARTBEAT_MILLIS, TimeUnit.MILLISECONDS);
    rights.scheduleWithFixedDelay(
        this::askWhoMay, RIGHTS_MILLIS, RIGHTS_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void follow() {
    while (running) {
      try (LiveRows rows = LiveRows.open(database, kinds)) {
        following = rows;
        rows.listen();
        away = false;
        follow(rows);
      } catch (DataAccessException e) {
        if (!running) {
          return;
        }
        if (!away) {
          LOG.warn(
              "The live feed has lost the database: {}", e.getMostSpecificCause().getMessage());
        }
        away = true;
        pause(AGAIN_MILLIS);
      } catch (RuntimeException e) {
        LOG.error("The live feed stumbled.", e);
        pause(AGAIN_MILLIS);
      }
    }
  }

  private void follow(LiveRows rows) {
    while (running) {
      tellWhatIsNew(rows);
      rows.await(PULSE_EVERY_MILLIS);
    }
  }

  private void tellWhatIsNew(LiveRows live) {
    LiveSnapshot now = live.snapshot();
    LiveSnapshot old;
    synchronized (this) {
      if (told == null || now.xmax() < told.xmax() || listening.isEmpty()) {
        // Nobody has been told anything, or it is another database.
        told = now;
      }
      old = told;
      // Before it is told, so that who comes back in the middle of it looks for all of it.
      told = now;
    }
    if (old.equals(now)) {
      return;
    }
    try {
      live.tell(old, now, ROWS_AT_ONCE, () -> running, this::tell);
    } catch (RuntimeException e) {
      synchronized (this) {
        told = old;
      }
      throw e;
    }
  }

  private void tell(List<LiveRows.Row> rows) {
    if (!rows.isEmpty()) {
      listening.values().forEach(listener -> listener.tell(rows));
    }
  }

  private void heartbeat() {
    try {
      String message = "{\"kind\":\"heartbeat\",\"cursor\":\"" + cursor() + "\"}";
      listening.values().forEach(listener -> listener.beat(message));
    } catch (RuntimeException e) {
      LOG.error("A heartbeat of the live feed failed.", e);
    }
  }

  private void askWhoMay() {
    try {
      List<LiveListener> all = List.copyOf(present.values());
      Map<Proof, Reader> readers = null;
      try {
        readers = access.readers(all.stream().map(one -> one.reader().proof()).toList());
      } catch (DataAccessException e) {
        // Nobody can say now but of those whose time is over; the next look asks again.
        LOG.debug("Who may listen could not be asked.", e);
      }
      Instant now = Instant.now();
      for (LiveListener listener : all) {
        Reader known = listener.reader();
        Reader still = known.proof().isOver(now) ? null : known;
        if (readers != null) {
          still = readers.get(known.proof());
        }
        if (still == null) {
          forget(listener.outlet().id());
          listener.outlet().drop(Farewell.NOT_ALLOWED);
        } else {
          listener.mayKnow(still.asking(known.address(), known.purpose()));
        }
      }
    } catch (RuntimeException e) {
      LOG.error("Who may listen to the live feed could not be asked.", e);
    }
  }

  private void forget(String id) {
    listening.remove(id);
    present.remove(id);
  }

  private synchronized long cursor() {
    return told == null ? 0 : told.xmin();
  }

  /** Whether as many listen as may. */
  public boolean isFull() {
    return present.size() >= mostListeners;
  }

  /**
   * @throws TooMany when the reader listens as often as one person may
   */
  public void requireRoom(Reader reader) {
    long theirs = present.values().stream().filter(one -> one.reader().id() == reader.id()).count();
    if (theirs >= mostOfOnePerson) {
      throw TooMany.connections("listen", mostOfOnePerson);
    }
  }

  /** Whether plates are told to whoever listens so. */
  public boolean tellsPlates(LiveWish wish) {
    // Boxes of cameras may say which plates are in the picture.
    return wish.kinds().isEmpty()
        || wish.kinds().contains("cameras")
        || wish.kinds().contains("camera_latest")
        || kinds.all().stream()
            .filter(kind -> kind.plate().isPresent())
            .anyMatch(
                kind -> wish.kinds().contains(kind.feed()) || wish.kinds().contains(kind.name()));
  }

  /**
   * @throws io.sightline.query.failures.NotFound when the site that is wanted is not there for the
   *     reader
   */
  public void requireVisible(Reader reader, LiveWish wish) {
    access.sites(reader, wish.site());
  }

  /** Tells a listener from now on, and before that what is new since where they want to begin. */
  public void join(Reader reader, LiveWish wish, LiveOutlet outlet) {
    LiveListener listener = new LiveListener(reader, wish, outlet);
    present.put(outlet.id(), listener);
    if (outlet.isGone()) {
      present.remove(outlet.id());
      return;
    }
    long since = wish.since();
    synchronized (this) {
      if (since < 0 || told != null && since >= told.xmax()) {
        outlet.send("{\"kind\":\"hello\",\"cursor\":\"" + cursor() + "\"}");
        listen(listener);
        return;
      }
    }
    outlet.send("{\"kind\":\"hello\",\"cursor\":\"" + since + "\"}");
    try {
      catchingUp.execute(() -> catchUp(listener, since));
    } catch (RejectedExecutionException e) {
      forget(outlet.id());
      outlet.drop(Farewell.TOO_MANY_CATCH_UP);
    }
  }

  private void catchUp(LiveListener listener, long since) {
    LiveOutlet outlet = listener.outlet();
    long until = System.nanoTime() + LONGEST_CATCHING_UP_NANOS;
    BooleanSupplier goOn =
        () -> {
          while (outlet.isBehind() && !outlet.isGone() && System.nanoTime() < until) {
            pause(20);
          }
          return running && !outlet.isGone() && System.nanoTime() < until;
        };
    while (cursor() == 0 && goOn.getAsBoolean()) {
      pause(20);
    }
    try (LiveRows live = LiveRows.open(database, kinds)) {
      LiveSnapshot past = live.snapshot();
      boolean whole = live.tellSince(since, past, ROWS_AT_ONCE, goOn, listener::tellOfThePast);
      LiveSnapshot now;
      synchronized (this) {
        now = told;
        if (whole && now != null) {
          // What the feed tells from here on comes after what it has told so far.
          listener.hold();
          listen(listener);
        }
      }
      whole =
          whole && now != null && live.tell(past, now, ROWS_AT_ONCE, goOn, listener::tellOfThePast);
      if (whole) {
        listener.release();
      } else {
        forget(outlet.id());
        outlet.drop(now == null ? Farewell.NO_DATABASE : Farewell.TOO_FAR_BEHIND);
      }
    } catch (DataAccessException e) {
      forget(outlet.id());
      outlet.drop(Farewell.NO_DATABASE);
    }
  }

  private void listen(LiveListener listener) {
    listening.put(listener.outlet().id(), listener);
    if (listener.outlet().isGone()) {
      // It left before it could be found there.
      forget(listener.outlet().id());
    }
  }

  /** Forgets a listener who has gone. */
  public void leave(String id) {
    LiveListener listener = present.get(id);
    forget(id);
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
    heartbeats.shutdownNow();
    rights.shutdownNow();
    Set.copyOf(present.values()).forEach(listener -> listener.outlet().drop(Farewell.ENDING));
    if (following != null) {
      following.abort();
    }
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
