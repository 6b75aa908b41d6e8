package io.sightline.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sightline.store.FairConnections.Bounds;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class FairConnectionsTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final ThreadLocal<String> asking = new ThreadLocal<>();
  private final ExecutorService others = Executors.newCachedThreadPool();
  private TestDatabase database;

  @BeforeEach
  void open() {
    database = TestDatabase.create();
  }

  @AfterEach
  void close() {
    others.shutdownNow();
    database.close();
  }

  private FairConnections connections(int all, int share, Duration patience) {
    PGSimpleDataSource plain = new PGSimpleDataSource();
    plain.setUrl(database.address().url());
    plain.setUser(database.address().user());
    plain.setPassword(database.address().password());
    return new FairConnections(
        plain,
        asking::get,
        new Bounds(all, share, patience),
        () -> new IllegalStateException("yours"),
        () -> new IllegalStateException("everybody's"));
  }

  private Connection by(String who, FairConnections connections) throws SQLException {
    asking.set(who);
    return connections.getConnection();
  }

  @Test
  void whoeverAsksWaitsUntilAnotherIsDone() throws Exception {
    try (FairConnections connections = connections(1, 1, LONG)) {
      Connection first = by("a", connections);
      Future<Boolean> second =
          others.submit(
              () -> {
                try (Connection connection = by("b", connections)) {
                  return connection.isValid(1);
                }
              });
      await().pollDelay(Duration.ofMillis(200)).until(() -> !second.isDone());
      try (Connection house = by(null, connections)) {
        assertThat(house.isValid(1)).as("the service itself does not wait").isTrue();
      }
      first.close();
      assertThat(second.get()).isTrue();
    }
  }

  @Test
  void whoeverHasWaitedForLongIsToldWhoseConnectionsAreInUse() throws Exception {
    try (FairConnections connections = connections(2, 1, Duration.ofMillis(50))) {
      List<Connection> open = new ArrayList<>();
      open.add(by("a", connections));
      assertThatThrownBy(() -> by("a", connections)).hasMessage("yours");
      open.add(by("b", connections));
      assertThatThrownBy(() -> by("c", connections)).hasMessage("everybody's");
      for (Connection one : open) {
        one.close();
        one.close();
      }
      for (String who : List.of("a", "b", "c", "a")) {
        by(who, connections).close();
      }
      // Closed twice, they were given back once.
      try (Connection one = by("a", connections);
          Connection other = by("b", connections)) {
        assertThatThrownBy(() -> by("c", connections)).hasMessage("everybody's");
        assertThat(one.isValid(1) && other.isValid(1)).isTrue();
      }
    }
  }
}
