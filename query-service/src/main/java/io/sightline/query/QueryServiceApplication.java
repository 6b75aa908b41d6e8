package io.sightline.query;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.sightline.domain.settings.Settings;
import io.sightline.media.store.MediaAddress;
import io.sightline.query.failures.TooMany;
import io.sightline.query.failures.Unavailable;
import io.sightline.query.limits.Asking;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.FairConnections;
import io.sightline.store.FairConnections.Bounds;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Everything below this package, and a pool of connections. */
@SpringBootApplication
class QueryServiceApplication {
  private static final int CONNECTIONS = 16;

  /** Connections that nobody who asks takes from health, the feed and the chores. */
  private static final int RESERVED = 4;

  /** Connections of one person or address at a time. */
  private static final int SHARE = 6;

  /** Connections that stay when nobody asks. */
  private static final int IDLE = 4;

  /** A request waits for the database twice at most: to see who asks, and to answer. */
  private static final long LONGEST_WAIT_MILLIS = 500;

  @Bean
  Settings settings(QueryServiceOptions options) {
    return options.settings();
  }

  @Bean
  DataSource dataSource(QueryServiceOptions options) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("query-service");
    config.setJdbcUrl(options.database().url());
    config.setUsername(options.database().user());
    config.setPassword(options.database().password());
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(IDLE);
    // Who asks while the database is away is told so soon.
    config.setConnectionTimeout(LONGEST_WAIT_MILLIS);
    config.setValidationTimeout(LONGEST_WAIT_MILLIS);
    config.setInitializationFailTimeout(-1);
    DatabaseAddress.discretion().forEach(config::addDataSourceProperty);
    config.addDataSourceProperty("connectTimeout", "2");
    config.addDataSourceProperty("socketTimeout", "60");
    config.addDataSourceProperty("ApplicationName", "sightline-query-service");
    config.addDataSourceProperty(
        "options",
        "-c TimeZone=UTC -c statement_timeout="
            + options.settings().get(Settings.LIMITS_STATEMENT_TIMEOUT).toMillis());
    return new FairConnections(
        new HikariDataSource(config),
        Asking::now,
        new Bounds(CONNECTIONS - RESERVED, SHARE, Duration.ofMillis(LONGEST_WAIT_MILLIS)),
        () ->
            new TooMany(
                "As many of your questions are being answered as may be at once; wait for one of"
                    + " them."),
        () ->
            new Unavailable(
                "As many questions are being answered as can be at once; ask again in a few"
                    + " seconds."));
  }

  @Bean
  MediaAddress pictures(QueryServiceOptions options) {
    return options.pictures();
  }
}
