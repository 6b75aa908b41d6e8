package io.sightline.query.audit;

import io.sightline.domain.BadInput;
import io.sightline.query.access.Editor;
import io.sightline.query.failures.Refused;
import io.sightline.query.paging.Page;
import io.sightline.query.paging.Part;
import io.sightline.store.audit.AuditRows;
import io.sightline.store.audit.AuditRows.Noted;
import io.sightline.store.audit.AuditRows.Position;
import io.sightline.store.audit.AuditRows.Question;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/** What was noted, for admins. That they read it is noted as well. */
@Component
public class AuditTrail {
  private static final Duration LONGEST = Duration.ofDays(3_660);

  private final AuditRows rows;
  private final PlateMarks marks;
  private final Audit audit;

  protected AuditTrail(AuditRows rows, PlateMarks marks, Audit audit) {
    this.rows = rows;
    this.marks = marks;
    this.audit = audit;
  }

  /**
   * Which entries; nulls for any.
   *
   * @param plate that was searched for, or asked about
   * @param from at or after it
   * @param to before it
   */
  public record Wanted(
      String principal, String action, String outcome, String plate, Instant from, Instant to) {}

  /**
   * Newest first.
   *
   * @throws Refused when this is no admin
   * @throws BadInput when the time, limit or cursor cannot be used, or plates are not known here
   */
  public Page<Noted> list(Editor editor, Wanted wanted, Part part) {
    editor.requireAdmin();
    if (wanted.outcome() != null && !List.of("done", "refused").contains(wanted.outcome())) {
      throw new BadInput("`outcome` must be done or refused.");
    }
    if (wanted.from() != null && wanted.to() != null) {
      if (wanted.to().isBefore(wanted.from())) {
        throw new BadInput("`to` lies before `from`; turn them round.");
      }
      if (Duration.between(wanted.from(), wanted.to()).compareTo(LONGEST) > 0) {
        throw new BadInput("The time asked for is longer than ten years; make it shorter.");
      }
    }
    byte[] subject = null;
    if (wanted.plate() != null) {
      subject = marks.of(wanted.plate());
      if (subject == null) {
        throw new BadInput("Plates are not known in this audit; set secrets.key-file.");
      }
    }
    audit.noteRead(editor.reader(), "look", "audit", wanted.plate());
    List<String> after = part.after(2);
    int most = part.most();
    return Page.of(
        rows.list(
            new Question(
                wanted.principal(),
                wanted.action(),
                wanted.outcome(),
                subject,
                wanted.from(),
                wanted.to()),
            after == null
                ? null
                : new Position(Part.instant(after.get(0)), Part.number(after.get(1))),
            most + 1),
        most,
        noted -> List.of(noted.at().toString(), Long.toString(noted.id())));
  }
}
