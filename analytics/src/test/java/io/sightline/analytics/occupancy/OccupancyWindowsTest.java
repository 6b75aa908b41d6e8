package io.sightline.analytics.occupancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.analytics.order.SiteOrder;
import io.sightline.analytics.state.Remembered;
import io.sightline.domain.facts.Alert;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.OccupancyWindow;
import io.sightline.domain.facts.OccupancyWindow.Scope;
import io.sightline.domain.facts.SpotState;
import io.sightline.domain.facts.SpotTransition;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Windows beside an integral that is computed another way: interval by interval, spot by spot. */
class OccupancyWindowsTest {
  private static final long SECOND = 1_000;

  /** The hours around the night that has 25 of them, and the one that has 23. */
  private static final List<Long> STARTS =
      List.of(
          Instant.parse("2026-10-24T21:30:00Z").toEpochMilli(),
          Instant.parse("2026-03-28T22:30:00Z").toEpochMilli(),
          Instant.parse("2026-07-01T09:59:59.999Z").toEpochMilli());

  /** s2 is seen by both cameras; w holds s0 and s1; s0 and s1 lie on L1, the others on L2. */
  private static final String LAYOUT =
      """
      site: lot
      time-zone: Europe/Berlin
      cameras:
        - id: a
          uri: a.mp4
          level: L1
          spots:
            - {id: s0, polygon: [[0, 0], [9, 0], [9, 9], [0, 9]]}
            - {id: s1, polygon: [[10, 0], [19, 0], [19, 9], [10, 9]]}
            - {id: s2, level: L2, polygon: [[50, 0], [59, 0], [59, 9], [50, 9]]}
          zones: [{id: w, capacity: 3, polygon: [[0, 0], [20, 0], [20, 10], [0, 10]]}]
        - id: b
          uri: b.mp4
          level: L2
          spots:
            - {id: s2, polygon: [[0, 0], [9, 0], [9, 9], [0, 9]]}
            - {id: s3, polygon: [[10, 0], [19, 0], [19, 9], [10, 9]]}
      """;

  private static final Site SITE = site(LAYOUT);

  /** Without s1, with s4 on L2; w holds s0 and s2, and there is a zone x of s3 and s4. */
  private static final Site REDRAWN =
      site(
          """
          site: lot
          time-zone: Europe/Berlin
          cameras:
            - id: a
              uri: a.mp4
              level: L1
              spots:
                - {id: s0, polygon: [[0, 0], [9, 0], [9, 9], [0, 9]]}
                - {id: s2, level: L2, polygon: [[50, 0], [59, 0], [59, 9], [50, 9]]}
              zones: [{id: w, capacity: 3, polygon: [[0, 0], [70, 0], [70, 10], [0, 10]]}]
            - id: b
              uri: b.mp4
              level: L2
              spots:
                - {id: s2, polygon: [[0, 0], [9, 0], [9, 9], [0, 9]]}
                - {id: s3, polygon: [[10, 0], [19, 0], [19, 9], [10, 9]]}
                - {id: s4, polygon: [[20, 0], [29, 0], [29, 9], [20, 9]]}
              zones: [{id: x, polygon: [[10, 0], [30, 0], [30, 10], [10, 10]]}]
          """);

  private static Site site(String layout) {
    return SiteFile.parse("site", Path.of("/"), layout).site();
  }

  private static final Map<String, List<String>> SPOTS =
      // In one order, so that a seed tells the same story again.
      new TreeMap<>(Map.of("a", List.of("s0", "s1", "s2"), "b", List.of("s2", "s3")));

  private static final Map<String, Set<String>> AREAS =
      Map.of(
          "ZONE/w", Set.of("s0", "s1"),
          "LEVEL/L1", Set.of("s0", "s1"),
          "LEVEL/L2", Set.of("s2", "s3"),
          "SITE/lot", Set.of("s0", "s1", "s2", "s3"),
          "SPOT/s0", Set.of("s0"),
          "SPOT/s1", Set.of("s1"),
          "SPOT/s2", Set.of("s2"),
          "SPOT/s3", Set.of("s3"));

