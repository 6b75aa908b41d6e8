package io.sightline.store.standing;

import io.sightline.domain.BadInput;
import io.sightline.domain.runs.RunName;
import io.sightline.store.facts.FactKind;
import io.sightline.store.facts.FactKinds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whether what is stored of a run is all that there will be, for those who read it as a whole. */
public final class RunStanding {
  /** Begins the name of the lock that whoever makes a run holds; the run follows. */
  public static final String LOCK = "sightline run ";

  /** Name of the lock that all share who make the runs that people ask for. */
  public static final String MAKERS = "sightline makers of runs";

  private RunStanding() {}

  /**
   * SQL of whether somebody of this database holds an advisory lock.
   *
   * @param name SQL of its name
   */
  public static String held(String name) {
    return """
    exists (select from pg_locks l
      where l.locktype = 'advisory' and l.granted and l.objsubid = 1
        and l.database = (select oid from pg_database where datname = current_database())
        and ((l.classid::bigint << 32) | l.objid::bigint) = hashtextextended(%s, 0))
    """
        .formatted(name);
  }

  /** That there is no such run, and what to do. */
  public static BadInput unknown(String run) {
    return new BadInput(
        "There is no run '" + run + "'; make it with replay, or check the name and --data.");
  }

  private static boolean isHeld(JdbcClient jdbc, String lock) {
    return jdbc.sql("select " + held("?")).param(lock).query(Boolean.class).single();
  }

  /**
   * Why a run's ledger is not whole, with what would make it so.
   *
   * @return a sentence; empty when it is whole
   * @throws BadInput when there is no such run
   */
  public static Optional<String> unfinished(JdbcClient jdbc, String run) {
    return standing(jdbc, run)
        .flatMap(
            standing ->
                standing.state().equals("done")
                    ? expired(run, standing.expired(), ledgerTables())
                    : Optional.of(sentence(jdbc, run, standing)));
  }

  /**
   * Why a run has not ended, with what would end it; what is no longer kept of it is none of that.
   *
   * @return a sentence; empty when it is done
   */
  public static Optional<String> unended(JdbcClient jdbc, String run) {
    return standing(jdbc, run)
        .filter(standing -> !standing.state().equals("done"))
        .map(standing -> sentence(jdbc, run, standing));
  }

  /**
   * Why a run's stored observations are not whole, with what would make them so.
   *
   * @return a sentence; empty when they are whole
   * @throws BadInput when there is no such run
   */
  public static Optional<String> unfinishedObservations(JdbcClient jdbc, String run) {
    return standing(jdbc, run)
        .flatMap(
            standing ->
                standing.state().equals("done")
                    ? expired(run, standing.expired(), List.of("observations"))
                    : Optional.of(sentence(jdbc, run, standing)));
  }

  private record Standing(String state, double progress, String error, List<String> expired) {}

  private static Optional<Standing> standing(JdbcClient jdbc, String run) {
    Optional<Standing> standing =
        jdbc.sql("select state, progress, error, expired || thinned from runs where run = ?")
            .param(run)
            .query(
                (row, number) ->
                    new Standing(
                        row.getString(1),
                        row.getDouble(2),
                        row.getString(3),
                        Arrays.asList((String[]) row.getArray(4).getArray())))
            .optional();
    if (standing.isEmpty()) {
      throw unknown(run);
    }
    return standing;
  }

  private static List<String> ledgerTables() {
    return FactKinds.PRODUCT.ledger().stream().map(FactKind::name).toList();
  }

  private static Optional<String> expired(String run, List<String> expired, List<String> needed) {
    List<String> gone = new ArrayList<>(new TreeSet<>(expired));
    gone.retainAll(needed);
    return gone.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "The run '"
                + run
                + "' is no longer whole: its site keeps "
                + String.join(", ", gone)
                + " for a shorter time; make it again from its footage");
  }

  private static String sentence(JdbcClient jdbc, String run, Standing standing) {
    if (run.equals(RunName.LIVE)) {
      return "The live run goes on and is never finished; make a run of a part of it with replay"
          + " --from-run live --from … --to …";
    }
    String name = "The run '" + run + "' is not finished: ";
    return name
        + switch (standing.state()) {
          case "requested" ->
              isHeld(jdbc, MAKERS)
                  ? "it is asked for and has not begun; wait until it is done"
                  : "it is asked for and has not begun: nobody makes runs on this database; start"
                      + " `serve` on it";
          case "running" ->
              (isHeld(jdbc, LOCK + run)
                      ? "it is being made (%d %%); wait until it is done"
                      : "its process ended (at %d %%); take it up with the same replay command")
                  .formatted((int) (standing.progress() * 100));
          case "failed" ->
              "it failed"
                  + (standing.error() == null ? "" : " (" + plain(standing.error()) + ")")
                  + "; take it up with the same replay command";
          case "cancelled" -> "it was cancelled; take it up with the same replay command";
          case "deleting" ->
              "it is being deleted (%d %%); make it again under another name"
                  .formatted((int) (standing.progress() * 100));
          default -> "it is " + standing.state();
        };
  }

  private static String plain(String error) {
    return error.strip().replaceAll("\\s+", " ").replaceFirst("\\.$", "");
  }
}
