package io.sightline.store.runs;

import io.sightline.store.Partitions;
import io.sightline.store.Partitions.Part;
import io.sightline.store.facts.FactKind;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.holds.Holds;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Deletes a run with all that it holds. It is marked first, and is nobody's to use from then on;
 * its rows go part by part and batch by batch, so that no transaction is open for long: the live
 * feed waits for the oldest one. The run's own row goes last, so that a deletion that was broken
 * off is taken up.
 */
public final class RunDeletion {
  static final int BATCH = 5_000;

  private RunDeletion() {}

  /**
   * Has a run that has ended be deleted by whoever does the chores.
   *
   * @return false when there is none of this name, or it goes on
   */
  public static boolean mark(JdbcClient jdbc, String run) {
    return mark(jdbc, run, "state in ('done', 'failed', 'cancelled', 'deleting')");
  }

  /**
   * The same of one that whoever holds its claim is about to delete, however it stands.
   *
   * @return false when there is none of this name
   */
  public static boolean markClaimed(JdbcClient jdbc, String run) {
    return mark(jdbc, run, "true");
  }

  private static boolean mark(JdbcClient jdbc, String run, String condition) {
    return jdbc.sql(
                """
                update runs set progress = case state when 'deleting' then progress else 0 end,
                  state = 'deleting', cancel_requested = true
                where run = ? and run <> 'live' and %s
                """
                    .formatted(condition))
            .param(run)
            .update()
        > 0;
  }

  /** Runs that are to be deleted, or whose deletion was broken off, in the order of their names. */
  public static List<String> marked(JdbcClient jdbc) {
    return jdbc.sql("select run from runs where state = 'deleting' order by run")
        .query(String.class)
        .list();
  }

  /** Those that hold what is a run's. */
  static List<String> tables(FactKinds kinds) {
    return Stream.concat(kinds.all().stream().map(FactKind::name), Stream.of("observations"))
        .toList();
  }

  /** Why a run cannot be deleted: a hold that something of it falls under. */
  public static Optional<Holds.Hold> held(JdbcClient jdbc, FactKinds kinds, String run) {
    return new Holds(jdbc).over(run, tables(kinds));
  }

  /**
   * Deletes what a run holds, and leaves the run's own row.
   *
   * @param jdbc each statement of which is a transaction
   * @param progress is told the share that is done, 0 to 1
   */
  public static void rows(JdbcClient jdbc, FactKinds kinds, String run, DoubleConsumer progress) {
    rows(jdbc, kinds, run, BATCH, progress);
  }

  static void rows(
      JdbcClient jdbc, FactKinds kinds, String run, int batch, DoubleConsumer progress) {
    List<String> tables = tables(kinds);
    List<Part> parts =
        Partitions.all(jdbc).stream().filter(part -> tables.contains(part.table())).toList();
    for (int i = 0; i < parts.size(); i++) {
      String sql =
          "delete from %1$s where ctid = any (array(select ctid from %1$s where run = ? limit ?))"
              .formatted(parts.get(i).name());
      while (isThere(jdbc, parts.get(i)) && jdbc.sql(sql).params(run, batch).update() == batch) {
        progress.accept((double) i / parts.size());
      }
      progress.accept((i + 1.0) / parts.size());
    }
  }

  /** Parts whose time is over are dropped meanwhile. */
  private static boolean isThere(JdbcClient jdbc, Part part) {
    return jdbc.sql("select to_regclass(?) is not null")
        .param(part.name())
        .query(Boolean.class)
        .single();
  }

  /** Deletes the run's own row, after all else. */
  public static void forget(JdbcClient jdbc, String run) {
    jdbc.sql("delete from run_leases where run = ?").param(run).update();
    jdbc.sql("delete from erased_tracks where run = ?").param(run).update();
    jdbc.sql("delete from reviews where run = ?").param(run).update();
    jdbc.sql("delete from review_claims where run = ?").param(run).update();
    jdbc.sql("delete from runs where run = ?").param(run).update();
  }

  /** Deletes a run at once. */
  public static void delete(JdbcClient jdbc, FactKinds kinds, String run) {
    markClaimed(jdbc, run);
    rows(jdbc, kinds, run, share -> {});
    forget(jdbc, run);
  }
}
