package io.sightline.query.health;

import io.sightline.domain.settings.Settings;
import io.sightline.query.QueryServiceOptions;
import io.sightline.store.health.DatabasePulse;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Whether the service can answer. */
@Component
public class Health {
  private final DatabasePulse database;
  private final String service;
  private final String version;

  @Autowired
  protected Health(DatabasePulse database, QueryServiceOptions options) {
    this(database, options.settings().get(Settings.SERVICE_NAME), options.version());
  }

  protected Health(DatabasePulse database, String service, String version) {
    this.database = database;
    this.service = service;
    this.version = version;
  }

  /**
   * How the service is.
   *
   * @param database whether the database answers, without which nothing is answered
   */
  public record Condition(String service, String version, boolean database) {
    public boolean isReady() {
      return database;
    }
  }

  public Condition now() {
    return new Condition(service, version, database.isThere());
  }
}