  private static final Map<String, Set<String>> AREAS_REDRAWN =
      Map.of(
          "ZONE/w", Set.of("s0", "s2"),
          "ZONE/x", Set.of("s3", "s4"),
          "LEVEL/L1", Set.of("s0"),
          "LEVEL/L2", Set.of("s2", "s3", "s4"),
          "SITE/lot", Set.of("s0", "s2", "s3", "s4"),
          "SPOT/s0", Set.of("s0"),
          "SPOT/s2", Set.of("s2"),
          "SPOT/s3", Set.of("s3"),
          "SPOT/s4", Set.of("s4"));

  /** A spot's state from a time to another. */
  private record Piece(SpotState state, long from, long to) {}

  private final List<OccupancyWindow> windows = new ArrayList<>();
  private final List<SpotTransition> transitions = new ArrayList<>();

  private OccupancyKeeper keeper(Layouts layouts) {
    return keeper(layouts, false);
  }

  private OccupancyKeeper keeper(Layouts layouts, boolean live) {
    return new OccupancyKeeper(
        layouts,
        live,
        "lot",
        new OccupancyKeeper.State(
            new SiteOrder.State<>(
                Remembered.entries(),
                Remembered.entries(),
                Remembered.entries(),
                Remembered.cell()),
            Remembered.entries(),
            Remembered.entries(),
            Remembered.cell()),
        new OccupancyKeeper.Output() {
          @Override
          public void transition(SpotTransition transition) {
            transitions.add(transition);
          }

          @Override
          public void window(OccupancyWindow window) {
            windows.add(window);
          }

          @Override
          public void alert(Alert alert) {}
        });
  }

  private static Map<String, List<SpotChange>> story(Random random, long start, long seconds) {
    Map<String, List<SpotChange>> story = new LinkedHashMap<>();
    SPOTS.forEach(
        (camera, spots) -> {
          List<SpotChange> changes = new ArrayList<>();
          for (String spot : spots) {
            SpotState state = SpotState.UNKNOWN;
            long at = 0;
            while (true) {
              at += random.nextInt(random.nextInt(4) == 0 ? 6_000 : 300);
              if (at >= seconds) {
                break;
              }
              SpotState next = SpotState.values()[random.nextInt(3)];
              if (next != state) {
                // Often on the full minute, where windows meet.
                long millis = start + at * SECOND;
                millis = random.nextBoolean() ? millis : Math.max(start, millis / 60_000 * 60_000);
                changes.add(new SpotChange(spot, camera, next, millis, millis));
                state = next;
              }
              at++;
            }
          }
          story.put(camera, inOrder(changes));
        });
    return story;
  }

  /** Two changes of one spot at one time are one, the last. */
  private static List<SpotChange> inOrder(List<SpotChange> changes) {
    Map<String, SpotChange> last = new LinkedHashMap<>();
    changes.forEach(change -> last.put(change.spot() + "@" + change.atMillis(), change));
    List<SpotChange> ordered = new ArrayList<>(last.values());
    ordered.sort(Comparator.comparingLong(SpotChange::atMillis));
    return ordered;
  }

  /** Each camera's word comes in parts, now this one's and now the other's. */
  private void play(
      Map<String, List<SpotChange>> story, long start, Map<String, Long> ends, Random random) {
    OccupancyKeeper keeper = keeper((site, version) -> SITE);
    List<SpotReport> reports = new ArrayList<>();
    Map<String, List<SpotReport>> queues = new TreeMap<>();
    story.forEach(
        (camera, changes) -> {
          List<SpotReport> queue = new ArrayList<>();
          long end = ends.get(camera);
          long from = start;
          while (from < end) {
            long until = Math.min(end, from + 1 + random.nextInt(900_000));
            long begun = from;
            queue.add(
                report(
                    camera,
                    until,
                    until,
                    changes.stream()
                        .filter(change -> change.atMillis() >= begun && change.atMillis() < until)
                        .toList()));
            from = until;
          }
          List<SpotChange> last = new ArrayList<>();
          for (String spot : SPOTS.get(camera)) {
            last.add(new SpotChange(spot, camera, SpotState.UNKNOWN, end, end, true));
          }
          queue.add(report(camera, end, Long.MAX_VALUE, last));
          queues.put(camera, queue);
        });
    while (queues.values().stream().anyMatch(queue -> !queue.isEmpty())) {
      List<List<SpotReport>> open =
          new ArrayList<>(queues.values().stream().filter(queue -> !queue.isEmpty()).toList());
      Collections.shuffle(open, random);
      reports.add(open.get(0).remove(0));
    }
    reports.forEach(keeper::take);
  }

