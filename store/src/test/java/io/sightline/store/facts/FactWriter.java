package io.sightline.store.facts;

import io.sightline.domain.facts.Fact;
import io.sightline.domain.facts.FactHead;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.runs.RunLease;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Writes facts as a job does: with the lease of their run. */
public final class FactWriter implements AutoCloseable {
  /** The job that writes. */
  public static final String JOB = "0123456789abcdef0123456789abcdef";

  private final DatabaseAddress database;
  private final Map<String, RunLease> leases = new HashMap<>();

  public FactWriter(DatabaseAddress database) {
    this.database = database;
  }

  /** The same id for the same number, in the order of the numbers. */
  public static String id(int number) {
    return new UUID(0, number).toString();
  }

  /** A final fact's, of site {@code garage}. */
  public static FactHead head(int id, long atMillis) {
    return new FactHead(id(id), "garage", atMillis, atMillis, true, "sha", "layout");
  }

  public <F extends Fact> void write(FactKind<F> kind, String run, F fact) {
    leases.computeIfAbsent(
        run,
        name -> {
          RunLease lease = new RunLease(database, name, JOB);
          lease.take();
          return lease;
        });
    try (Connection connection = database.connect();
        PreparedStatement statement = connection.prepareStatement(kind.upsert())) {
      kind.bind(statement, run, JOB, "1", fact);
      statement.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    leases.values().forEach(RunLease::close);
  }
}
