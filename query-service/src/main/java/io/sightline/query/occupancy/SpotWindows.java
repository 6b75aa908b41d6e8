package io.sightline.query.occupancy;

import io.sightline.analytics.occupancy.DerivedWindows;
import io.sightline.analytics.occupancy.DerivedWindows.Hour;
import io.sightline.analytics.occupancy.WindowSize;
import io.sightline.domain.BadInput;
import io.sightline.domain.facts.OccupancyWindow;
import io.sightline.domain.facts.SpotTransition;
import io.sightline.query.access.Access;
import io.sightline.query.access.Reader;
import io.sightline.query.facts.Facts;
import io.sightline.query.facts.ListQuestion;
import io.sightline.query.failures.NotFound;
import io.sightline.query.paging.Page;
import io.sightline.query.paging.Part;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.FactLists;
import io.sightline.store.facts.FactPage;
import io.sightline.store.facts.FactQuery;
import io.sightline.store.facts.FactRow;
import io.sightline.store.sites.KnownThings.Thing;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Windows of one spot that are shorter than an hour. They are not stored, and follow from the
 * spot's hours and the changes of its state.
 */
@Component
public class SpotWindows {
  private static final Duration HOUR = Duration.ofHours(1);

  /** Hours looked into at once. */
  private static final int HOURS = 24;

  /** Hours looked into for one part of a list, whatever they hold. */
  private static final int MOST_HOURS = 240;

  private final Facts facts;
  private final FactLists lists;
  private final Access access;

  protected SpotWindows(Facts facts, FactLists lists, Access access) {
    this.facts = facts;
    this.lists = lists;
    this.access = access;
  }

  /** What is asked for, of one site. */
  private record Asked(
      String run, String site, String spot, WindowSize size, Instant from, Instant before) {
    boolean holds(OccupancyWindow window) {
      Instant at = Instant.ofEpochMilli(window.startsAtMillis());
      return (from == null || !at.isBefore(from)) && (before == null || at.isBefore(before));
    }
  }

  /**
   * Newest first.
   *
   * @throws NotFound when the run, the spot or the site is not there for the reader
   * @throws BadInput when a time, limit or cursor cannot be used, or several sites have such a spot
   */
  FactPage<OccupancyWindow> read(
      Reader reader, ListQuestion question, String spot, WindowSize size) {
    Part part = new Part(question.limit(), question.cursor());
    int most = part.most();
    List<String> last = part.after(1);
    if (last == null) {
      facts.ask(reader, FactKinds.OCCUPANCY_WINDOWS, question);
    }
    Optional<String> site = site(reader, question, spot);
    if (site.isEmpty()) {
      return new FactPage<>(List.of(), Optional.empty());
    }
    Asked asked =
        new Asked(
            question.run(),
            site.get(),
            spot,
            size,
            question.from(),
            last == null ? question.to() : Part.instant(last.get(0)));
    List<OccupancyWindow> found = new ArrayList<>();
    Instant next = gather(asked, most, found);
    List<FactRow<OccupancyWindow>> rows =
        found.stream().limit(most).map(window -> new FactRow<>(asked.run(), window)).toList();
    return new FactPage<>(
        rows, Optional.ofNullable(next).map(at -> Page.cursor(List.of(at.toString()))));
  }

  /** The one site that has changes of such a spot; empty where nothing is known of it. */
  private Optional<String> site(Reader reader, ListQuestion question, String spot) {
    Set<String> sites = access.sites(reader, question.site());
    ListQuestion whenever = new ListQuestion(question.run(), question.site(), null, null, 1, null);
    List<FactRow<SpotTransition>> newest =
        facts
            .read(
                reader,
                whenever,
                facts.ask(reader, FactKinds.SPOT_TRANSITIONS, whenever).where("spot", spot),
                new Facts.Named(Thing.SPOT, spot))
            .rows();
    if (newest.isEmpty()) {
      return Optional.empty();
    }
    String site = newest.get(0).fact().head().site();
    boolean more =
        !lists
            .read(
                FactQuery.of(FactKinds.SPOT_TRANSITIONS, question.run())
                    .sites(sites)
                    .where("spot", spot)
                    .and("site <> :other")
                    .with("other", site)
                    .part(1, null))
            .rows()
            .isEmpty();
    if (more) {
      throw new BadInput(
          "Several sites have a spot '" + spot + "'; say which is meant with `site`.");
    }
    return Optional.of(site);
  }

  /**
   * @param found filled with the newest windows
   * @return up to when the following part goes; null where there is none
   */
  private Instant gather(Asked asked, int most, List<OccupancyWindow> found) {
    int looked = 0;
    Instant before = asked.before();
    List<Hour> hours = new ArrayList<>();
    open(asked).ifPresent(hours::add);
    boolean end = false;
    while (!end) {
      List<FactRow<OccupancyWindow>> stored = hours(asked, before);
      // A layout may have ended the spot's hour before the site's.
      hours.removeIf(
          hour ->
              stored.stream().anyMatch(row -> row.fact().startsAtMillis() == hour.startMillis()));
      stored.forEach(row -> hours.add(Hour.of(row.fact())));
      end = stored.size() < HOURS;
      if (!stored.isEmpty()) {
        before = Instant.ofEpochMilli(stored.get(stored.size() - 1).fact().startsAtMillis());
      }
      looked += hours.size();
      derive(asked, hours, found);
      hours.clear();
      if (found.size() > most) {
        return Instant.ofEpochMilli(found.get(most - 1).startsAtMillis());
      }
      if (!end && looked >= MOST_HOURS) {
        return before;
      }
    }
    return null;
  }

