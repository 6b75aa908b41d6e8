package io.sightline.query.licences;

import io.sightline.domain.BadInput;
import io.sightline.domain.licence.Licence;
import io.sightline.domain.licence.LicenceKey;
import io.sightline.domain.settings.Settings;
import io.sightline.domain.text.Instants;
import io.sightline.query.access.Editor;
import io.sightline.query.audit.Audit;
import io.sightline.query.failures.Conflict;
import io.sightline.query.failures.Refused;
import io.sightline.store.licences.LicenceRows;
import java.security.PublicKey;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Licences and what is used. Everything works without one, and is counted all the same. */
@Component
public class Licences {
  private static final int LONGEST_NODE = 100;
  private static final int MOST_CAMERAS = 1_000_000;

  private final LicenceRows rows;
  private final Audit audit;
  private final PublicKey issuer;

  protected Licences(LicenceRows rows, Audit audit, Settings settings) {
    this.rows = rows;
    this.audit = audit;
    this.issuer = settings.get(Settings.LICENCE_PUBLIC_KEY);
  }

  /**
   * Has a node use a licence.
   *
   * @throws Refused when the editor is no admin
   * @throws BadInput when the key is none, or over
   * @throws Conflict when it is not known whose keys count
   */
  public Licence activate(Editor editor, String key, String node) {
    editor.requireAdmin();
    requireNode(node);
    if (issuer == null) {
      throw new Conflict(
          "Whose licence keys count is not said; set licence.public-key. Everything works without a"
              + " licence.");
    }
    Licence licence = LicenceKey.verify(key, issuer);
    if (licence.isOver(Instant.now())) {
      throw new BadInput("This licence was over at " + licence.expiresAt() + "; ask for another.");
    }
    rows.activate(node, licence, editor.username());
    audit.note(editor, "activate-licence", licence.id() + " for " + node);
    return licence;
  }

  /**
   * Notes what a node uses.
   *
   * @param at null for now
   * @throws BadInput when it says what cannot be
   */
  public void use(String node, Integer cameras, Instant at) {
    requireNode(node);
    if (cameras == null || cameras < 0 || cameras > MOST_CAMERAS) {
      throw new BadInput("`camera_count` should be a number from 0 to " + MOST_CAMERAS + ".");
    }
    Instant when = at == null ? Instant.now() : at;
    if (!Instants.isUsable(when)) {
      throw new BadInput("`timestamp` must be a time of our age.");
    }
    rows.use(node, cameras, when);
  }

  private static void requireNode(String node) {
    if (node == null
        || node.isBlank()
        || node.length() > LONGEST_NODE
        || node.chars().anyMatch(Character::isISOControl)) {
      throw new BadInput("`node_id` must have from 1 to " + LONGEST_NODE + " characters.");
    }
  }
}
