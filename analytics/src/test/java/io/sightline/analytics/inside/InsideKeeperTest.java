package io.sightline.analytics.inside;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.analytics.order.SiteOrder;
import io.sightline.analytics.state.Accesses;
import io.sightline.analytics.vehicles.GateReport;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.InsideCount;
import io.sightline.domain.facts.InsideCount.Cause;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.site.Gate.Direction;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import io.sightline.domain.statements.InsideStatement;
import io.sightline.domain.statements.PlateCorrection;
import io.sightline.domain.statements.Statements;
import io.sightline.domain.statements.WatchlistChange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InsideKeeperTest {
  private static final long DAY = 24 * 3_600_000L;
  private static final Site SITE =
      SiteFile.parse(
              "site",
              Path.of("/"),
              """
              site: garage
              cameras:
                - id: a
                  uri: a.mp4
                  level: L1
                  gates: [{id: main, line: [[0, 0], [9, 0]]}]
                - id: b
                  uri: b.mp4
                  level: L1
                  gates: [{id: main, line: [[0, 0], [9, 0]]}]
                - id: ramp
                  uri: c.mp4
                  gates: [{id: ramp, line: [[0, 0], [9, 0]], from: L1, to: L2}]
              """)
          .site();

  private final Words words = new Words();
  private final Garage garage = new Garage(words);

  @BeforeEach
  void see() {
    garage.reach(1);
  }

  /** What people have said, in memory. */
  private static final class Words implements Statements {
    @Override
    public List<WatchlistChange> watchlist(String site, long after, long upTo) {
      return List.of();
    }

    private static final long serialVersionUID = 1;
    private final List<InsideStatement> said = new ArrayList<>();

    void say(String level, long at, int vehicles) {
      said.add(new InsideStatement(said.size() + 1, level, at, vehicles));
    }

    @Override
    public List<PlateCorrection> corrections(String site, String camera, Range range) {
      return List.of();
    }

    @Override
    public List<InsideStatement> counts(String site, Range range) {
      return said.stream()
          .filter(one -> one.number() > range.after() && one.number() <= range.upTo())
          .filter(one -> one.atMillis() >= range.sinceMillis())
          .toList();
    }
  }

  /** Rows as a table holds them. */
  private static final class Garage {
    private final Words words;
    private final InsideKeeper.State state;
    private final Map<String, InsideCount> rows = new TreeMap<>();
    private InsideKeeper keeper;

    Garage(Words words) {
      this.words = words;
      Accesses accesses = new Accesses();
      state =
          new InsideKeeper.State(
              new SiteOrder.State<>(
                  accesses.entries(), accesses.entries(), accesses.entries(), accesses.cell()),
              accesses.entries(),
              accesses.entries(),
              accesses.entries(),
              accesses.entries(),
              accesses.cell(),
              accesses.cell());
      restore();
    }

    void restore() {
      keeper = new InsideKeeper(Layouts.always(SITE), words, "garage", state);
    }

    void report(String camera, long at, boolean lost, Passage... passages) {
      report(camera, at, at, lost, passages);
    }

    void end(String camera, long at) {
      report(camera, at, SiteOrder.ENDED, false);
    }

    private void report(String camera, long at, long settled, boolean lost, Passage... passages) {
      InsideKeeper.Step step =
          keeper.take(
              new GateReport(
                  "garage",
                  camera,
                  at,
                  settled,
                  "layout",
                  List.of(passages),
                  lost,
                  words.said.size()));
      step.counts()
          .forEach(
              row -> rows.put("%020d %s".formatted(row.head().atMillis(), row.scopeId()), row));
    }

    void reach(long at) {
      List.of("a", "b", "ramp").forEach(camera -> report(camera, at, false));
    }

    InsideCount last(String scope) {
      return rows.values().stream()
          .filter(row -> row.scopeId().equals(scope))
          .reduce((before, after) -> after)
          .orElseThrow();
    }

    List<String> told() {
      return rows.values().stream()
          .map(
              row ->
                  row.head().atMillis()
                      + " %s %s %s +%s -%s !%s %s"
                          .formatted(
                              row.scopeId(),
                              row.cause(),
                              row.inside(),
                              row.entries(),
                              row.exits(),
                              row.missed(),
                              row.drift()))
          .toList();
    }
  }

  private static Passage passage(String camera, String gate, String track, boolean in, long at) {
    FactHead head =
        new FactHead(camera + gate + track + in + at, "garage", at, at, true, "", "layout");
    Direction direction = in ? Direction.ENTRY : Direction.EXIT;
    return new Passage(head, camera, gate, direction, track, "car", null, null, null);
  }

  private void enters(String camera, String track, long at) {
    garage.report(camera, at, false, passage(camera, "main", track, true, at));
  }

  private void leaves(String camera, String track, long at) {
    garage.report(camera, at, false, passage(camera, "main", track, false, at));
  }

  @Test
  void untilSomebodySaysHowManyThereAreNobodyKnows() {
    enters("a", "one", 1_000);
    garage.reach(2_000);
    assertThat(garage.last("garage").inside()).isNull();
    assertThat(garage.last("garage").entries()).isEqualTo(1);
    words.say("", 3_000, 40);
    enters("a", "two", 10_000);
    leaves("a", "three", 20_000);
    leaves("a", "four", 30_000);
    garage.reach(40_000);
    assertThat(garage.last("garage").inside()).isEqualTo(39);
    assertThat(garage.last("garage").exits()).isEqualTo(2);
  }

  @Test
  void oneVehicleAtOneGateCountsOnceHoweverManyCamerasSeeIt() {
    words.say("", 500, 10);
    enters("a", "one", 1_000);
    enters("b", "seen again", 2_000);
    enters("b", "tailgating", 2_500);
    garage.reach(30_000);
    assertThat(garage.last("garage").inside()).isEqualTo(12);
    enters("a", "trembling", 40_000);
    enters("a", "trembling", 41_000);
    garage.reach(60_000);
    assertThat(garage.last("garage").inside()).isEqualTo(13);
  }

  @Test
  void levelsAreCountedByTheGatesBetweenThem() {
    words.say("", 500, 10);
    words.say("L1", 500, 7);
    words.say("L2", 500, 3);
    enters("a", "one", 1_000);
    garage.report("ramp", 2_000, false, passage("ramp", "ramp", "one up", true, 2_000));
    garage.reach(3_000);
    assertThat(garage.last("garage").inside()).as("it is still inside").isEqualTo(11);
    assertThat(garage.last("L1").inside()).isEqualTo(7);
    assertThat(garage.last("L2").inside()).isEqualTo(4);
  }

  @Test
  void afterAGapNobodyKnowsUnlessAnotherCameraSawTheGate() {
    words.say("", 500, 10);
    words.say("L2", 500, 3);
    garage.reach(1_000);
    garage.report("a", 2_000, true);
    garage.reach(3_000);
    assertThat(garage.last("garage").inside()).as("b has seen it").isEqualTo(10);
    garage.report("a", 4_000, true);
    garage.report("b", 4_000, true);
    garage.report("ramp", 4_000, false);
    garage.reach(5_000);
    assertThat(garage.last("garage").inside()).isNull();
    assertThat(garage.last("garage").cause()).isEqualTo(Cause.GAP);
    assertThat(garage.last("L2").inside()).as("its ramp was seen").isEqualTo(3);
    words.say("", 6_000, 9);
    garage.reach(7_000);
    assertThat(garage.last("garage").inside()).isEqualTo(9);
    assertThat(garage.last("garage").drift()).as("from what nobody knew").isNull();
  }

  @Test
  void whatWasSaidBeforeAGateWasSeenSaysNothingOfNow() {
    Garage fresh = new Garage(words);
    words.say("", 500, 40);
    fresh.report("a", 10_000, false, passage("a", "main", "one", true, 10_000));
    fresh.reach(20_000);
    assertThat(fresh.last("garage").inside()).isNull();
    assertThat(fresh.last("garage").entries()).isEqualTo(1);
  }

  @Test
  void whatIsSaidWhileAGateIsNotSeenHoldsUntilItIsSeenAgain() {
    words.say("", 500, 10);
    garage.report("a", 4_000, true);
    garage.report("b", 4_000, true);
    garage.report("ramp", 4_000, false);
    words.say("", 6_000, 9);
    garage.report("a", 8_000, true);
    garage.report("b", 8_000, true);
    garage.report("ramp", 8_000, false);
    assertThat(garage.last("garage").inside()).isEqualTo(9);
    garage.reach(9_000);
    garage.reach(10_000);
    assertThat(garage.last("garage").inside()).as("who came until then").isNull();
  }

  @Test
  void whereAGatesFootageEndsLongBeforeTheOthersNobodyKnowsFromThereOn() {
    words.say("", 500, 10);
    words.say("L2", 500, 3);
    garage.reach(1_000);
    garage.end("ramp", 2_000);
    garage.report("a", 31_000, false);
    garage.report("b", 31_000, false);
    assertThat(garage.last("L2").inside()).as("they end a little apart").isEqualTo(3);
    garage.report("a", 40_000, false);
    garage.report("b", 40_000, false);
    assertThat(garage.last("L2").inside()).isNull();
    assertThat(garage.last("garage").inside()).isEqualTo(10);
    garage.end("a", 50_000);
    garage.end("b", 51_000);
    assertThat(garage.last("garage").inside()).as("at the end of all").isEqualTo(10);
  }

  @Test
  void whoLeavesWhenNobodyIsInsideWasMissedWhenItEntered() {
    words.say("", 500, 0);
    leaves("a", "one", 1_000);
    enters("a", "two", 30_000);
    garage.reach(40_000);
    assertThat(garage.last("garage").inside()).isEqualTo(1);
    assertThat(garage.last("garage").missed()).isEqualTo(1);
  }

  @Test
  void aDayEndsWithWhatTheCountHasDriftedBy() {
    words.say("", 500, 10);
    enters("a", "one", 1_000);
    garage.reach(2_000);
    words.say("", 3_600_000, 14);
    garage.reach(3_700_000);
    assertThat(garage.last("garage").drift()).isEqualTo(3);
    garage.reach(DAY + 1);
    assertThat(garage.last("garage").cause()).isEqualTo(Cause.MIDNIGHT);
    assertThat(garage.last("garage").drift()).isEqualTo(3);
    garage.reach(2 * DAY + 1);
    assertThat(garage.last("garage").drift()).as("nobody said anything").isNull();
  }

  private record Cross(long at, boolean in, boolean ramp) {}

  private record Word(long at, String level, int vehicles, long after) {}

  @Provide
  Arbitrary<List<Cross>> crossings() {
    return Combinators.combine(
            Arbitraries.longs().between(1, 2_000).map(minute -> minute * 60_000),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false))
        .as(Cross::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(12)
        .uniqueElements(Cross::at);
  }

  @Provide
  Arbitrary<List<Word>> words() {
    return Combinators.combine(
            Arbitraries.longs().between(1, 2_000 * 60_000),
            Arbitraries.of("", "L1", "L2"),
            Arbitraries.integers().between(0, 5),
            Arbitraries.longs().between(0, DAY))
        .as(Word::new)
        .list()
        .ofMaxSize(5)
        .uniqueElements(word -> word.at() + word.level());
  }

  /**
   * @param atOnce whether everything that is ever said is known from the start
   */
  private static List<String> rows(List<Cross> crossings, List<Word> said, boolean atOnce) {
    Words words = new Words();
    Garage garage = new Garage(words);
    garage.reach(1);
    record Event(long at, Cross cross, Word word) {}

    List<Event> events = new ArrayList<>();
    crossings.forEach(cross -> events.add(new Event(cross.at(), cross, null)));
    said.forEach(word -> events.add(new Event(atOnce ? 0 : word.at() + word.after(), null, word)));
    events.sort(Comparator.comparingLong(Event::at));
    for (Event event : events) {
      if (event.word() != null) {
        words.say(event.word().level(), event.word().at(), event.word().vehicles());
        garage.reach(Math.max(1, event.at()));
      } else {
        Cross cross = event.cross();
        String camera = cross.ramp() ? "ramp" : "a";
        garage.report(
            camera,
            cross.at(),
            false,
            passage(
                camera, cross.ramp() ? "ramp" : "main", "t" + cross.at(), cross.in(), cross.at()));
        garage.reach(cross.at());
      }
      garage.restore();
    }
    garage.reach(5 * DAY);
    return garage.told();
  }

  @Property(tries = 300)
  void countsDoNotTellWhenAWordCameNorOfRestores(
      @ForAll("crossings") List<Cross> crossings, @ForAll("words") List<Word> said) {
    assertThat(rows(crossings, said, false)).isEqualTo(rows(crossings, said, true));
  }
}
