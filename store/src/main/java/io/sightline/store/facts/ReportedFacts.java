package io.sightline.store.facts;

import io.sightline.domain.facts.Fact;
import io.sightline.domain.privacy.PlateKeys;
import io.sightline.domain.runs.RunName;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.UUID;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Writes facts of the live run that people report and no job makes. They are told, kept and erased
 * as those of cameras.
 */
public final class ReportedFacts {
  private static final String NO_JOB = "people";

  private final JdbcTemplate jdbc;
  private final PlateKeys keys;
  private final String codeVersion;
  private final boolean news;

  /**
   * @param jdbc whose transaction it takes part in
   * @param keys by which plates are known that are erased
   * @param news whether those who listen are told
   */
  public ReportedFacts(JdbcTemplate jdbc, PlateKeys keys, String codeVersion, boolean news) {
    this.news = news;
    this.jdbc = jdbc;
    this.keys = keys;
    this.codeVersion = codeVersion;
  }

  /** Writes facts, or revises those that are there. */
  public <F extends Fact> void write(FactKind<F> kind, Collection<F> facts) {
    if (facts.isEmpty()) {
      return;
    }
    jdbc.execute(
        (ConnectionCallback<Void>)
            connection -> {
              try (PreparedStatement statement =
                  connection.prepareStatement(kind.upsertOfNoJob())) {
                for (F fact : facts) {
                  bind(statement, kind, fact);
                  statement.addBatch();
                }
                statement.executeBatch();
              }
              return null;
            });
    if (!news) {
      // Who looks for what is new passes by what is older than any transaction.
      jdbc.update(
          "update %s set written_xid = '3' where run = ? and id = any (?)".formatted(kind.name()),
          RunName.LIVE,
          facts.stream().map(fact -> UUID.fromString(fact.head().id())).toArray(UUID[]::new));
    }
  }

  private <F extends Fact> void bind(PreparedStatement statement, FactKind<F> kind, F fact)
      throws SQLException {
    String plate = kind.plateOf(fact);
    byte[] mark =
        plate == null || keys.erasure() == null ? null : keys.mark(fact.head().site(), plate);
    kind.bind(statement, RunName.LIVE, NO_JOB, codeVersion, fact, mark);
  }
}
