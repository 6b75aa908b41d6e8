package io.sightline.standalone.cli;

import io.sightline.domain.BadInput;
import io.sightline.standalone.postgres.Database;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.analytics.AnalyticsQuery;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "psql",
    description = {
      "Opens the database in psql, to read the views of the schema analytics.",
      "With -c one question is answered as CSV, and no psql is needed."
    })
final class PsqlCommand implements Subcommand {
  private static final int USUAL_PORT = 5432;

  @Mixin private CommonOptions common;

  @Option(
      names = {"-c", "--command"},
      paramLabel = "SQL",
      description =
          "The question, such as \"select site, count(*) from vehicle_sessions group by 1\".")
  private String sql;

  @Option(
      names = "--owner",
      description = "Open psql as the owner of all, who may read plates and change everything.")
  private boolean owner;

  @Override
  public Integer call() throws Exception {
    if (sql != null && owner) {
      throw new BadInput(
          "A question with -c is answered from the schema analytics; leave out --owner.");
    }
    Optional<Path> psql = sql == null ? Optional.of(installed()) : Optional.empty();
    try (Database database = common.existingDatabase()) {
      if (psql.isPresent()) {
        return open(psql.get(), database.address());
      }
      AnalyticsQuery.csv(database.address(), sql, System.out);
      System.out.flush();
      return 0;
    }
  }

  private static Path installed() {
    return Arrays.stream(
            System.getenv().getOrDefault("PATH", "").split(Pattern.quote(File.pathSeparator)))
        .map(folder -> Path.of(folder).resolve("psql"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new BadInput(
                    "There is no psql on this machine; install it (Debian: postgresql-client), or ask with -c."));
  }

  private int open(Path psql, DatabaseAddress address) throws IOException, InterruptedException {
    ProcessBuilder process = new ProcessBuilder(psql.toString()).inheritIO();
    process.environment().putAll(environment(address, owner));
    return process.start().waitFor();
  }

  /** What psql, and whatever else is built on libpq, connects by. */
  static Map<String, String> environment(DatabaseAddress address, boolean owner) {
    URI uri = URI.create(address.url().replaceFirst("^jdbc:", ""));
    if (uri.getHost() == null) {
      throw new BadInput(
          "The address " + address + " names no single host; open it with psql yourself.");
    }
    Map<String, String> environment = new TreeMap<>();
    String query = uri.getQuery() == null ? "" : uri.getQuery();
    for (String part : query.split("&")) {
      // How the connection is secured is the same.
      if (part.startsWith("sslmode=") || part.startsWith("sslrootcert=")) {
        String[] named = part.split("=", 2);
        environment.put("PG" + named[0].toUpperCase(Locale.ROOT), named[1]);
      }
    }
    environment.put("PGHOST", uri.getHost());
    environment.put("PGPORT", String.valueOf(uri.getPort() < 0 ? USUAL_PORT : uri.getPort()));
    environment.put("PGDATABASE", uri.getPath().replaceFirst("^/", ""));
    environment.put("PGUSER", address.user());
    environment.put("PGPASSWORD", address.password());
    if (!owner) {
      environment.put("PGOPTIONS", AnalyticsQuery.asAnalyst());
    }
    return environment;
  }
}
