package io.sightline.query.watchlists;

import io.sightline.domain.BadInput;
import io.sightline.domain.site.Privacy;
import io.sightline.domain.site.Site;
import io.sightline.domain.text.Instants;
import io.sightline.domain.watchlist.WatchPattern;
import io.sightline.domain.watchlist.WatchlistEntry.Match;
import io.sightline.query.access.Access;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Reader;
import io.sightline.query.audit.Audit;
import io.sightline.query.failures.Conflict;
import io.sightline.query.failures.NotFound;
import io.sightline.query.paging.Page;
import io.sightline.query.paging.Part;
import io.sightline.store.sites.SiteRows;
import io.sightline.store.watchlists.BoloRows;
import io.sightline.store.watchlists.BoloRows.Bolo;
import io.sightline.store.watchlists.BoloRows.Place;
import io.sightline.store.watchlists.BoloRows.Question;
import io.sightline.store.watchlists.PlatesSeen;
import io.sightline.store.watchlists.PlatesSeen.Seen;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Who is wanted: entries that people make beside those of site files. */
@Component
public class Watchlists {
  /** Of one site. */
  private static final int MOST_ENTRIES = 20_000;

  private static final int LONGEST_DESCRIPTION = 1_000;
  private static final Duration LONGEST_COOL_DOWN = Duration.ofDays(365);

  /** So far back a pattern is tried. */
  private static final Duration USUAL_PAST = Duration.ofDays(30);

  private static final Duration LONGEST_PAST = Duration.ofDays(366);
  private static final int MOST_SEEN = 1_000;

  private final BoloRows rows;
  private final PlatesSeen seen;
  private final SiteRows sites;
  private final Access access;
  private final Audit audit;

  protected Watchlists(BoloRows rows, PlatesSeen seen, SiteRows sites, Access access, Audit audit) {
    this.rows = rows;
    this.seen = seen;
    this.sites = sites;
    this.access = access;
    this.audit = audit;
  }

  /**
   * What somebody wants to look out for; what is null was left out.
   *
   * @param match exact, wildcard, regex or similar
   * @param coolDownMillis least event time between two deliveries
   */
  public record Wanted(
      String pattern,
      String match,
      String description,
      Instant validFrom,
      Instant validTo,
      Long coolDownMillis,
      Boolean active) {}

  /**
   * What may be taken away with a change.
   *
   * @param validTo whether it counts for ever
   * @param coolDown whether there is none
   * @param description whether there is none
   */
  public record Cleared(boolean validTo, boolean coolDown, boolean description) {
    public static final Cleared NOTHING = new Cleared(false, false, false);
  }

  /**
   * Keeps an entry; the live run looks out for it within seconds.
   *
   * @throws NotFound when the site is not there for the editor, or only to be looked at
   * @throws BadInput when it says too little, or what cannot be
   * @throws Conflict when the site has too many
   */
  public Bolo add(Editor editor, String site, Wanted wanted) {
    if (site == null) {
      throw new BadInput("`site` must be the id of the site.");
    }
    access.requireClerk(editor, site);
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    Bolo bolo =
        checked(
            new Bolo(
                null,
                site,
                wanted.pattern(),
                wanted.match() == null ? word(Match.WILDCARD) : wanted.match(),
                wanted.description(),
                wanted.validFrom() == null ? now : wanted.validFrom(),
                wanted.validTo(),
                wanted.coolDownMillis(),
                wanted.active() == null || wanted.active(),
                editor.username(),
                null,
                null));
    Bolo made =
        rows.add(bolo, MOST_ENTRIES)
            .orElseThrow(
                () ->
                    new Conflict(
                        "The site '"
                            + site
                            + "' has "
                            + MOST_ENTRIES
                            + " entries; delete some that nobody needs any more."));
    audit.note(editor, "watch", site + "/" + made.id());
    return made;
  }

  /**
   * Changes of an entry what is not null; it counts as it is now from now on.
   *
   * @param cleared what is taken away
   * @throws NotFound when the entry is not there for the editor, or only to be looked at
   * @throws BadInput when it says what cannot be
   */
  public Bolo change(Editor editor, UUID id, Wanted wanted, Cleared cleared) {
    Bolo known = require(editor.reader(), id);
    access.requireClerk(editor, known.site());
    Bolo changed =
        rows.change(id, known.site(), before -> merged(before, wanted, cleared), editor.username())
            .orElseThrow(() -> missing(id));
    audit.note(editor, "watch", changed.site() + "/" + id);
    return changed;
  }

  private static Bolo merged(Bolo before, Wanted wanted, Cleared cleared) {
    return checked(
        before.with(
            or(wanted.pattern(), before.pattern()),
            or(wanted.match(), before.match()),
            cleared.description() ? null : or(wanted.description(), before.description()),
            or(wanted.validFrom(), before.validFrom()),
            cleared.validTo() ? null : or(wanted.validTo(), before.validTo()),
            cleared.coolDown() ? null : or(wanted.coolDownMillis(), before.coolDownMillis()),
            or(wanted.active(), before.active())));
  }

  private static <T> T or(T wanted, T before) {
    return wanted == null ? before : wanted;
  }

