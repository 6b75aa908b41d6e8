package io.sightline.query.erasure;

import io.sightline.domain.BadInput;
import io.sightline.domain.plates.NormalPlate;
import io.sightline.domain.privacy.PlateKeys;
import io.sightline.query.access.Access;
import io.sightline.query.access.Editor;
import io.sightline.query.audit.Audit;
import io.sightline.query.audit.PlateMarks;
import io.sightline.query.failures.NotFound;
import io.sightline.query.failures.Refused;
import io.sightline.store.erasure.SubjectRows;
import org.springframework.stereotype.Component;

/** What is known of one plate, for whoever it is about; gathered by admins. */
@Component
public class SubjectAccess {
  /** Of each kind of fact. */
  private static final int MOST = 10_000;

  private final SubjectRows rows;
  private final PlateNames names;
  private final PlateKeys keys;
  private final Access access;
  private final Audit audit;
  private final PlateMarks marks;

  protected SubjectAccess(
      SubjectRows rows,
      PlateNames names,
      PlateKeys keys,
      PlateMarks marks,
      Access access,
      Audit audit) {
    this.marks = marks;
    this.rows = rows;
    this.names = names;
    this.keys = keys;
    this.access = access;
    this.audit = audit;
  }

  /**
   * All that is known of a plate at a site, in all runs. That somebody asked is written down.
   *
   * @throws Refused when this is no admin
   * @throws NotFound when the site is not there
   * @throws BadInput when it is no plate
   */
  public SubjectRows.Known of(Editor editor, String site, String plate) {
    access.require(editor.reader(), site);
    editor.requireAdmin();
    Erasing.requirePlate(plate);
    audit.noteSubjectAccess(editor, site, plate);
    byte[] mark = keys.erasure() == null ? null : keys.mark(site, plate);
    return rows.of(site, names.of(site, plate), NormalPlate.of(plate), mark, marks.of(plate), MOST);
  }
}