  private static SpotReport report(String camera, long at, long settled, List<SpotChange> changes) {
    return new SpotReport("lot", camera, at, settled, "m", "v", changes);
  }

  /** What a spot was, all cameras together, without a gap from start to end. */
  private static List<Piece> pieces(
      Map<String, List<SpotChange>> story, String spot, long start, long end) {
    TreeSet<Long> cuts = new TreeSet<>(List.of(start, end));
    story.values().stream()
        .flatMap(List::stream)
        .filter(change -> change.spot().equals(spot))
        .forEach(change -> cuts.add(change.atMillis()));
    List<Piece> pieces = new ArrayList<>();
    Long from = cuts.first();
    for (Long to = cuts.higher(from); to != null; from = to, to = cuts.higher(from)) {
      long at = from;
      List<SpotState> views =
          story.values().stream()
              .map(
                  changes ->
                      changes.stream()
                          .filter(one -> one.spot().equals(spot) && one.atMillis() <= at)
                          .map(SpotChange::state)
                          .reduce(SpotState.UNKNOWN, (first, second) -> second))
              .toList();
      SpotState state =
          views.contains(SpotState.OCCUPIED)
              ? SpotState.OCCUPIED
              : views.contains(SpotState.FREE) ? SpotState.FREE : SpotState.UNKNOWN;
      Piece before = pieces.isEmpty() ? null : pieces.get(pieces.size() - 1);
      if (before != null && before.state() == state) {
        pieces.set(pieces.size() - 1, new Piece(state, before.from(), to));
      } else {
        pieces.add(new Piece(state, from, to));
      }
    }
    return pieces;
  }

  private static long within(Piece piece, OccupancyWindow window) {
    return Math.max(
        0,
        Math.min(piece.to(), window.endsAtMillis())
            - Math.max(piece.from(), window.startsAtMillis()));
  }

  private static long time(List<Piece> pieces, SpotState state, OccupancyWindow window) {
    return pieces.stream()
        .filter(piece -> piece.state() == state)
        .mapToLong(piece -> within(piece, window))
        .sum();
  }

  private static long moves(
      List<Piece> pieces, SpotState from, SpotState to, OccupancyWindow window) {
    long count = 0;
    for (int i = 1; i < pieces.size(); i++) {
      long at = pieces.get(i).from();
      count +=
          pieces.get(i - 1).state() == from
                  && pieces.get(i).state() == to
                  && at >= window.startsAtMillis()
                  && at < window.endsAtMillis()
              ? 1
              : 0;
    }
    return count;
  }

  private static int peak(List<List<Piece>> spots, OccupancyWindow window) {
    int peak = 0;
    for (List<Piece> pieces : spots) {
      for (Piece begun : pieces) {
        long at = Math.max(begun.from(), window.startsAtMillis());
        int count = 0;
        for (List<Piece> others : spots) {
          for (Piece other : others) {
            boolean there =
                other.state() == SpotState.OCCUPIED && other.from() <= at && at < other.to();
            count += there && at < window.endsAtMillis() ? 1 : 0;
          }
        }
        peak = Math.max(peak, count);
      }
    }
    return peak;
  }

  private static long longest(List<List<Piece>> spots, OccupancyWindow window) {
    return spots.stream()
        .flatMap(List::stream)
        .filter(piece -> piece.state() == SpotState.OCCUPIED && within(piece, window) > 0)
        .mapToLong(piece -> Math.min(piece.to(), window.endsAtMillis()) - piece.from())
        .max()
        .orElse(0);
  }

