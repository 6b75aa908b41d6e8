package io.sightline.job.sinks;

import io.sightline.domain.facts.Fact;
import io.sightline.domain.observations.ObservationMinute;
import io.sightline.domain.privacy.PlateKeys;
import io.sightline.job.cameras.CameraLatest;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.facts.FactKind;
import java.io.Serializable;
import java.util.function.Function;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.jdbc.JdbcConnectionOptions;
import org.apache.flink.connector.jdbc.JdbcExecutionOptions;
import org.apache.flink.connector.jdbc.JdbcStatementBuilder;
import org.apache.flink.connector.jdbc.core.datastream.sink.JdbcSink;

/**
 * PostgreSQL, at least once and idempotent: rows are keyed by what they are about, so that writing
 * one again changes nothing. Each row is written in the name of the job, which the database refuses
 * where the job does not hold the run's lease.
 */
public final class PostgresOutputs implements LiveOutputs, Serializable {
  private static final int BATCH_ROWS = 500;
  private static final long FLUSH_MILLIS = 100;
  private static final int RETRIES = 3;

  private final DatabaseAddress database;
  private final String run;
  private final String codeVersion;
  private final PrivacyGuard guard;

  /** Of sites whose plates are told as they are, in a database in which none was erased. */
  public PostgresOutputs(DatabaseAddress database, String run, String codeVersion) {
    this(database, run, codeVersion, new PrivacyGuard(database, PlateKeys.NONE, null));
  }

  public PostgresOutputs(
      DatabaseAddress database, String run, String codeVersion, PrivacyGuard guard) {
    this.database = database;
    this.run = run;
    this.codeVersion = codeVersion;
    this.guard = guard;
  }

  @Override
  public <F extends Fact> Sink<F> facts(FactKind<F> kind) {
    return sink(kind.upsert(), job -> new FactStatement<>(kind, run, job, codeVersion, guard));
  }

  @Override
  public Sink<ObservationMinute> observations() {
    return sink(
        ObservationStatement.UPSERT, job -> new ObservationStatement(run, job, codeVersion, guard));
  }

  @Override
  public Sink<CameraLatest> latest() {
    return sink(CameraLatestStatement.UPSERT, job -> new CameraLatestStatement(job, guard));
  }

  private interface OfJob<T> extends Function<String, T>, Serializable {}

  private <T> Sink<T> sink(String statement, OfJob<JdbcStatementBuilder<T>> filled) {
    return new NamedWriter<>(
        job ->
            JdbcSink.<T>builder()
                .withExecutionOptions(execution())
                .withQueryStatement(statement, filled.apply(job))
                .buildAtLeastOnce(connection()));
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
        .withUrl(quiet(database.url()))
        .withUsername(database.user())
        .withPassword(database.password())
        .withDriverName("org.postgresql.Driver")
        .build();
  }

  /** Where a row is refused, the driver would tell the log what stands in it. */
  private static String quiet(String url) {
    return url + (url.contains("?") ? "&" : "?") + "logServerErrorDetail=false";
  }
}
