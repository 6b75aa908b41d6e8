package io.sightline.analytics.occupancy;

import io.sightline.domain.facts.SpotState;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Integrates exactly, in whole milliseconds, how long spots were occupied and free in windows of
 * every size. A window is closed once, when time has reached its end; one of which nothing is known
 * is left out.
 */
public final class OccupancyCounter {
  private final ZoneId zone;
  private final List<WindowSize> sizes;

  /**
   * @param zone where days are cut
   * @param sizes of the windows
   */
  public OccupancyCounter(ZoneId zone, List<WindowSize> sizes) {
    this.zone = zone;
    this.sizes = List.copyOf(sizes);
  }

  List<WindowSize> sizes() {
    return sizes;
  }

  /** Takes the windows that are closed. */
  public interface Closed extends BiConsumer<WindowSize, WindowTally> {}

  /** Time passes, and nothing changes. */
  public OccupancyTally advance(OccupancyTally tally, long millis, Closed closed) {
    if (tally.windows().isEmpty() || millis <= tally.untilMillis()) {
      return tally;
    }
    List<WindowTally> windows = new ArrayList<>(tally.windows());
    boolean known = tally.occupied() + tally.free() > 0;
    long until = tally.untilMillis();
    while (until < millis) {
      // While nothing is known, only windows that hold something have an end worth stopping at.
      long next = millis;
      for (WindowTally window : windows) {
        if (known || !window.isEmpty()) {
          next = Math.min(next, Math.max(until, window.endMillis()));
        }
      }
      for (int i = 0; i < windows.size(); i++) {
        if (known && next > until) {
          windows.set(i, windows.get(i).lasting(next - until, tally.occupied(), tally.free()));
        }
        if (windows.get(i).endMillis() <= next) {
          close(sizes.get(i), windows.get(i), closed);
          windows.set(i, open(sizes.get(i), next));
        }
      }
      until = next;
    }
    return new OccupancyTally(
        millis, tally.occupied(), tally.free(), tally.full(), List.copyOf(windows));
  }

  /**
   * A spot changes.
   *
   * @param sinceMillis when its previous state began
   */
  public OccupancyTally change(
      OccupancyTally tally,
      long millis,
      SpotState previous,
      long sinceMillis,
      SpotState state,
      Closed closed) {
    OccupancyTally before =
        tally.windows().isEmpty() ? begin(millis) : advance(tally, millis, closed);
    int arrived = previous == SpotState.FREE && state == SpotState.OCCUPIED ? 1 : 0;
    int departed = previous == SpotState.OCCUPIED && state == SpotState.FREE ? 1 : 0;
    boolean ended = previous == SpotState.OCCUPIED && state != SpotState.OCCUPIED;
    long stayed = ended ? millis - sinceMillis : 0;
    return new OccupancyTally(
        millis,
        before.occupied() + count(state, SpotState.OCCUPIED) - count(previous, SpotState.OCCUPIED),
        before.free() + count(state, SpotState.FREE) - count(previous, SpotState.FREE),
        before.full(),
        before.windows().stream()
            .map(
                window ->
                    // What ended where a window begins lies in the one before.
                    window.moved(arrived, departed, millis > window.startMillis() ? stayed : 0))
            .toList());
  }

  /**
   * The spots that are counted are others from now on; nobody arrived or departed by that.
   *
   * @param spots how many were counted; 0 where this was not there
   * @param left longest time for which one has been occupied that is not counted any more; 0 for
   *     none
   * @param occupied spots occupied among those now counted
   * @param free spots free among those now counted
   */
  public OccupancyTally recount(
      OccupancyTally tally,
      long millis,
      int spots,
      long left,
      int occupied,
      int free,
      Closed closed) {
    OccupancyTally before =
        tally.windows().isEmpty() ? begin(millis) : advance(tally, millis, closed);
    return new OccupancyTally(
        before.untilMillis(),
        occupied,
        free,
        before.full(),
        before.windows().stream()
            .map(
                window ->
                    window
                        .moved(0, 0, millis > window.startMillis() ? left : 0)
                        .turned(millis, spots))
            .toList());
  }

  /**
   * What was counted before is there again, after a time in which it was not: windows that are
   * still open go on.
   */
  OccupancyTally resume(OccupancyTally tally, long millis, int occupied, int free) {
    List<WindowTally> windows = new ArrayList<>();
    for (int i = 0; i < sizes.size(); i++) {
      WindowTally known = tally.windows().get(i);
      windows.add(
          (known.endMillis() > millis ? known : open(sizes.get(i), millis)).turned(millis, 0));
    }
    return new OccupancyTally(millis, occupied, free, tally.full(), List.copyOf(windows));
  }

  /** What is not there any more, in case that it comes back within a window. */
  OccupancyTally pause(OccupancyTally tally, long millis, int spots, long left) {
    return tally.windows().isEmpty()
        ? tally
        : recount(tally, millis, spots, left, 0, 0, (size, closed) -> {});
  }

  /** Whether none of the windows goes on at a time. */
  static boolean isOver(OccupancyTally tally, long millis) {
    return tally.windows().stream().allMatch(window -> window.endMillis() <= millis);
  }

  /** What the open window of some size holds so far. */
  public WindowTally open(OccupancyTally tally, WindowSize size) {
    return tally.windows().get(sizes.indexOf(size));
  }

  /** Nothing more comes: the open windows are closed with what they hold. */
  public void end(OccupancyTally tally, long millis, Closed closed) {
    OccupancyTally last = advance(tally, millis, closed);
    for (int i = 0; i < last.windows().size(); i++) {
      close(sizes.get(i), last.windows().get(i), closed);
    }
  }

  private OccupancyTally begin(long millis) {
    List<WindowTally> windows = new ArrayList<>();
    for (WindowSize size : sizes) {
      windows.add(open(size, millis));
    }
    return new OccupancyTally(millis, 0, 0, false, List.copyOf(windows));
  }

  private WindowTally open(WindowSize size, long millis) {
    return WindowTally.empty(size.startOf(millis, zone), size.endOf(millis, zone));
  }

  private static void close(WindowSize size, WindowTally window, Closed closed) {
    if (!window.isEmpty()) {
      closed.accept(size, window);
    }
  }

  private static int count(SpotState state, SpotState wanted) {
    return state == wanted ? 1 : 0;
  }
}