  @Property(tries = 60)
  void windowsAreWhatTheIntegralOverEachSpotIs(@ForAll long seed) {
    windows.clear();
    transitions.clear();
    Random random = new Random(seed);
    long start = STARTS.get(random.nextInt(STARTS.size()));
    long seconds = 1 + random.nextInt(30 * 3_600);
    long end = start + seconds * SECOND;
    Map<String, List<SpotChange>> story = story(random, start, seconds);
    Map<String, Long> ends = Map.of("a", end, "b", start + 1 + random.nextInt((int) (end - start)));
    play(story, start, ends, random);
    // What its footage does not show is not known.
    story.get("b").removeIf(change -> change.atMillis() >= ends.get("b"));
    SPOTS
        .get("b")
        .forEach(
            spot ->
                story
                    .get("b")
                    .add(
                        new SpotChange(
                            spot, "b", SpotState.UNKNOWN, ends.get("b"), ends.get("b"))));
    Map<String, List<Piece>> known =
        AREAS.get("SITE/lot").stream()
            .collect(Collectors.toMap(spot -> spot, spot -> pieces(story, spot, start, end)));
    Map<String, Long> occupied = new HashMap<>();
    Map<String, Long> free = new HashMap<>();
    for (OccupancyWindow window : windows) {
      Set<String> spots = AREAS.get(window.scope() + "/" + window.scopeId());
      requireRight(window, spots.stream().map(known::get).toList());
      assertThat(window.capacity()).isEqualTo(window.scope() == Scope.ZONE ? 3 : spots.size());
      String sum = window.scope() + "/" + window.scopeId() + " " + window.windowMillis();
      occupied.merge(sum, window.occupiedMillis(), Long::sum);
      free.merge(sum, window.freeMillis(), Long::sum);
    }
    addUp(occupied, known, SpotState.OCCUPIED);
    addUp(free, known, SpotState.FREE);
    for (OccupancyWindow window : windows) {
      if (window.scope() == Scope.SPOT && window.windowMillis() == WindowSize.HOUR.millis()) {
        requireDerived(window, known.get(window.scopeId()));
      }
    }
  }

  /** A piece of a spot that belongs to a place until a layout says otherwise, or from then on. */
  private static List<Piece> cut(List<Piece> pieces, long from, long to) {
    List<Piece> cut = new ArrayList<>();
    for (Piece piece : pieces) {
      if (piece.from() < to && piece.to() > from) {
        cut.add(new Piece(piece.state(), Math.max(piece.from(), from), Math.min(piece.to(), to)));
      }
    }
    return cut;
  }

  private static long overlap(OccupancyWindow window, long from, long to) {
    return Math.max(
        0, Math.min(to, window.endsAtMillis()) - Math.max(from, window.startsAtMillis()));
  }

