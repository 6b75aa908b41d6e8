package io.sightline.analytics.vehicles;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.analytics.order.SiteOrder;
import io.sightline.analytics.state.Accesses;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.VehicleSession;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.site.Gate.Direction;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** However what is known of passages comes in, the stays are those that all of it leads to. */
class SessionOrderTest {
  private static final Box BOX = new Box(0, 0, 9, 9);
  private static final List<String> COLOURS =
      Arrays.asList(
          "2020bf0000000000000000", "201000cf00000000000000", "401000af00000000000000", null);
  private static final List<String> CAMERAS = List.of("a", "b");
  private static final List<String> PLATES =
      List.of("ABCD12", "ABCD13", "A8CD12", "WXYZ99", "WXYZ9", "QRST55");
  private static final Site SITE =
      SiteFile.parse(
              "site",
              Path.of("/"),
              """
              site: garage
              cameras:
                - {id: a, uri: a.mp4, gates: [{id: in, line: [[0, 0], [9, 0]]}]}
                - {id: b, uri: b.mp4, gates: [{id: in, line: [[0, 0], [9, 0]]}]}
              sessions: {max-stay: 20m, overstay: 10m, grace: 1m}
              """)
          .site();

  /** Rows as a table holds them, and the state that made them. */
  private static final class Garage {
    private final SessionKeeper.State state;
    private final Map<String, VehicleSession> rows = new TreeMap<>();
    private SessionKeeper keeper;

    Garage() {
      Accesses accesses = new Accesses();
      state =
          new SessionKeeper.State(
              new SiteOrder.State<>(
                  accesses.entries(), accesses.entries(), accesses.entries(), accesses.cell()),
              accesses.entries(),
              accesses.entries());
      restore();
    }

    void restore() {
      keeper = new SessionKeeper(Layouts.always(SITE), "garage", state);
    }

    void take(String camera, long at, long settled, List<Passage> passages) {
      SessionKeeper.Step step =
          keeper.take(new GateReport("garage", camera, at, settled, "layout", passages));
      for (VehicleSession row : step.ended()) {
        VehicleSession known = rows.get(row.head().id());
        assertThat(known == null || known.head().revisionMillis() <= row.head().revisionMillis())
            .as("a table keeps the newer of %s and %s", known, row)
            .isTrue();
        if (row.head().isRetracted()) {
          rows.remove(row.head().id());
        } else {
          rows.put(row.head().id(), row);
        }
      }
    }

    List<String> stays() {
      return rows.values().stream()
          .map(
              row ->
                  row.head().atMillis()
                      + " %s %s–%s %s %s %s"
                          .formatted(
                              row.plate(),
                              row.enteredAtMillis(),
                              row.leftAtMillis(),
                              row.outcome(),
                              row.match(),
                              row.overstay()))
          .sorted()
          .toList();
    }
  }

  /** Plates as they become known of a vehicle that passes. */
  private record Pass(
      long at,
      String camera,
      Direction direction,
      int track,
      String early,
      String last,
      long later) {
    /** A vehicle has its own, and some have none. */
    private String colours() {
      return COLOURS.get(track % COLOURS.size());
    }

    List<Passage> told() {
      FactHead head =
          new FactHead("p%06d%s%s".formatted(at, camera, track), "garage", at, at, false, "", "");
      Passage passage =
          new Passage(head, camera, "in", direction, "t" + track, "car", BOX, colours());
      Passage first = passage.told(head, early, early == null ? null : 0.5f, null);
      Passage done =
          passage.told(head.revised(at + later, true), last, last == null ? null : 0.9f, null);
      return List.of(first, done);
    }
  }

  @Provide
  Arbitrary<List<Pass>> passes() {
    Arbitrary<String> plate = Arbitraries.of(PLATES).injectNull(0.25);
    return Combinators.combine(
            Arbitraries.longs().between(0, 3_000).map(tenths -> 1_000_000 + tenths * 1_000),
            Arbitraries.of(CAMERAS),
            Arbitraries.of(Direction.ENTRY, Direction.EXIT),
            Arbitraries.integers().between(1, 40),
            plate,
            plate,
            Arbitraries.oneOf(
                Arbitraries.longs().between(1, 90_000), Arbitraries.longs().between(1, 1_500_000)))
        .as(Pass::new)
        .list()
        .ofMaxSize(14)
        .uniqueElements(pass -> pass.at() + pass.camera() + pass.track());
  }

  private static final Comparator<Passage> BY_TIME =
      Comparator.<Passage>comparingLong(passage -> passage.head().revisionMillis())
          .thenComparing(passage -> passage.head().id());

