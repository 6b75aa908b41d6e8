package io.sightline.analytics.order;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which layout a site is judged by. Its cameras stamp their records each by themselves; the site
 * turns to a layout at the time of the first record that is stamped with it, in the site's own
 * order of time.
 *
 * @param current version in force; null before the first report
 * @param stamped version of each camera's last report
 * @param waiting turns that not every camera has passed
 */
public record LayoutTurns(String current, Map<String, String> stamped, List<Turn> waiting) {
  public static final LayoutTurns NONE = new LayoutTurns(null, Map.of(), List.of());

  private static final Comparator<Turn> ORDER =
      Comparator.comparingLong(Turn::atMillis).thenComparing(Turn::version);

  /** A layout begins to count. */
  public record Turn(long atMillis, String version) {}

  /**
   * Notes the version on a camera's report.
   *
   * @param atMillis time of the record that made it report
   */
  public LayoutTurns stamped(String camera, String version, long atMillis) {
    if (version.equals(stamped.get(camera))) {
      return this;
    }
    Map<String, String> now = new HashMap<>(stamped);
    String before = now.put(camera, version);
    if (current == null) {
      return new LayoutTurns(version, now, waiting);
    }
    boolean nothingNew = before == null && version.equals(current);
    List<Turn> turns = new ArrayList<>(waiting);
    if (!nothingNew) {
      turns.add(new Turn(atMillis, version));
      turns.sort(ORDER);
    }
    return new LayoutTurns(current, now, turns);
  }

  /** The first turn at or before a time. */
  public Optional<Turn> due(long millis) {
    return waiting.stream().findFirst().filter(turn -> turn.atMillis() <= millis);
  }

  /** The turn has been made. */
  public LayoutTurns made(Turn turn) {
    List<Turn> left = new ArrayList<>(waiting);
    left.remove(turn);
    return new LayoutTurns(turn.version(), stamped, left);
  }
}
