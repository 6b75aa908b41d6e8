package io.sightline.query.watchlists;

import io.sightline.domain.BadInput;
import io.sightline.domain.watchlist.WatchPattern;
import io.sightline.domain.watchlist.WatchlistEntry.Match;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Reader;
import io.sightline.query.audit.Audit;
import io.sightline.query.deliveries.Webhooks;
import io.sightline.query.failures.NotFound;
import io.sightline.query.failures.Refused;
import io.sightline.query.paging.Page;
import io.sightline.query.paging.Part;
import io.sightline.query.sites.AnprSite;
import io.sightline.query.watchlists.Watchlists.Cleared;
import io.sightline.query.watchlists.Watchlists.Wanted;
import io.sightline.store.watchlists.BoloRows.Bolo;
import io.sightline.store.watchlists.NoticeRows;
import io.sightline.store.watchlists.NoticeRows.Notice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Entries of watchlists together with who is told of what they find. */
@Component
public class NotifiedBolos {
  private static final int LONGEST_PRIORITY = 20;

  private final Watchlists watchlists;
  private final Webhooks webhooks;
  private final NoticeRows rows;
  private final AnprSite site;
  private final Audit audit;

  protected NotifiedBolos(
      Watchlists watchlists, Webhooks webhooks, NoticeRows rows, AnprSite site, Audit audit) {
    this.watchlists = watchlists;
    this.webhooks = webhooks;
    this.rows = rows;
    this.site = site;
    this.audit = audit;
  }

  /**
   * An entry with what is said beside it.
   *
   * @param secrets that sign what is told over HTTP; only of one that was just made
   */
  public record Entry(Bolo bolo, Notice notice, List<String> secrets) {}

  /**
   * What somebody wants to look out for; what is null was left out.
   *
   * @param webhook an address that is told
   * @param email an address that is told
   */
  public record New(
      String pattern,
      String description,
      Boolean active,
      String priority,
      String webhook,
      String email,
      Instant expiresAt) {}

  /**
   * Keeps an entry of the site of ANPR City's cameras.
   *
   * @throws Refused when somebody is to be told, and the editor is no admin
   * @throws BadInput when it says too little, or what cannot be
   */
  public Entry add(Editor editor, New wanted) {
    requirePriority(wanted.priority());
    if (wanted.webhook() != null || wanted.email() != null) {
      // Who is told of plates is the admins' to say.
      editor.requireAdmin();
    }
    String id = site.require();
    Bolo bolo = watchlists.add(editor, id, wanted(wanted));
    List<Webhooks.Made> made = new ArrayList<>();
    try {
      Stream.of(
              wanted.webhook(),
              wanted.email() == null || wanted.email().startsWith("mailto:")
                  ? wanted.email()
                  : "mailto:" + wanted.email())
          .filter(Objects::nonNull)
          .forEach(address -> made.add(webhooks.add(editor, told(id, bolo, address))));
    } catch (RuntimeException e) {
      made.forEach(one -> webhooks.remove(editor, one.webhook().id()));
      watchlists.remove(editor, bolo.id());
      throw e;
    }
    Notice notice =
        new Notice(wanted.priority(), made.stream().map(one -> one.webhook().id()).toList());
    rows.put(bolo.id(), notice);
    return new Entry(
        bolo,
        notice,
        made.stream()
            .filter(one -> !one.webhook().url().startsWith("mailto:"))
            .map(Webhooks.Made::secret)
            .toList());
  }

  /** ANPR City looked for regular expressions anywhere in a plate. */
  private static Wanted wanted(New wanted) {
    String pattern = wanted.pattern();
    boolean regex = pattern != null && WatchPattern.looksLikeRegex(pattern);
    return new Wanted(
        regex ? WatchPattern.anywhere(pattern) : pattern,
        pattern == null
            ? null
            : (regex ? Match.REGEX : Match.WILDCARD).name().toLowerCase(Locale.ROOT),
        wanted.description(),
        null,
        wanted.expiresAt(),
        null,
        wanted.active());
  }

  private static void requirePriority(String priority) {
    if (priority != null
        && (priority.isBlank()
            || priority.length() > LONGEST_PRIORITY
            || !priority.matches("[A-Za-z0-9 _-]+"))) {
      throw new BadInput("`priority` should be a word such as high.");
    }
  }

  private static Webhooks.Wanted told(String site, Bolo bolo, String address) {
    return new Webhooks.Wanted(
        site,
        address,
        "Made with the entry " + bolo.id() + " of the watchlist",
        List.of("alerts"),
        null,
        List.of(bolo.id().toString()),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  /**
   * Changes of an entry what is not null.
   *
   * @throws NotFound when it is not there for the editor, or only to be looked at
   * @throws BadInput when it says what cannot be
   */
  public Entry change(Editor editor, UUID id, New wanted) {
    requirePriority(wanted.priority());
    Bolo bolo = watchlists.change(editor, id, wanted(wanted), Cleared.NOTHING);
    Notice before = rows.of(List.of(id)).getOrDefault(id, Notice.NONE);
    Notice now =
        wanted.priority() == null ? before : new Notice(wanted.priority(), before.webhooks());
    rows.put(id, now);
    return new Entry(bolo, now, List.of());
  }

  /**
   * Takes an entry away, and those that were told of it with it.
   *
   * @throws NotFound when it is not there for the editor, or only to be looked at
   */
  public void remove(Editor editor, UUID id) {
    Notice notice = rows.of(List.of(id)).getOrDefault(id, Notice.NONE);
    watchlists.remove(editor, id);
    rows.removeWebhooks(notice.webhooks());
    notice.webhooks().forEach(gone -> audit.note(editor, "delete-webhook", gone.toString()));
  }

  /**
   * The newest first.
   *
   * @param active null for any
   * @throws BadInput when the limit or cursor cannot be used
   */
  public Page<Entry> list(Reader reader, Boolean active, Part part) {
    Page<Bolo> page = watchlists.list(reader, null, active, part);
    Map<UUID, Notice> notices = rows.of(page.items().stream().map(Bolo::id).toList());
    return new Page<>(
        page.items().stream()
            .map(bolo -> new Entry(bolo, notices.getOrDefault(bolo.id(), Notice.NONE), List.of()))
            .toList(),
        page.next());
  }
}