  /** Told by each camera in its order, in portions, and the cameras in any order. */
  private static List<String> told(List<Pass> passes, Random random, boolean restores) {
    Garage garage = new Garage();
    List<List<Passage>> waiting = new ArrayList<>();
    for (String camera : CAMERAS) {
      List<Passage> told = new ArrayList<>();
      passes.stream()
          .filter(pass -> pass.camera().equals(camera))
          .forEach(pass -> told.addAll(pass.told()));
      told.sort(BY_TIME);
      waiting.add(told);
    }
    while (waiting.stream().anyMatch(told -> !told.isEmpty())) {
      int camera = random.nextInt(CAMERAS.size());
      List<Passage> rest = waiting.get(camera);
      if (rest.isEmpty()) {
        continue;
      }
      int portion = 1 + random.nextInt(Math.min(4, rest.size()));
      List<Passage> now = new ArrayList<>(rest.subList(0, portion));
      long at = now.get(now.size() - 1).head().revisionMillis();
      rest.subList(0, portion).clear();
      while (!rest.isEmpty() && rest.get(0).head().revisionMillis() == at) {
        now.add(rest.remove(0));
      }
      garage.take(CAMERAS.get(camera), at, at + 1, now);
      if (restores) {
        garage.restore();
      }
    }
    CAMERAS.forEach(camera -> garage.take(camera, 6_000_000, SiteOrder.ENDED, List.of()));
    return garage.stays();
  }

  /** What is known of them in the end. */
  private static List<Passage> known(List<Pass> passes) {
    List<Passage> last = new ArrayList<>();
    for (Pass pass : passes) {
      Passage done = pass.told().get(1);
      last.add(done.told(done.head().revised(pass.at(), true), done.plate(), done.score(), null));
    }
    last.sort(BY_TIME);
    return last;
  }

  /** All that is known, known from the start. */
  private static List<String> atOnce(List<Pass> passes) {
    Garage garage = new Garage();
    List<Passage> last = known(passes);
    for (String camera : CAMERAS) {
      garage.take(
          camera,
          5_000_000,
          5_000_000,
          last.stream().filter(passage -> passage.camera().equals(camera)).toList());
    }
    CAMERAS.forEach(camera -> garage.take(camera, 6_000_000, SiteOrder.ENDED, List.of()));
    return garage.stays();
  }

  @Property(tries = 1_000)
  void inWhateverOrderAndHoweverLateItIsKnown(
      @ForAll("passes") List<Pass> passes, @ForAll Random random) {
    assertThat(told(passes, random, false)).isEqualTo(atOnce(passes));
  }

  /** What ended a stay may be earlier than a view of it that turns out to be another vehicle's. */
  @Test
  void aStayThatWasOverStaysSoWhenALaterViewOfItIsTakenAway() {
    List<Pass> passes =
        List.of(
            new Pass(1_000_000, "a", Direction.ENTRY, 12, null, "ABCD13", 1),
            new Pass(1_000_000, "a", Direction.EXIT, 2, null, "QRST55", 1),
            new Pass(1_000_000, "b", Direction.ENTRY, 12, null, "QRST55", 1),
            new Pass(1_001_000, "a", Direction.ENTRY, 1, "ABCD13", null, 10_001),
            new Pass(1_001_000, "a", Direction.EXIT, 3, null, null, 1));
    for (int seed = 0; seed < 20; seed++) {
      assertThat(told(passes, new Random(seed), false)).isEqualTo(atOnce(passes));
    }
  }

  @Property(tries = 300)
  void alsoWhenTheStateIsTakenUpAtEveryStep(
      @ForAll("passes") List<Pass> passes, @ForAll Random random) {
    assertThat(told(passes, random, true)).isEqualTo(atOnce(passes));
  }

  @Property(tries = 500)
  void everyPassageIsInOneStayAndNobodyLeavesBeforeEntering(@ForAll("passes") List<Pass> passes) {
    Garage garage = new Garage();
    List<Passage> last = known(passes);
    for (Passage passage : last) {
      garage.take(
          passage.camera(),
          passage.head().revisionMillis(),
          passage.head().revisionMillis() + 1,
          List.of(passage));
    }
    CAMERAS.forEach(camera -> garage.take(camera, 6_000_000, SiteOrder.ENDED, List.of()));
    List<String> named = new ArrayList<>();
    for (VehicleSession stay : garage.rows.values()) {
      if (stay.entryPassage() != null) {
        named.add(stay.entryPassage());
      }
      if (stay.exitPassage() != null) {
        named.add(stay.exitPassage());
      }
      if (stay.stayMillis() != null) {
        assertThat(stay.stayMillis()).isNotNegative();
      }
    }
    assertThat(named).doesNotHaveDuplicates();
    assertThat(Collections.max(List.of(passes.size(), named.size()))).isEqualTo(passes.size());
  }
}
