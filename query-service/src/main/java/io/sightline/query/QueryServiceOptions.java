package io.sightline.query;

import io.sightline.domain.settings.Settings;
import io.sightline.domain.sql.DatabaseAddress;
import java.nio.file.Path;

/**
 * What the service needs to know.
 *
 * @param port to serve on; 0 for any that is free
 * @param jwtSecret signs tokens; the same for all replicas
 * @param media folder that footage asked for in replays lies below
 * @param version of the program
 */
public record QueryServiceOptions(
    DatabaseAddress database,
    Settings settings,
    int port,
    String jwtSecret,
    Path media,
    String version) {

  @Override
  public String toString() {
    return "QueryServiceOptions[" + database + ", port " + port + "]";
  }
}
