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
 * connections to the others.
 */
public final class FairConnections extends DelegatingDataSource implements Closeable {
  private final Supplier<String> asking;
  private final int share;
  private final Duration patience;
  private final Supplier<RuntimeException> refusal;
  private final Map<String, Share> shares = new ConcurrentHashMap<>();

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
   * @param share connections of one of them at a time
   * @param patience how long somebody waits for one of their own
   * @param refusal what they are told after that
   */
  public FairConnections(
      DataSource pool,
      Supplier<String> asking,
      int share,
      Duration patience,
      Supplier<RuntimeException> refusal) {
    super(pool);
    this.asking = asking;
    this.share = share;
    this.patience = patience;
    this.refusal = refusal;
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
              Share one = known == null ? new Share(share) : known;
              one.wanted++;
              return one;
            });
    boolean taken = false;
    Connection connection = null;
    try {
      taken = theirs.free.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
      if (!taken) {
        throw refusal.get();
      }
      connection = super.getConnection();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("Interrupted while waiting for a connection.", e);
    } finally {
      if (connection == null) {
        giveBack(who, theirs, taken);
      }
    }
    return counted(connection, () -> giveBack(who, theirs, true));
  }

  private void giveBack(String who, Share theirs, boolean taken) {
    if (taken) {
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
