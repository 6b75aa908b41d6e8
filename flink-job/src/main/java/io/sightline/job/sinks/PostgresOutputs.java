package io.sightline.job.sinks;

import io.sightline.domain.facts.Fact;
import io.sightline.domain.observations.ObservationMinute;
import io.sightline.job.cameras.CameraLatest;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.facts.FactKind;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.jdbc.JdbcConnectionOptions;
import org.apache.flink.connector.jdbc.JdbcExecutionOptions;
import org.apache.flink.connector.jdbc.core.datastream.sink.JdbcSink;

/**
 * PostgreSQL, at least once and idempotent: rows are keyed by what they are about, so that writing
 * one again changes nothing.
 */
public final class PostgresOutputs implements LiveOutputs {
  private static final int BATCH_ROWS = 500;
  private static final long FLUSH_MILLIS = 100;
  private static final int RETRIES = 3;

  private final DatabaseAddress database;
  private final String run;
  private final String codeVersion;

  public PostgresOutputs(DatabaseAddress database, String run, String codeVersion) {
    this.database = database;
    this.run = run;
    this.codeVersion = codeVersion;
  }

  @Override
  public <F extends Fact> Sink<F> facts(FactKind<F> kind) {
    return JdbcSink.<F>builder()
        .withExecutionOptions(execution())
        .withQueryStatement(kind.upsert(), new FactStatement<>(kind, run, codeVersion))
        .buildAtLeastOnce(connection());
  }

  @Override
  public Sink<ObservationMinute> observations() {
    return JdbcSink.<ObservationMinute>builder()
        .withExecutionOptions(execution())
        .withQueryStatement(ObservationStatement.UPSERT, new ObservationStatement(run, codeVersion))
        .buildAtLeastOnce(connection());
  }

  @Override
  public Sink<CameraLatest> latest() {
    return JdbcSink.<CameraLatest>builder()
        .withExecutionOptions(execution())
        .withQueryStatement(CameraLatestStatement.UPSERT, new CameraLatestStatement())
        .buildAtLeastOnce(connection());
  }

  private static JdbcExecutionOptions execution() {
    return JdbcExecutionOptions.builder()
        .withBatchSize(BATCH_ROWS)
        .withBatchIntervalMs(FLUSH_MILLIS)
        .withMaxRetries(RETRIES)
        .build();
  }

  private JdbcConnectionOptions connection() {
    return new JdbcConnectionOptions.JdbcConnectionOptionsBuilder()
        .withUrl(database.url())
        .withUsername(database.user())
        .withPassword(database.password())
        .withDriverName("org.postgresql.Driver")
        .build();
  }
}