  @Property(tries = 60)
  void aLayoutThatChangesWithinAWindowIsAccountedOnBothSides(@ForAll long seed) {
    windows.clear();
    Random random = new Random(seed);
    long start = STARTS.get(random.nextInt(STARTS.size()));
    long seconds = 7_200 + random.nextInt(12 * 3_600);
    long end = start + seconds * SECOND;
    long turn = start + (1_800 + random.nextInt((int) seconds - 3_600)) * SECOND;
    Map<String, List<SpotChange>> story = story(random, start, seconds);
    // One is there until the turn, one from then on.
    story.get("a").removeIf(one -> one.spot().equals("s1") && one.atMillis() >= turn);
    story.get("a").add(new SpotChange("s1", "a", SpotState.UNKNOWN, turn, turn));
    List<SpotChange> added =
        story.get("b").stream()
            .filter(one -> one.spot().equals("s3"))
            .map(
                one ->
                    new SpotChange(
                        "s4", "b", one.state(), one.atMillis() + 7_000, one.seenAtMillis()))
            .filter(one -> one.atMillis() > turn && one.atMillis() < end)
            .toList();
    story.get("b").addAll(added);
    Map<String, List<SpotChange>> told = new LinkedHashMap<>();
    story.forEach((camera, changes) -> told.put(camera, inOrder(changes)));
    playTurned(told, start, turn, end, random);
    Map<String, List<Piece>> known = new TreeMap<>();
    for (String spot : List.of("s0", "s1", "s2", "s3", "s4")) {
      known.put(spot, pieces(told, spot, start, end));
    }
    Map<String, Long> totals = new TreeMap<>();
    for (OccupancyWindow window : windows) {
      String area = window.scope() + "/" + window.scopeId();
      List<List<Piece>> before = new ArrayList<>();
      List<List<Piece>> after = new ArrayList<>();
      Set<String> was = AREAS.getOrDefault(area, Set.of());
      Set<String> is = AREAS_REDRAWN.getOrDefault(area, Set.of());
      was.forEach(spot -> before.add(cut(known.get(spot), start, turn)));
      is.forEach(spot -> after.add(cut(known.get(spot), turn, end)));
      List<List<Piece>> both = new ArrayList<>(before);
      both.addAll(after);
      for (SpotState state : List.of(SpotState.OCCUPIED, SpotState.FREE)) {
        assertThat(state == SpotState.FREE ? window.freeMillis() : window.occupiedMillis())
            .as("%s of %s", state, window)
            .isEqualTo(both.stream().mapToLong(one -> time(one, state, window)).sum());
      }
      assertThat(window.occupiedMillis() + window.freeMillis() + window.unknownMillis())
          .as("all of %s, turned at %s", window, turn)
          .isEqualTo(
              was.size() * overlap(window, Long.MIN_VALUE, turn)
                  + is.size() * overlap(window, turn, Long.MAX_VALUE));
      assertThat(window.peak()).as("peak of %s", window).isEqualTo(peak(both, window));
      // Who was there when the layout turned had not come, nor left, by that.
      assertThat((long) window.arrivals())
          .as("arrivals %s", window)
          .isEqualTo(came(known, was, is, window, turn));
      assertThat(window.longestMillis())
          .as("longest of %s, turned at %s", window, turn)
          .isEqualTo(longest(known, was, is, window, turn));
      totals.merge(
          window.scope() + " " + window.windowMillis() + " " + window.startsAtMillis(),
          window.unknownMillis() + window.occupiedMillis() + window.freeMillis(),
          Long::sum);
    }
    totals.forEach(
        (key, all) -> {
          if (key.startsWith("LEVEL") && windowsOf(key, "LEVEL") == 2) {
            assertThat(totals.get(key.replace("LEVEL", "SITE"))).as(key).isEqualTo(all);
          }
        });
  }

  private static long came(
      Map<String, List<Piece>> known,
      Set<String> was,
      Set<String> is,
      OccupancyWindow window,
      long turn) {
    long came = 0;
    for (Map.Entry<String, List<Piece>> spot : known.entrySet()) {
      List<Piece> pieces = spot.getValue();
      for (int i = 1; i < pieces.size(); i++) {
        long at = pieces.get(i).from();
        boolean isIn =
            (at < turn ? was : is).contains(spot.getKey())
                && at >= window.startsAtMillis()
                && at < window.endsAtMillis();
        if (isIn
            && pieces.get(i - 1).state() == SpotState.FREE
            && pieces.get(i).state() == SpotState.OCCUPIED) {
          came++;
        }
      }
    }
    return came;
  }

  private long windowsOf(String key, String scope) {
    return windows.stream()
        .filter(
            one ->
                key.equals(scope + " " + one.windowMillis() + " " + one.startsAtMillis())
                    && one.scope() == Scope.valueOf(scope))
        .count();
  }

  /** A spot's time counts from its beginning, as far as it belonged to the place at its end. */
  private static long longest(
      Map<String, List<Piece>> known,
      Set<String> was,
      Set<String> is,
      OccupancyWindow window,
      long turn) {
    long longest = 0;
    for (Map.Entry<String, List<Piece>> spot : known.entrySet()) {
      for (Piece piece : spot.getValue()) {
        if (piece.state() != SpotState.OCCUPIED) {
          continue;
        }
        if (was.contains(spot.getKey())) {
          long until = Math.min(piece.to(), window.endsAtMillis());
          until = is.contains(spot.getKey()) ? until : Math.min(until, turn);
          boolean there = until > Math.max(piece.from(), window.startsAtMillis());
          if (there && (is.contains(spot.getKey()) || piece.from() < turn)) {
            longest = Math.max(longest, until - piece.from());
          }
        } else if (is.contains(spot.getKey()) && piece.to() > turn) {
          long until = Math.min(piece.to(), window.endsAtMillis());
          if (until > Math.max(Math.max(piece.from(), turn), window.startsAtMillis())) {
            longest = Math.max(longest, until - piece.from());
          }
        }
      }
    }
    return longest;
  }

