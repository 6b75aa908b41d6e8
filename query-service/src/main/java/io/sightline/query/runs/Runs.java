package io.sightline.query.runs;

import io.sightline.domain.BadInput;
import io.sightline.domain.runs.RunName;
import io.sightline.query.access.Reader;
import io.sightline.query.failures.Conflict;
import io.sightline.query.failures.NotFound;
import io.sightline.store.ledger.LedgerDiff;
import io.sightline.store.runs.RunCatalogue;
import io.sightline.store.runs.RunCatalogue.Run;
import java.util.List;
import org.springframework.stereotype.Component;

/** Runs: the live one, which everybody may know of, and replays, which are their sites'. */
@Component
public class Runs {
  private static final int MOST = 1_000;

  private final RunCatalogue rows;

  protected Runs(RunCatalogue rows) {
    this.rows = rows;
  }

  /** The newest, newest first. */
  public List<Run> list(Reader reader, int limit) {
    if (limit < 1 || limit > MOST) {
      throw new BadInput("`limit` must be from 1 to " + MOST + ".");
    }
    return rows.list(reader.sites(), limit);
  }

  /**
   * @throws NotFound when it is not there for the reader
   */
  public Run find(Reader reader, String run) {
    return rows.find(run)
        .filter(found -> run.equals(RunName.LIVE) || reader.sees(found.site()))
        .orElseThrow(() -> new NotFound("The run '" + run + "'"));
  }

  /**
   * What was added, removed and changed from one run to another.
   *
   * @param partial whether they are compared as they stand, also where one is not finished
   * @throws NotFound when one is not there for the reader, or holds other sites, too
   * @throws Conflict when one is not finished and is not to be compared then
   */
  public LedgerDiff diff(Reader reader, String a, String b, boolean partial) {
    find(reader, a);
    find(reader, b);
    if (!reader.isAdmin() && (a.equals(RunName.LIVE) || b.equals(RunName.LIVE))) {
      throw new NotFound("A comparison with the live run, which holds other sites,");
    }
    if (!partial) {
      requireFinished(a);
      requireFinished(b);
    }
    return rows.diff(a, b, true);
  }

  private void requireFinished(String run) {
    rows.unfinished(run)
        .ifPresent(
            sentence -> {
              throw new Conflict(sentence + ". What there is can be compared with `partial=true`.");
            });
  }
}
