package io.sightline.query.retention;

import io.sightline.domain.BadInput;
import io.sightline.domain.site.Privacy;
import io.sightline.domain.text.Instants;
import io.sightline.query.access.Access;
import io.sightline.query.access.Editor;
import io.sightline.query.audit.Audit;
import io.sightline.query.failures.NotFound;
import io.sightline.query.failures.Refused;
import io.sightline.query.paging.Page;
import io.sightline.query.paging.Part;
import io.sightline.store.holds.Holds;
import io.sightline.store.holds.Holds.Hold;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/** What of a site stays however long the site keeps things: made and released by admins. */
@Component
public class SiteHolds {
  private static final int LONGEST_REASON = 1_000;

  private final Holds holds;
  private final Access access;
  private final Audit audit;

  protected SiteHolds(Holds holds, Access access, Audit audit) {
    this.holds = holds;
    this.access = access;
    this.audit = audit;
  }

  /**
   * A site's, the oldest first.
   *
   * @throws Refused when this is no admin
   * @throws NotFound when the site is not there
   * @throws BadInput when the limit or cursor cannot be used
   */
  public Page<Hold> list(Editor editor, String site, Part part) {
    requireAdmin(editor, site);
    List<String> after = part.after(1);
    int most = part.most();
    return Page.of(
        holds.of(site, after == null ? 0 : Part.number(after.get(0)), most + 1),
        most,
        hold -> List.of(Long.toString(hold.id())));
  }

  /**
   * @param kind of fact by its table, or observations; null for all
   * @param to exclusive
   * @throws Refused when this is no admin
   * @throws NotFound when the site is not there
   * @throws BadInput when it says too little, or what cannot be
   */
  public Hold make(
      Editor editor, String site, String kind, Instant from, Instant to, String reason) {
    requireAdmin(editor, site);
    if (kind != null && !Privacy.KINDS.contains(kind)) {
      throw new BadInput(
          "`kind` must be one of " + String.join(", ", Privacy.KINDS) + ", or left out for all.");
    }
    if (from == null || to == null || !Instants.isUsable(from) || !Instants.isUsable(to)) {
      throw new BadInput("`from` and `to` must be times from the year 1900 to 2999.");
    }
    if (!from.isBefore(to)) {
      throw new BadInput("`to` must lie after `from`.");
    }
    if (reason == null || reason.isBlank() || reason.length() > LONGEST_REASON) {
      throw new BadInput(
          "`reason` must say why, in up to " + LONGEST_REASON + " characters, for who asks later.");
    }
    long id = holds.add(site, kind, from, to, reason.strip(), editor.username());
    audit.note(editor, "make-hold", site + "/" + id);
    return holds.find(site, id).orElseThrow(() -> missing(id));
  }

  /**
   * @throws Refused when this is no admin
   * @throws NotFound when the site or the hold is not there
   */
  public void release(Editor editor, String site, long id) {
    requireAdmin(editor, site);
    if (!holds.release(site, id)) {
      throw missing(id);
    }
    audit.note(editor, "release-hold", site + "/" + id);
  }

  private void requireAdmin(Editor editor, String site) {
    access.require(editor.reader(), site);
    editor.requireAdmin();
  }

  private static NotFound missing(long id) {
    return new NotFound("The hold " + id);
  }
}