  /** Both cameras' words in parts, by the other layout from a time on. */
  private void playTurned(
      Map<String, List<SpotChange>> story, long start, long turn, long end, Random random) {
    OccupancyKeeper keeper = keeper((site, version) -> version.equals("v") ? SITE : REDRAWN);
    Map<String, List<SpotReport>> queues = new TreeMap<>();
    story.forEach(
        (camera, changes) -> {
          List<SpotReport> queue = new ArrayList<>();
          long from = start;
          while (from < end) {
            long until = Math.min(from < turn ? turn : end, from + 1 + random.nextInt(900_000));
            long begun = from;
            queue.add(
                new SpotReport(
                    "lot",
                    camera,
                    // The first of a layout says so at the time of its first frame.
                    from == turn ? turn : until,
                    from == turn ? turn : until,
                    "m",
                    from < turn ? "v" : "w",
                    from == turn
                        ? List.of()
                        : changes.stream()
                            .filter(one -> one.atMillis() >= begun && one.atMillis() < until)
                            .toList()));
            if (from == turn) {
              queue.add(
                  new SpotReport(
                      "lot",
                      camera,
                      until,
                      until,
                      "m",
                      "w",
                      changes.stream()
                          .filter(one -> one.atMillis() >= begun && one.atMillis() < until)
                          .toList()));
            }
            from = until;
          }
          List<SpotChange> last = new ArrayList<>();
          for (String spot : List.of("s0", "s2", "s3", "s4")) {
            boolean ofA = camera.equals("a") && Set.of("s0", "s2").contains(spot);
            if (ofA || camera.equals("b") && !spot.equals("s0")) {
              last.add(new SpotChange(spot, camera, SpotState.UNKNOWN, end, end, true));
            }
          }
          queue.add(new SpotReport("lot", camera, end, Long.MAX_VALUE, "m", "w", last));
          queues.put(camera, queue);
        });
    while (queues.values().stream().anyMatch(queue -> !queue.isEmpty())) {
      List<List<SpotReport>> open =
          new ArrayList<>(queues.values().stream().filter(queue -> !queue.isEmpty()).toList());
      Collections.shuffle(open, random);
      keeper.take(open.get(0).remove(0));
    }
  }

  @Test
  void whatWasOverAheadOfTheHourDepartsInNoneOfItsMinutes() {
    long hour = STARTS.get(2) / 3_600_000 * 3_600_000;
    DerivedWindows.Hour whole =
        new DerivedWindows.Hour("lot", "s2", hour, hour + 3_600_000, 3_600_000, 0, "m", "v");
    List<SpotTransition> changes =
        List.of(
            transition(hour - 900_000, SpotState.OCCUPIED, SpotState.FREE),
            // Between them a camera's footage ended.
            transition(hour, SpotState.FREE, SpotState.UNKNOWN));
    List<OccupancyWindow> minutes = DerivedWindows.of(whole, changes, WindowSize.MINUTE);
    assertThat(minutes).hasSize(60).allMatch(minute -> minute.departures() == 0);
  }

  @Test
  void changesThatTellAnotherTimeThanWasCountedTellNothing() {
    long hour = STARTS.get(2) / 3_600_000 * 3_600_000;
    // It was occupied for ten minutes of which the changes are no longer kept.
    DerivedWindows.Hour whole =
        new DerivedWindows.Hour("lot", "s2", hour, hour + 3_600_000, 3_600_000, 600_000, "m", "v");
    List<SpotTransition> held =
        List.of(transition(hour - 900_000, SpotState.FREE, SpotState.OCCUPIED));
    assertThat(DerivedWindows.of(whole, held, WindowSize.MINUTE)).isEmpty();
  }

  private static SpotTransition transition(long at, SpotState state, SpotState previous) {
    return new SpotTransition(
        new FactHead(at + "", "lot", at, at, true, "m", "v"), "s2", state, previous, "b");
  }

