package io.sightline.query.occupancy;

import io.sightline.analytics.occupancy.WindowSize;
import io.sightline.domain.BadInput;
import io.sightline.domain.facts.OccupancyWindow;
import io.sightline.domain.facts.SpotStay;
import io.sightline.domain.facts.SpotTransition;
import io.sightline.query.access.Access;
import io.sightline.query.access.Reader;
import io.sightline.query.facts.Facts;
import io.sightline.query.facts.ListQuestion;
import io.sightline.query.facts.Windows;
import io.sightline.query.failures.NotFound;
import io.sightline.query.paging.Page;
import io.sightline.query.paging.Part;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.FactPage;
import io.sightline.store.occupancy.SpotRows;
import io.sightline.store.occupancy.SpotRows.SpotNow;
import io.sightline.store.sites.KnownThings.Thing;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Parking spots: as they are, over windows of time, and each change. */
@Component
public class Occupancy {
  private final SpotRows spots;
  private final Facts facts;
  private final Access access;
  private final SpotWindows ofSpots;

  protected Occupancy(SpotRows spots, Facts facts, Access access, SpotWindows ofSpots) {
    this.ofSpots = ofSpots;
    this.spots = spots;
    this.facts = facts;
    this.access = access;
  }

  /** How many spots of what may be seen are in each state, and a part of them. */
  public record Now(long occupied, long free, long unknown, Page<SpotNow> spots) {
    static Now of(Map<String, Long> counts, Page<SpotNow> spots) {
      return new Now(
          counts.getOrDefault("occupied", 0L),
          counts.getOrDefault("free", 0L),
          counts.getOrDefault("unknown", 0L),
          spots);
    }
  }

  /**
   * Every spot as it is now, by site and id.
   *
   * @param site null for all that may be seen
   * @throws NotFound when the site is not there for the reader
   * @throws BadInput when the limit or cursor cannot be used
   */
  public Now now(Reader reader, String site, Part part) {
    List<String> after = part.after(2);
    int most = part.most();
    Set<String> sites = access.sites(reader, site);
    List<SpotNow> found =
        spots.now(
            sites, after == null ? "" : after.get(0), after == null ? "" : after.get(1), most + 1);
    boolean all = after == null && found.size() <= most;
    Map<String, Long> counts =
        all
            ? found.stream().collect(Collectors.groupingBy(SpotNow::state, Collectors.counting()))
            : spots.counts(sites);
    return Now.of(counts, Page.of(found, most, spot -> List.of(spot.site(), spot.spot())));
  }

  /**
   * Which windows: of a zone, a level, a spot, or, without any of them, whole sites.
   *
   * @param window 1m, 5m, 15m, 1h or 1d
   */
  public record WindowQuestion(
      ListQuestion list, String zone, String level, String spot, String window) {}

  /**
   * Windows, newest first; those that are not final are still open.
   *
   * @throws NotFound when the site is not there for the reader
   * @throws BadInput when the window, a time, limit or cursor cannot be used
   */
  public FactPage<OccupancyWindow> windows(Reader reader, WindowQuestion question) {
    WindowSize size = Windows.size(question.window());
    Place place = Place.of(null, question.zone(), question.level(), question.spot());
    if (question.spot() != null && size.compareTo(WindowSize.HOUR) < 0) {
      return ofSpots.read(reader, question.list(), question.spot(), size);
    }
    return facts.read(
        reader,
        question.list(),
        facts
            .ask(reader, FactKinds.OCCUPANCY_WINDOWS, question.list())
            .where("scope", place.scope())
            .where("scope_id", place.id())
            .where("window_ms", size.millis()),
        new Facts.Named(Thing.ZONE, question.zone()),
        new Facts.Named(Thing.LEVEL, question.level()),
        new Facts.Named(Thing.SPOT, question.spot()));
  }

  /**
   * Changes of a spot's state, newest first.
   *
   * @throws NotFound when the site is not there for the reader
   * @throws BadInput when a time, limit or cursor cannot be used
   */
  public FactPage<SpotTransition> transitions(Reader reader, ListQuestion question, String spot) {
    return facts.read(
        reader,
        question,
        facts.ask(reader, FactKinds.SPOT_TRANSITIONS, question).where("spot", spot),
        new Facts.Named(Thing.SPOT, spot));
  }

  /**
   * Vehicles on spots, newest first.
   *
   * @param spot null for all
   * @param track null for all
   * @throws NotFound when the site or spot is not there for the reader
   * @throws BadInput when a time, limit or cursor cannot be used
   */
  public FactPage<SpotStay> stays(Reader reader, ListQuestion question, String spot, UUID track) {
    return facts.read(
        reader,
        question,
        facts.ask(reader, FactKinds.SPOT_STAYS, question).where("spot", spot).where("track", track),
        new Facts.Named(Thing.SPOT, spot));
  }
}