  /** Hours that are counted, the newest first. */
  private List<FactRow<OccupancyWindow>> hours(Asked asked, Instant before) {
    Instant from = asked.from() == null ? null : asked.from().truncatedTo(ChronoUnit.HOURS);
    if (from != null && before != null && !from.isBefore(before)) {
      return List.of();
    }
    return lists
        .read(windows(asked, "spot", asked.spot(), HOUR).between(from, before).part(HOURS, null))
        .rows();
  }

  private static FactQuery<OccupancyWindow> windows(
      Asked asked, String scope, String id, Duration length) {
    return FactQuery.of(FactKinds.OCCUPANCY_WINDOWS, asked.run())
        .sites(Set.of(asked.site()))
        .where("scope", scope)
        .where("scope_id", id)
        .where("window_ms", length.toMillis());
  }

  /** The hour that is not counted yet, as far as the site is. */
  private Optional<Hour> open(Asked asked) {
    Optional<OccupancyWindow> newest =
        lists
            .read(windows(asked, "site", asked.site(), Duration.ofMinutes(1)).part(1, null))
            .rows()
            .stream()
            .map(FactRow::fact)
            .findFirst();
    if (newest.isEmpty()) {
      return Optional.empty();
    }
    long until = newest.get().head().revisionMillis();
    long start = WindowSize.HOUR.startOf(until - 1, ZoneOffset.UTC);
    boolean counted =
        lists
            .read(
                windows(asked, "site", asked.site(), HOUR)
                    .between(Instant.ofEpochMilli(start), null)
                    .part(1, null))
            .rows()
            .stream()
            .anyMatch(row -> row.fact().head().isFinal());
    boolean later = asked.before() != null && asked.before().toEpochMilli() <= start;
    return counted || later
        ? Optional.empty()
        : Optional.of(
            new Hour(
                asked.site(),
                asked.spot(),
                start,
                until,
                Long.MAX_VALUE,
                0,
                newest.get().head().modelSha256(),
                newest.get().head().layoutVersion()));
  }

  /**
   * @param hours the newest first
   */
  private void derive(Asked asked, List<Hour> hours, List<OccupancyWindow> found) {
    if (hours.isEmpty()) {
      return;
    }
    long from = hours.get(hours.size() - 1).startMillis();
    List<SpotTransition> changes = changes(asked, from, hours.get(0).untilMillis());
    for (Hour hour : hours) {
      List<OccupancyWindow> windows =
          new ArrayList<>(DerivedWindows.of(hour, around(changes, hour), asked.size()));
      Collections.reverse(windows);
      windows.stream().filter(asked::holds).forEach(found::add);
    }
  }

  /** The oldest first, with the last one before and the first one after. */
  private List<SpotTransition> changes(Asked asked, long fromMillis, long untilMillis) {
    Instant from = Instant.ofEpochMilli(fromMillis);
    Instant until = Instant.ofEpochMilli(untilMillis);
    List<SpotTransition> changes = new ArrayList<>();
    lists.read(after(asked, until)).rows().forEach(row -> changes.add(row.fact()));
    String cursor = null;
    do {
      FactPage<SpotTransition> page =
          lists.read(spot(asked).between(from, until).part(FactQuery.MOST_ROWS, cursor));
      page.rows().forEach(row -> changes.add(row.fact()));
      cursor = page.next().orElse(null);
    } while (cursor != null);
    lists.read(spot(asked).between(null, from).part(1, null)).rows().stream()
        .map(FactRow::fact)
        .forEach(changes::add);
    Collections.reverse(changes);
    return changes;
  }

  private static FactQuery<SpotTransition> after(Asked asked, Instant until) {
    return spot(asked)
        .and(
            """
            at = (select min(n.at) from spot_transitions n
              where n.run = :run and n.site = any (:sites) and n.spot = :spot and not n.retracted
                and n.at >= :until)
            """)
        .with("until", until.atOffset(ZoneOffset.UTC))
        .part(1, null);
  }

  /** The changes of an hour, with the last one before it and the first one after it. */
  private static List<SpotTransition> around(List<SpotTransition> changes, Hour hour) {
    int first = 0;
    int end = 0;
    for (SpotTransition change : changes) {
      first += change.head().atMillis() < hour.startMillis() ? 1 : 0;
      end += change.head().atMillis() < hour.untilMillis() ? 1 : 0;
    }
    return changes.subList(Math.max(0, first - 1), Math.min(changes.size(), end + 1));
  }

  private static FactQuery<SpotTransition> spot(Asked asked) {
    return FactQuery.of(FactKinds.SPOT_TRANSITIONS, asked.run())
        .sites(Set.of(asked.site()))
        .where("spot", asked.spot());
  }
}