  private static Bolo checked(Bolo bolo) {
    pattern(bolo.match(), bolo.pattern());
    if (bolo.description() != null
        && (bolo.description().length() > LONGEST_DESCRIPTION
            || bolo.description().indexOf('\0') >= 0)) {
      throw new BadInput(
          "`description` may have up to " + LONGEST_DESCRIPTION + " characters, and no NUL.");
    }
    if (!Instants.isUsable(bolo.validFrom())
        || (bolo.validTo() != null && !Instants.isUsable(bolo.validTo()))) {
      throw new BadInput("`valid_from` and `valid_to` must be times of our age.");
    }
    if (bolo.validTo() != null && !bolo.validFrom().isBefore(bolo.validTo())) {
      throw new BadInput("`valid_to` must be after `valid_from`.");
    }
    if (bolo.coolDownMillis() != null
        && (bolo.coolDownMillis() < 0 || bolo.coolDownMillis() > LONGEST_COOL_DOWN.toMillis())) {
      throw new BadInput("`cool_down_ms` must be from 0 to a year.");
    }
    return bolo;
  }

  private static WatchPattern pattern(String match, String pattern) {
    Match known =
        Arrays.stream(Match.values())
            .filter(one -> word(one).equals(match))
            .findFirst()
            .orElseThrow(() -> new BadInput("`match` must be exact, wildcard, regex or similar."));
    if (pattern == null || pattern.indexOf('\0') >= 0) {
      throw new BadInput(
          "The pattern of plates is missing or has no text; give one such as AB?C12.");
    }
    try {
      return WatchPattern.of(known, pattern);
    } catch (IllegalArgumentException e) {
      throw new BadInput("The pattern of plates cannot be used: " + e.getMessage() + ".", e);
    }
  }

  private static String word(Match match) {
    return match.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Takes an entry away; alerts that it raised stay.
   *
   * @throws NotFound when the entry is not there for the editor, or only to be looked at
   */
  public void remove(Editor editor, UUID id) {
    Bolo known = require(editor.reader(), id);
    access.requireClerk(editor, known.site());
    if (!rows.remove(id, known.site(), editor.username())) {
      throw missing(id);
    }
    audit.note(editor, "unwatch", known.site() + "/" + id);
  }

  /**
   * @throws NotFound when the entry is not there for the reader
   */
  public Bolo find(Reader reader, UUID id) {
    Bolo bolo = require(reader, id);
    audit.noteRead(reader, "search", "watchlist of " + bolo.site());
    return bolo;
  }

  private Bolo require(Reader reader, UUID id) {
    return rows.find(id).filter(bolo -> reader.sees(bolo.site())).orElseThrow(() -> missing(id));
  }

  private static NotFound missing(UUID id) {
    return new NotFound("A watchlist entry " + id);
  }

  /**
   * The newest first.
   *
   * @param site null for all that the reader may see
   * @param active null for any
   * @throws NotFound when the site is not there for the reader
   */
  public Page<Bolo> list(Reader reader, String site, Boolean active, Part part) {
    Place before =
        Optional.ofNullable(part.after(2))
            .map(texts -> new Place(Part.instant(texts.get(0)), Part.id(texts.get(1))))
            .orElse(null);
    int most = part.most();
    Question question = new Question(access.sites(reader, site), active, before);
    audit.noteRead(reader, "search", "watchlist of " + (site == null ? "all sites" : site));
    return Page.of(
        rows.list(question, most + 1),
        most,
        one -> List.of(one.madeAt().toString(), one.id().toString()));
  }

  /**
   * What a pattern would have found.
   *
   * @param plates in their order
   * @param more whether there are more than these
   */
  public record Preview(Instant from, Instant to, List<Seen> plates, boolean more) {}

  /**
   * Which plates of the live run a pattern would have found.
   *
   * @param match null for wildcard
   * @param from null for thirty days before the end
   * @param to null for now
   * @throws NotFound when the site is not there for the editor, or only to be looked at
   * @throws BadInput when there is no such pattern, or the time is turned round or too long
   */
  public Preview preview(
      Editor editor, String site, String match, String pattern, Instant from, Instant to) {
    if (site == null) {
      throw new BadInput("`site` must be the id of the site.");
    }
    access.requireClerk(editor, site);
    WatchPattern wanted = pattern(match == null ? word(Match.WILDCARD) : match, pattern);
    Site known = sites.find(site).orElseThrow(() -> new NotFound("The site '" + site + "'"));
    if (known.privacy().plates() == Privacy.Plates.PSEUDONYM) {
      throw new BadInput(
          "The site '"
              + site
              + "' keeps pseudonyms of plates only; what a pattern would have found is not known.");
    }
    Instant end = to == null ? Instant.now() : to;
    if (!Instants.isUsable(end)) {
      throw new BadInput("`to` must be a time of our age.");
    }
    Instant begin = from == null ? end.minus(USUAL_PAST) : from;
    if (!Instants.isUsable(begin)
        || !begin.isBefore(end)
        || Duration.between(begin, end).compareTo(LONGEST_PAST) > 0) {
      throw new BadInput("`from` must be before `to`, by a year at most.");
    }
    audit.noteRead(editor.reader(), "search", "what a pattern would find at " + site, pattern);
    List<Seen> found = seen.matching(site, wanted, begin, end, MOST_SEEN + 1);
    boolean more = found.size() > MOST_SEEN;
    return new Preview(begin, end, more ? found.subList(0, MOST_SEEN) : found, more);
  }
}