  /** Shorter windows of a spot follow from its changes, and add up to its hour. */
  private void requireDerived(OccupancyWindow hour, List<Piece> known) {
    List<SpotTransition> changes = new ArrayList<>();
    for (SpotTransition change : transitions) {
      if (change.spot().equals(hour.scopeId())) {
        if (change.head().atMillis() < hour.startsAtMillis()) {
          changes.clear();
        }
        changes.add(change);
        if (change.head().atMillis() >= hour.endsAtMillis()) {
          break;
        }
      }
    }
    for (WindowSize size :
        List.of(WindowSize.MINUTE, WindowSize.FIVE_MINUTES, WindowSize.QUARTER_HOUR)) {
      List<OccupancyWindow> derived =
          DerivedWindows.of(DerivedWindows.Hour.of(hour), changes, size);
      derived.forEach(window -> requireRight(window, List.of(known)));
      if (derived.isEmpty()) {
        // Where a camera's footage ended, and another's in the same hour.
        assertThat(hour.scopeId()).isEqualTo("s2");
        continue;
      }
      assertThat(derived.stream().mapToLong(OccupancyWindow::occupiedMillis).sum())
          .isEqualTo(hour.occupiedMillis());
      assertThat(derived.stream().mapToLong(OccupancyWindow::freeMillis).sum())
          .isEqualTo(hour.freeMillis());
      assertThat(derived.stream().mapToInt(OccupancyWindow::arrivals).sum())
          .isEqualTo(hour.arrivals());
    }
  }

  private static void requireRight(OccupancyWindow window, List<List<Piece>> of) {
    assertThat(window.occupiedMillis())
        .as("%s", window)
        .isEqualTo(of.stream().mapToLong(one -> time(one, SpotState.OCCUPIED, window)).sum());
    assertThat(window.freeMillis())
        .as("%s", window)
        .isEqualTo(of.stream().mapToLong(one -> time(one, SpotState.FREE, window)).sum());
    assertThat(window.occupiedMillis() + window.freeMillis() + window.unknownMillis())
        .isEqualTo((window.endsAtMillis() - window.startsAtMillis()) * of.size());
    assertThat((long) window.arrivals())
        .as("arrivals %s", window)
        .isEqualTo(
            of.stream()
                .mapToLong(one -> moves(one, SpotState.FREE, SpotState.OCCUPIED, window))
                .sum());
    assertThat((long) window.departures())
        .as("departures %s", window)
        .isEqualTo(
            of.stream()
                .mapToLong(one -> moves(one, SpotState.OCCUPIED, SpotState.FREE, window))
                .sum());
    assertThat(window.peak()).as("peak %s", window).isEqualTo(peak(of, window));
    assertThat(window.longestMillis()).as("longest %s", window).isEqualTo(longest(of, window));
  }

  /** In every size all that was known is there, and spots are levels are the site. */
  private static void addUp(
      Map<String, Long> sums, Map<String, List<Piece>> known, SpotState state) {
    AREAS.forEach(
        (area, spots) -> {
          long expected =
              spots.stream()
                  .flatMap(spot -> known.get(spot).stream())
                  .filter(piece -> piece.state() == state)
                  .mapToLong(piece -> piece.to() - piece.from())
                  .sum();
          for (WindowSize size : WindowSize.values()) {
            boolean counted = !area.startsWith("SPOT") || OccupancyScopes.OF_A_SPOT.contains(size);
            assertThat(sums.getOrDefault(area + " " + size.millis(), 0L))
                .as("%s %s", area, size)
                .isEqualTo(counted ? expected : 0);
          }
        });
  }

  @Test
  void whatIsStillToComeIsNoUnknownTimeOfAnOpenWindow() {
    OccupancyKeeper keeper = keeper((site, version) -> SITE, true);
    long start = Instant.parse("2026-07-01T09:00:00Z").toEpochMilli();
    long now = start + 1_200 * SECOND;
    SpotChange taken = new SpotChange("s0", "a", SpotState.OCCUPIED, start, start);
    keeper.take(report("a", now, now, List.of(taken)));
    keeper.take(report("b", now, now, List.of()));
    assertThat(windows)
        .filteredOn(one -> one.scope() == Scope.SITE && one.windowMillis() == 3_600_000)
        .singleElement()
        .satisfies(
            hour -> {
              assertThat(hour.head().isFinal()).isFalse();
              assertThat(hour.endsAtMillis()).isEqualTo(start + 3_600 * SECOND);
              assertThat(hour.occupiedMillis()).isEqualTo(1_200 * SECOND);
              assertThat(hour.unknownMillis())
                  .as("three other spots")
                  .isEqualTo(3 * 1_200 * SECOND);
            });
  }

