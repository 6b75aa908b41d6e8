package io.sightline.analytics.occupancy;

import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.OccupancyWindow;
import io.sightline.domain.facts.OccupancyWindow.Scope;
import io.sightline.domain.facts.SpotState;
import io.sightline.domain.facts.SpotTransition;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * Windows of one spot that are shorter than an hour: they follow from the changes of its state, by
 * the arithmetic of those that are stored.
 */
public final class DerivedWindows {
  /** A spot is one. */
  private static final int ONE = 1;

  private DerivedWindows() {}

  /**
   * An hour that is looked into.
   *
   * @param startMillis of the hour
   * @param untilMillis up to when the changes are told; at most its end
   * @param knownMillis for how long the state was known in it; {@link Long#MAX_VALUE} while nobody
   *     has counted
   * @param occupiedMillis for how long it was occupied in it, where somebody has counted
   * @param models SHA-256 of every model that looked
   */
  public record Hour(
      String site,
      String spot,
      long startMillis,
      long untilMillis,
      long knownMillis,
      long occupiedMillis,
      String models,
      String layoutVersion) {
    /** One that is counted. */
    public static Hour of(OccupancyWindow stored) {
      FactHead head = stored.head();
      return new Hour(
          head.site(),
          stored.scopeId(),
          stored.startsAtMillis(),
          stored.endsAtMillis(),
          stored.occupiedMillis() + stored.freeMillis(),
          stored.occupiedMillis(),
          head.modelSha256(),
          head.layoutVersion());
    }
  }

  /**
   * A state from a time to another.
   *
   * @param sinceMillis when it began, maybe before the hour
   * @param followed whether it is told how it ended
   */
  private record Piece(
      SpotState state, long sinceMillis, long fromMillis, long toMillis, boolean followed) {
    long knownMillis() {
      return state == SpotState.UNKNOWN ? 0 : toMillis - fromMillis;
    }

    Piece until(long millis, boolean follows) {
      return new Piece(state, sinceMillis, fromMillis, millis, follows);
    }
  }

  /**
   * @param changes of the spot, the oldest first: the last one before the hour, all within it, and
   *     the first one after it, where they are
   * @param size shorter than an hour
   * @return the oldest first, those left out of which nothing is known; none where the changes do
   *     not tell what was counted: some of them are no longer kept, or footage of several cameras
   *     ended in this hour, which is no change
   */
  public static List<OccupancyWindow> of(Hour hour, List<SpotTransition> changes, WindowSize size) {
    List<Piece> pieces = pieces(hour, changes);
    long told = pieces.stream().mapToLong(Piece::knownMillis).sum();
    long over = hour.knownMillis() == Long.MAX_VALUE ? 0 : told - hour.knownMillis();
    if (over < 0 || over > 0 && !cut(pieces, over)) {
      return List.of();
    }
    OccupancyCounter counter = new OccupancyCounter(ZoneOffset.UTC, List.of(size));
    List<OccupancyWindow> windows = new ArrayList<>();
    OccupancyTally tally = OccupancyTally.NONE;
    SpotState state = SpotState.UNKNOWN;
    long since = hour.startMillis();
    for (Piece piece : pieces) {
      SpotState before = state;
      long begun = since;
      tally =
          counter.change(
              tally,
              piece.fromMillis(),
              before,
              begun,
              piece.state(),
              (of, window) -> windows.add(window(hour, window, before, begun)));
      state = piece.state();
      since = piece.sinceMillis();
    }
    SpotState last = state;
    long begun = since;
    counter.end(
        tally, hour.untilMillis(), (of, window) -> windows.add(window(hour, window, last, begun)));
    boolean counted = hour.knownMillis() != Long.MAX_VALUE;
    long occupied = windows.stream().mapToLong(OccupancyWindow::occupiedMillis).sum();
    return counted && occupied != hour.occupiedMillis() ? List.of() : windows;
  }

  private static List<Piece> pieces(Hour hour, List<SpotTransition> changes) {
    List<Piece> pieces = new ArrayList<>();
    Piece now =
        new Piece(
            SpotState.UNKNOWN, hour.startMillis(), hour.startMillis(), hour.untilMillis(), true);
    for (SpotTransition change : changes) {
      long at = change.head().atMillis();
      boolean follows = change.previous() == now.state();
      if (at == hour.startMillis() && !follows) {
        // What the one before left was over ahead of the hour, by what is no change.
        pieces.add(new Piece(change.previous(), at, at, at, true));
      } else if (at >= hour.startMillis()) {
        pieces.add(now.until(Math.min(at, hour.untilMillis()), follows));
      }
      if (at >= hour.untilMillis()) {
        return pieces;
      }
      now =
          new Piece(
              change.state(), at, Math.max(at, hour.startMillis()), hour.untilMillis(), false);
    }
    pieces.add(now);
    return pieces;
  }

  /**
   * Ends the one piece that is not followed by a change, so that as much is known as was counted.
   */
  private static boolean cut(List<Piece> pieces, long over) {
    int at = -1;
    for (int i = 0; i < pieces.size(); i++) {
      if (!pieces.get(i).followed() && pieces.get(i).knownMillis() > 0) {
        if (at >= 0) {
          return false;
        }
        at = i;
      }
    }
    if (at < 0 || pieces.get(at).knownMillis() < over) {
      return false;
    }
    Piece whole = pieces.get(at);
    long end = whole.toMillis() - over;
    pieces.set(at, whole.until(end, true));
    pieces.add(at + 1, new Piece(SpotState.UNKNOWN, end, end, whole.toMillis(), true));
    return true;
  }

  /**
   * @param state in which it leaves the spot
   */
  private static OccupancyWindow window(
      Hour hour, WindowTally tally, SpotState state, long sinceMillis) {
    long until = Math.min(tally.endMillis(), hour.untilMillis());
    WindowTally whole = state == SpotState.OCCUPIED ? tally.standing(until - sinceMillis) : tally;
    long known = whole.occupiedMillis() + whole.freeMillis();
    boolean isFinal = tally.endMillis() <= hour.untilMillis();
    return new OccupancyWindow(
        new FactHead(
            "",
            hour.site(),
            tally.startMillis(),
            until,
            isFinal,
            hour.models(),
            hour.layoutVersion()),
        Scope.SPOT,
        hour.spot(),
        tally.endMillis() - tally.startMillis(),
        tally.startMillis(),
        tally.endMillis(),
        whole.occupiedMillis(),
        whole.freeMillis(),
        tally.endMillis() - tally.startMillis() - known,
        whole.peak(),
        known == 0 ? 0 : (double) whole.occupiedMillis() / known,
        whole.arrivals(),
        whole.departures(),
        whole.longestMillis(),
        ONE);
  }
}
