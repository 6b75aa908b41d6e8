package io.sightline.query.occupancy;

import io.sightline.domain.BadInput;
import io.sightline.domain.facts.OccupancyWindow;
import io.sightline.domain.facts.SpotTransition;
import io.sightline.query.access.Access;
import io.sightline.query.access.Reader;
import io.sightline.query.facts.Facts;
import io.sightline.query.facts.ListQuestion;
import io.sightline.query.failures.NotFound;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.FactPage;
import io.sightline.store.occupancy.SpotRows;
import io.sightline.store.occupancy.SpotRows.SpotNow;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Parking spots: as they are, over windows of time, and each change. */
@Component
public class Occupancy {
  private static final Map<String, Long> WINDOW_MILLIS =
      Map.of("1m", 60_000L, "5m", 300_000L, "15m", 900_000L, "1h", 3_600_000L, "1d", 86_400_000L);

  private final SpotRows spots;
  private final Facts facts;
  private final Access access;

  protected Occupancy(SpotRows spots, Facts facts, Access access) {
    this.spots = spots;
    this.facts = facts;
    this.access = access;
  }

  /** All spots of what may be seen, and how many there are of each state. */
  public record Now(long occupied, long free, long unknown, List<SpotNow> spots) {
    static Now of(List<SpotNow> spots) {
      return new Now(
          count(spots, "occupied"), count(spots, "free"), count(spots, "unknown"), spots);
    }

    private static long count(List<SpotNow> spots, String state) {
      return spots.stream().filter(spot -> spot.state().equals(state)).count();
    }
  }

  /**
   * Every spot as it is now, by site and id.
   *
   * @param site null for all that may be seen
   * @throws NotFound when the site is not there for the reader
   */
  public Now now(Reader reader, String site) {
    return Now.of(spots.now(access.sites(reader, site)));
  }

  /**
   * Which windows: of a zone, a spot, or, without either, whole sites.
   *
   * @param window 1m, 5m, 15m, 1h or 1d
   */
  public record WindowQuestion(ListQuestion list, String zone, String spot, String window) {}

  /**
   * Windows, newest first; those that are not final are still open.
   *
   * @throws NotFound when the site is not there for the reader
   * @throws BadInput when the window, a time, limit or cursor cannot be used
   */
  public FactPage<OccupancyWindow> windows(Reader reader, WindowQuestion question) {
    Long windowMillis = WINDOW_MILLIS.get(question.window());
    if (windowMillis == null) {
      throw new BadInput("`window` must be 1m, 5m, 15m, 1h or 1d.");
    }
    if (question.zone() != null && question.spot() != null) {
      throw new BadInput("Ask for a `zone` or for a `spot`, not for both.");
    }
    String scope = question.zone() != null ? "zone" : question.spot() != null ? "spot" : "site";
    return facts.read(
        facts
            .ask(reader, FactKinds.OCCUPANCY_WINDOWS, question.list())
            .where("scope", scope)
            .where("scope_id", question.zone() != null ? question.zone() : question.spot())
            .where("window_ms", windowMillis));
  }

  /**
   * Changes of a spot's state, newest first.
   *
   * @throws NotFound when the site is not there for the reader
   * @throws BadInput when a time, limit or cursor cannot be used
   */
  public FactPage<SpotTransition> transitions(Reader reader, ListQuestion question, String spot) {
    return facts.read(facts.ask(reader, FactKinds.SPOT_TRANSITIONS, question).where("spot", spot));
  }
}
