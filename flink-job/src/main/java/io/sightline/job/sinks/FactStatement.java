package io.sightline.job.sinks;

import io.sightline.domain.facts.Fact;
import io.sightline.store.facts.FactKind;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.apache.flink.connector.jdbc.JdbcStatementBuilder;

/** Fills {@link FactKind#upsert} with a fact. */
record FactStatement<F extends Fact>(
    FactKind<F> kind, String run, String job, String codeVersion, PrivacyGuard guard)
    implements JdbcStatementBuilder<F> {
  @Override
  public void accept(PreparedStatement statement, F fact) throws SQLException {
    kind.bind(statement, run, job, codeVersion, guard.told(kind, fact), guard.mark(kind, fact));
  }
}
