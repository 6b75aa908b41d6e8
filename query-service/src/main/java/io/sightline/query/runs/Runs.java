package io.sightline.query.runs;

import io.sightline.domain.BadInput;
import io.sightline.domain.runs.RunName;
import io.sightline.query.access.Access;
import io.sightline.query.access.Reader;
import io.sightline.query.audit.Audit;
import io.sightline.query.failures.Conflict;
import io.sightline.query.failures.NotFound;
import io.sightline.query.paging.Page;
import io.sightline.query.paging.Part;
import io.sightline.store.ledger.LedgerDiff;
import io.sightline.store.runs.RunCatalogue;
import io.sightline.store.runs.RunCatalogue.Run;
import java.util.List;
import org.springframework.stereotype.Component;

/** Runs: the live one, which everybody may know of, and replays, which are their sites'. */
@Component
public class Runs {
  private final RunCatalogue rows;
  private final Access access;
  private final Audit audit;

  protected Runs(RunCatalogue rows, Access access, Audit audit) {
    this.audit = audit;
    this.rows = rows;
    this.access = access;
  }

  /**
   * Newest first.
   *
   * @param site only its replays; null for all that may be seen, and the live run
   * @throws NotFound when the site is not there for the reader
   * @throws BadInput when the limit or cursor cannot be used
   */
  public Page<Run> list(Reader reader, String site, Part part) {
    if (site != null) {
      access.require(reader, site);
    }
    List<String> after = part.after(2);
    int most = part.most();
    return Page.of(
        rows
            .list(
                reader.sites(),
                site,
                after == null ? null : Part.instant(after.get(0)),
                after == null ? null : after.get(1),
                most + 1)
            .stream()
            .map(Run::withoutPlates)
            .toList(),
        most,
        run -> List.of(run.requestedAt().toString(), run.run()));
  }

  /**
   * Without the plates that were read: those are asked for as such, which is written down.
   *
   * @throws NotFound when it is not there for the reader
   */
  public Run find(Reader reader, String run) {
    return rows.find(run)
        .filter(found -> run.equals(RunName.LIVE) || reader.sees(found.site()))
        .map(Run::withoutPlates)
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
    audit.noteRead(reader, "compare", a + " and " + b);
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
