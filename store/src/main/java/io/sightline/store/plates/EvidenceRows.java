package io.sightline.store.plates;

import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Where the pictures of plates are kept. */
public final class EvidenceRows {
  private final JdbcClient jdbc;

  public EvidenceRows(DataSource database) {
    this.jdbc = JdbcClient.create(database);
  }

  /**
   * What is kept of a plate.
   *
   * @param keptBy the run that keeps the picture: runs of stored observations have their source's
   * @param crop name of the picture among that run's; null when none was kept
   */
  public record Evidence(String site, String camera, String keptBy, String crop) {}

  public Optional<Evidence> find(String run, UUID plate) {
    return jdbc
        .sql(
            """
            select p.site, p.camera, coalesce(r.from_run, p.run), p.evidence
            from plate_reads p left join runs r on r.run = p.run
            where p.run = ? and p.id = ? and not p.retracted
            """)
        .params(run, plate)
        .query(
            (row, number) ->
                new Evidence(
                    row.getString(1), row.getString(2), row.getString(3), row.getString(4)))
        .list()
        .stream()
        .findFirst();
  }
}
