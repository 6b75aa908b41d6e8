package io.sightline.standalone.postgres;

import io.sightline.domain.BadInput;
import io.sightline.domain.settings.Settings;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.Schema;
import java.nio.file.Path;

/** The database of an installation, ours or a given one, brought to the present schema. */
public final class Database implements AutoCloseable {
  private final DatabaseAddress address;
  private final EmbeddedPostgres embedded;

  private Database(DatabaseAddress address, EmbeddedPostgres embedded) {
    this.address = address;
    this.embedded = embedded;
  }

  /**
   * @param jdbcUrl of an existing database, with user and password as parameters; null for the
   *     embedded one
   * @param data folder that holds the embedded one
   * @throws BadInput when the database cannot be reached or used
   */
  public static Database open(String jdbcUrl, Path data) {
    EmbeddedPostgres embedded =
        jdbcUrl == null ? EmbeddedPostgres.open(data.resolve("postgres")) : null;
    DatabaseAddress address = embedded == null ? Schema.parse(jdbcUrl) : embedded.address();
    Database database = new Database(address, embedded);
    try {
      Schema.prepare(address);
      return database;
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /**
   * The one that the settings name.
   *
   * @throws BadInput when they name none, or it cannot be reached or used
   */
  public static Database given(Settings settings) {
    Database database = new Database(Schema.given(settings), null);
    Schema.prepare(database.address());
    return database;
  }

  public DatabaseAddress address() {
    return address;
  }

  /** Leaves stopping an embedded server to whoever closes this, and not to the process's end. */
  public void stopWithUs() {
    if (embedded != null) {
      embedded.stopOnlyWhenClosed();
    }
  }

  @Override
  public void close() {
    if (embedded != null) {
      embedded.close();
    }
  }
}
