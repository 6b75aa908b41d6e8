package io.sightline.query.alerts;

import io.sightline.domain.BadInput;
import io.sightline.query.access.Access;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Reader;
import io.sightline.query.access.Role;
import io.sightline.query.audit.Audit;
import io.sightline.query.failures.Conflict;
import io.sightline.query.failures.NotFound;
import io.sightline.query.paging.Page;
import io.sightline.query.paging.Part;
import io.sightline.store.alerts.SilenceRows;
import io.sightline.store.alerts.SilenceRows.Place;
import io.sightline.store.alerts.SilenceRows.Silence;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** What nobody wants to be told of for a while; the facts are there all the same. */
@Component
public class Silences {
  private static final int MOST = 1_000;
  private static final int LONGEST_WORD = 200;
  private static final int LONGEST_REASON = 1_000;
  private static final Duration LONGEST = Duration.ofDays(366);

  private final SilenceRows rows;
  private final NamedThings names;
  private final Access access;
  private final Audit audit;

  protected Silences(SilenceRows rows, NamedThings names, Access access, Audit audit) {
    this.rows = rows;
    this.names = names;
    this.access = access;
    this.audit = audit;
  }

  /**
   * What is to be silent; null for any.
   *
   * @param role whom it is not shown to; null for everybody, and for receivers
   * @param from event time; null for now
   * @param until event time
   */
  public record Wanted(
      String site,
      String alertKind,
      String camera,
      String entry,
      String place,
      String role,
      Instant from,
      Instant until,
      String reason) {}

  /**
   * @throws NotFound when the site is not there for the editor, or only to be looked at, or has
   *     nothing of a name that it says
   * @throws BadInput when it says too little, or what cannot be
   * @throws Conflict when the site has too many
   */
  public Silence add(Editor editor, Wanted wanted) {
    if (wanted.site() == null) {
      throw new BadInput("`site` must be the id of the site.");
    }
    access.requireClerk(editor, wanted.site());
    Instant from = wanted.from() == null ? Instant.now() : wanted.from();
    boolean isSpan =
        wanted.until() != null
            && wanted.until().isAfter(from)
            && Duration.between(from, wanted.until()).compareTo(LONGEST) <= 0;
    if (!isSpan) {
      throw new BadInput(
          "`until` must be after `from`, or after now, by up to " + LONGEST.toDays() + " days.");
    }
    if (wanted.alertKind() != null && !Alerts.words().contains(wanted.alertKind())) {
      throw new BadInput("`alert_kind` must be one of " + String.join(", ", Alerts.words()) + ".");
    }
    if (wanted.role() != null && Role.find(wanted.role()).isEmpty()) {
      throw new BadInput("`role` must be viewer, clerk or admin.");
    }
    requireWords(wanted);
    names.require(
        Set.of(wanted.site()), one(wanted.camera()), one(wanted.entry()), one(wanted.place()));
    if (rows.count(wanted.site()) >= MOST) {
      throw new Conflict(
          "The site '" + wanted.site() + "' has " + MOST + " silences; end some of them.");
    }
    Silence made =
        rows.add(
            new Silence(
                null,
                wanted.site(),
                wanted.alertKind(),
                wanted.camera(),
                wanted.entry(),
                wanted.place(),
                wanted.role(),
                from,
                wanted.until(),
                wanted.reason(),
                editor.username(),
                null));
    audit.note(editor, "silence", wanted.site() + "/" + made.id());
    return made;
  }

  private static List<String> one(String name) {
    return name == null ? List.of() : List.of(name);
  }

  private static void requireWords(Wanted wanted) {
    boolean isShort =
        Stream.of(wanted.camera(), wanted.entry(), wanted.place())
            .allMatch(word -> isText(word, LONGEST_WORD));
    if (!isShort || !isText(wanted.reason(), LONGEST_REASON)) {
      throw new BadInput(
          "`camera`, `entry` and `place` have up to "
              + LONGEST_WORD
              + " characters, `reason` up to "
              + LONGEST_REASON
              + ", and no NUL.");
    }
  }

  private static boolean isText(String text, int longest) {
    return text == null || text.length() <= longest && text.indexOf('\0') < 0;
  }

  /**
   * Those that end last first.
   *
   * @param site null for all that the reader may see
   * @param active whether only those that are not over
   * @throws NotFound when the site is not there for the reader
   */
  public Page<Silence> list(Reader reader, String site, boolean active, Part part) {
    Place before =
        Optional.ofNullable(part.after(2))
            .map(texts -> new Place(Part.instant(texts.get(0)), Part.id(texts.get(1))))
            .orElse(null);
    int most = part.most();
    return Page.of(
        rows.list(access.sites(reader, site), active, before, most + 1),
        most,
        one -> List.of(one.endsAt().toString(), one.id().toString()));
  }

  /**
   * Ends one now; what was silent stays so.
   *
   * @throws NotFound when it is not there for the editor, or only to be looked at
   */
  public void end(Editor editor, UUID id) {
    Silence silence =
        rows.find(id)
            .filter(one -> editor.reader().sees(one.site()))
            .orElseThrow(() -> new NotFound("A silence " + id));
    access.requireClerk(editor, silence.site());
    rows.end(id);
    audit.note(editor, "end-silence", silence.site() + "/" + id);
  }
}
