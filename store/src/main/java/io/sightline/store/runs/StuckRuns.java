package io.sightline.store.runs;

import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Runs that are said to be made and that nobody makes: their process was killed. */
public final class StuckRuns {
  private StuckRuns() {}

  /**
   * Says of them that they failed, and how they go on. Those that were asked for over the network
   * are left: a controller takes them up.
   *
   * @param jdbc of one connection
   * @return their names
   */
  public static List<String> fail(JdbcClient jdbc) {
    RunRows rows = new RunRows(jdbc);
    List<String> stuck = new ArrayList<>();
    for (String run : rows.running(false)) {
      if (RunClaim.isFree(jdbc, run)) {
        rows.fail(run, "Its process ended before it did. The same command takes it up again.");
        stuck.add(run);
      }
    }
    return stuck;
  }
}