  @Test
  void aZoneThatALayoutTakesAwayKnowsNothingOfWhatFollows() {
    Site without = site(LAYOUT.replaceAll("(?m)^ *zones:.*$", ""));
    OccupancyKeeper keeper = keeper((site, version) -> version.equals("v") ? SITE : without);
    long start = Instant.parse("2026-07-01T09:00:00Z").toEpochMilli();
    long turn = start + 600 * SECOND;
    long end = start + 3_000 * SECOND;
    keeper.take(
        report(
            "a", turn, turn, List.of(new SpotChange("s0", "a", SpotState.OCCUPIED, start, start))));
    keeper.take(report("b", turn, turn, List.of()));
    for (String camera : List.of("a", "b")) {
      keeper.take(new SpotReport("lot", camera, turn, turn + 1, "m", "w", List.of()));
    }
    for (String camera : List.of("a", "b")) {
      keeper.take(new SpotReport("lot", camera, end, Long.MAX_VALUE, "m", "w", List.of()));
    }
    assertThat(windows.stream().filter(one -> one.scope() == Scope.ZONE))
        .isNotEmpty()
        .allSatisfy(
            one -> {
              assertThat(one.longestMillis()).isLessThanOrEqualTo(600 * SECOND);
              assertThat(one.occupiedMillis()).isLessThanOrEqualTo(600 * SECOND);
            })
        .anySatisfy(one -> assertThat(one.longestMillis()).isEqualTo(600 * SECOND));
  }

  @Test
  void aZoneThatIsBackWithinAWindowHasWhatItHadBefore() {
    Site without = site(LAYOUT.replaceAll("(?m)^ *zones:.*$", ""));
    OccupancyKeeper keeper = keeper((site, version) -> version.equals("w") ? without : SITE);
    long start = Instant.parse("2026-07-01T09:00:00Z").toEpochMilli();
    long gone = start + 600 * SECOND;
    long back = start + 720 * SECOND;
    long end = start + 3_000 * SECOND;
    SpotChange taken = new SpotChange("s0", "a", SpotState.OCCUPIED, start, start);
    keeper.take(report("a", gone, gone, List.of(taken)));
    keeper.take(report("b", gone, gone, List.of()));
    for (String camera : List.of("a", "b")) {
      keeper.take(new SpotReport("lot", camera, gone, back, "m", "w", List.of()));
    }
    for (String camera : List.of("a", "b")) {
      keeper.take(new SpotReport("lot", camera, back, back + 1, "m", "x", List.of()));
    }
    SpotChange last = new SpotChange("s0", "a", SpotState.UNKNOWN, end, end, true);
    keeper.take(new SpotReport("lot", "a", end, Long.MAX_VALUE, "m", "x", List.of(last)));
    keeper.take(new SpotReport("lot", "b", end, Long.MAX_VALUE, "m", "x", List.of()));
    OccupancyWindow hour =
        windows.stream()
            .filter(one -> one.scope() == Scope.ZONE && one.windowMillis() == 3_600_000)
            .reduce((one, other) -> other)
            .orElseThrow();
    assertThat(hour.occupiedMillis()).isEqualTo((3_000 - 120) * SECOND);
    assertThat(hour.occupiedMillis() + hour.freeMillis() + hour.unknownMillis())
        .isEqualTo(2 * (3_600 - 120) * SECOND);
  }

  @Test
  void aZoneIsAsFullAsItsCapacitySays() {
    OccupancyScopes.OccupancyScope zone =
        new OccupancyScopes(SITE)
            .areas().stream().filter(one -> one.kind() == Scope.ZONE).findFirst().orElseThrow();
    assertThat(zone.capacity()).isEqualTo(3);
    Fullness fullness = new Fullness(SITE);
    assertThat(fullness.of(zone, new OccupancyTally(0, 2, 0, false, List.of()))).isFalse();
    assertThat(fullness.of(zone, new OccupancyTally(0, 3, 0, false, List.of()))).isTrue();
    assertThat(fullness.of(zone, new OccupancyTally(0, 2, 1, true, List.of()))).isFalse();
  }
}
