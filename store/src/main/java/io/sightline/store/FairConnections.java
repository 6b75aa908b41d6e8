package io.sightline.store;

import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * A pool of which nobody has more than a share, so that somebody's large questions leave
 * connections to the others, and all who ask together leave some to the service itself. A pool that
 * is busy is so told from a database that is away.
 */
public final class FairConnections extends DelegatingDataSource implements Closeable {
  private final Supplier<String> asking;
  private final Bounds bounds;
  private final Supplier<RuntimeException> tooManyOfTheirs;
  private final Supplier<RuntimeException> tooMany;
  private final Semaphore free;
  private final Map<String, Share> shares = new ConcurrentHashMap<>();

  /**
   * @param all connections of all who ask, at a time
   * @param share connections of one of them at a time
   * @param patience how long somebody waits for one
   */
  public record Bounds(int all, int share, Duration patience) {}

  /** What one of them has, for as long as they have or want something. */
  private static final class Share {
    final Semaphore free;
    int wanted;

    Share(int most) {
      free = new Semaphore(most);
    }
  }

  /**
   * @param pool closed with this, where it can be
   * @param asking for whom the thread asks; null for nobody, who is not counted
   * @param tooManyOfTheirs what somebody is told whose own connections are all in use
   * @param tooMany what they are told where everybody's are
   */
  public FairConnections(
      DataSource pool,
      Supplier<String> asking,
      Bounds bounds,
      Supplier<RuntimeException> tooManyOfTheirs,
      Supplier<RuntimeException> tooMany) {
    super(pool);
    this.asking = asking;
    this.bounds = bounds;
    this.tooManyOfTheirs = tooManyOfTheirs;
    this.tooMany = tooMany;
    this.free = new Semaphore(bounds.all(), true);
  }

  @Override
  public Connection getConnection() throws SQLException {
    String who = asking.get();
    if (who == null) {
      return super.getConnection();
    }
    Share theirs =
        shares.compute(
            who,
            (key, known) -> {
              Share one = known == null ? new Share(bounds.share()) : known;
              one.wanted++;
              return one;
            });
    long until = System.nanoTime() + bounds.patience().toNanos();
    boolean own = false;
    boolean any = false;
    Connection connection = null;
    try {
      own = has(theirs.free, until, tooManyOfTheirs);
      any = has(free, until, tooMany);
      connection = super.getConnection();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("Interrupted while waiting for a connection.", e);
    } finally {
      if (connection == null) {
        giveBack(who, theirs, own, any);
      }
    }
    return counted(connection, () -> giveBack(who, theirs, true, true));
  }

  /** Always true. */
  private static boolean has(Semaphore free, long until, Supplier<RuntimeException> refusal)
      throws InterruptedException {
    if (!free.tryAcquire(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
      throw refusal.get();
    }
    return true;
  }

  private void giveBack(String who, Share theirs, boolean own, boolean any) {
    if (any) {
      free.release();
    }
    if (own) {
      theirs.free.release();
    }
    shares.computeIfPresent(who, (key, known) -> --known.wanted == 0 ? null : known);
  }

  /** Counted until it is closed. */
  private static Connection counted(Connection connection, Runnable closed) {
    AtomicBoolean open = new AtomicBoolean(true);
    return (Connection)
        Proxy.newProxyInstance(
            FairConnections.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              try {
                return call(connection, method, arguments);
              } finally {
                if (method.getName().equals("close") && open.getAndSet(false)) {
                  closed.run();
                }
              }
            });
  }

  private static Object call(Connection connection, Method method, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(connection, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @Override
  public void close() throws IOException {
    if (getTargetDataSource() instanceof Closeable pool) {
      pool.close();
    }
  }
}
