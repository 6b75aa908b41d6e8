package io.sightline.store.plates;

import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Where the pictures of plates and passages are kept, and which of them facts name. */
public final class EvidenceRows {
  private final JdbcClient jdbc;

  public EvidenceRows(DataSource database) {
    this(JdbcClient.create(database));
  }

  public EvidenceRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * What is kept of a plate.
   *
   * @param keptBy the run that keeps the picture: runs of stored observations have their source's
   * @param crop name of the picture among that run's; null when none was kept
   */
  public record Evidence(String site, String camera, String keptBy, String crop, String text) {}

  /** Whether any fact names a picture. */
  public boolean isAnyNamed() {
    return jdbc.sql(
            """
            select exists (select from plate_reads where evidence is not null)
              or exists (select from passages where picture is not null)
            """)
        .query(Boolean.class)
        .single();
  }

  public Optional<Evidence> find(String run, UUID plate) {
    return jdbc
        .sql(
            """
            select p.site, p.camera, coalesce(r.from_run, p.run), p.evidence, p.text
            from plate_reads p left join runs r on r.run = p.run
            where p.run = ? and p.id = ? and not p.retracted
            """)
        .params(run, plate)
        .query(
            (row, number) ->
                new Evidence(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5)))
        .list()
        .stream()
        .findFirst();
  }

  /**
   * What is kept of a passage.
   *
   * @param keptBy the run that keeps the picture: runs of stored observations have their source's
   * @param picture name of the picture among that run's; null when none was kept
   * @param vehicle place of the passage's vehicle among those seen in the picture; null when no
   *     picture was kept
   * @param plate null where it was not read
   */
  public record OfPassage(
      String site, String camera, String keptBy, String picture, Integer vehicle, String plate) {}

  public Optional<OfPassage> findOfPassage(String run, UUID passage) {
    return jdbc
        .sql(
            """
            select p.site, p.camera, coalesce(r.from_run, p.run), p.picture, p.picture_vehicle, p.plate
            from passages p left join runs r on r.run = p.run
            where p.run = ? and p.id = ? and not p.retracted
            """)
        .params(run, passage)
        .query(
            (row, number) ->
                new OfPassage(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getObject(5, Integer.class),
                    row.getString(6)))
        .list()
        .stream()
        .findFirst();
  }

  /**
   * Those of a run's pictures that a fact names, of it or of a run made from its observations, or a
   * record that somebody keeps.
   */
  public Set<String> named(String run, Collection<String> pictures) {
    return new HashSet<>(
        jdbc.sql(
                """
                select evidence from plate_reads
                where (run = :run or run in (select run from runs where from_run = :run))
                  and not retracted and evidence = any (:pictures)
                union
                select picture from passages
                where (run = :run or run in (select run from runs where from_run = :run))
                  and not retracted and picture = any (:pictures)
                union
                select picture from images where :run = 'live' and picture = any (:pictures)
                """)
            .param("run", run)
            .param("pictures", pictures.toArray(String[]::new))
            .query(String.class)
            .list());
  }

  /** Those of some runs that name nothing new any more: ended for good, or not there. */
  public Set<String> ended(Collection<String> runs) {
    Set<String> ended = new HashSet<>(runs);
    jdbc.sql("select run from runs where run = any (?) and state <> 'done'")
        .param(runs.toArray(String[]::new))
        .query(String.class)
        .list()
        .forEach(ended::remove);
    return ended;
  }
}
