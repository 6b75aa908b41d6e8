package io.sightline.analytics.watchlist;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.analytics.order.SiteOrder;
import io.sightline.analytics.state.Accesses;
import io.sightline.domain.DerivedIds;
import io.sightline.domain.facts.Alert;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.PlateRead;
import io.sightline.domain.site.Gate.Direction;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import io.sightline.domain.statements.InsideStatement;
import io.sightline.domain.statements.PlateCorrection;
import io.sightline.domain.statements.Statements;
import io.sightline.domain.statements.WatchlistChange;
import io.sightline.domain.watchlist.WatchPattern;
import io.sightline.domain.watchlist.WatchlistEntry.Match;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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

/** Who is wanted is told once a visit, whatever is known first. */
class WatchKeeperTest {
  private static final Site SITE =
      SiteFile.parse(
              "site",
              Path.of("/"),
              """
              site: garage
              cameras:
                - id: a
                  uri: a.mp4
                  analyse: [vehicles, plates]
                  gates: [{id: main, line: [[0, 0], [9, 0]]}]
                - {id: b, uri: b.mp4, analyse: [plates]}
                - {id: c, uri: c.mp4, analyse: [occupancy]}
              sessions: {max-stay: 60m, overstay: 10m, grace: 1m}
              watchlist:
                - {id: stolen, pattern: "AB?D12"}
                - {id: vip, pattern: WXYZ99, match: exact}
              """)
          .site();

  /** What people say, which a test may add to. */
  private static final class Said implements Statements {
    private final List<WatchlistChange> changes = new ArrayList<>();

    @Override
    public List<PlateCorrection> corrections(String site, String camera, Range range) {
      return List.of();
    }

    @Override
    public List<InsideStatement> counts(String site, Range range) {
      return List.of();
    }

    @Override
    public List<WatchlistChange> watchlist(String site, long after, long upTo) {
      return changes.stream()
          .filter(change -> change.number() > after && change.number() <= upTo)
          .toList();
    }
  }

  /** Alerts as a table holds them, and the state that made them. */
  private static final class Garage {
    private final Said said = new Said();
    private final boolean live;
    private final WatchKeeper.State state;
    private final Map<String, Alert> rows = new TreeMap<>();
    private WatchKeeper keeper;
    private int told;

    Garage(boolean live) {
      this.live = live;
      Accesses accesses = new Accesses();
      state =
          new WatchKeeper.State(
              new SiteOrder.State<>(
                  accesses.entries(), accesses.entries(), accesses.entries(), accesses.cell()),
              accesses.entries(),
              accesses.entries(),
              accesses.cell());
      restore();
    }

    void restore() {
      keeper = new WatchKeeper(Layouts.always(SITE), said, "garage", state, live);
    }

    void take(PlateReport report) {
      for (Alert alert : keeper.take(report).alerts()) {
        Alert known = rows.get(alert.head().id());
        assertThat(
                known == null
                    || known.head().isRetracted()
                    || known.head().revisionMillis() <= alert.head().revisionMillis())
            .as("a table keeps the newer of %s and %s", known, alert)
            .isTrue();
        rows.put(alert.head().id(), alert);
        told++;
      }
    }

    List<Alert> standing() {
      return rows.values().stream().filter(alert -> !alert.head().isRetracted()).toList();
    }

    List<String> causes() {
      return standing().stream().map(Alert::cause).sorted().toList();
    }

    void end(long at) {
      take(report("a", at, SiteOrder.ENDED, List.of(), List.of()));
      take(report("b", at, SiteOrder.ENDED, List.of(), List.of()));
    }
  }

  private static PlateReport report(
      String camera, long at, long settled, List<PlateRead> reads, List<Passage> passages) {
    return new PlateReport("garage", camera, at, settled, "layout", 0, reads, passages);
  }

  private static PlateRead read(
      String camera, String track, long at, long revision, String plate, boolean isFinal) {
    return new PlateRead(
        new FactHead("read-" + track, "garage", at, revision, isFinal, "model", "layout"),
        camera,
        track,
        plate,
        0.9f,
        3,
        null);
  }

  private static Passage passage(String track, long at, Direction direction, String plate) {
    return new Passage(
        new FactHead(track + at, "garage", at, at, false, "model", "layout"),
        "a",
        "main",
        direction,
        track,
        "car",
        plate,
        0.9f,
        null);
  }

  private static void see(Garage garage, long at, PlateRead... reads) {
    garage.take(report(reads[0].camera(), at, at, List.of(reads), List.of()));
  }

  private static void pass(Garage garage, Passage passage) {
    long at = passage.head().atMillis();
    garage.take(report("a", at, at, List.of(), List.of(passage)));
  }

  @Test
  void whoIsWantedIsToldAtOnceAndStandsWhenEveryCameraHasPassed() {
    Garage garage = new Garage(true);
    see(garage, 1_000, read("a", "t1", 800, 1_000, "ABCD12", false));
    assertThat(garage.standing())
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.head().isFinal()).isFalse();
              assertThat(alert.head().atMillis()).isEqualTo(800);
              assertThat(alert.entry()).isEqualTo("stolen");
              assertThat(alert.plate()).isEqualTo("ABCD12");
              assertThat(alert.text()).doesNotContain("ABCD12");
            });
    see(garage, 5_000, read("a", "t1", 800, 4_000, "ABCD12", true));
    assertThat(garage.standing())
        .extracting(alert -> alert.head().isFinal())
        .containsExactly(false);
    garage.take(report("a", 6_000, 6_000, List.of(), List.of()));
    garage.take(report("b", 6_000, 6_000, List.of(), List.of()));
    assertThat(garage.standing()).extracting(alert -> alert.head().isFinal()).containsExactly(true);
  }

  @Test
  void whoIsNotWantedIsNotTold() {
    Garage garage = new Garage(true);
    see(garage, 1_000, read("a", "t1", 800, 1_000, "ABCD13", true));
    garage.end(9_000);
    assertThat(garage.rows).isEmpty();
  }

  @Test
  void aVisitIsToldOnceHoweverManyCamerasAndTracksShowIt() {
    Garage garage = new Garage(true);
    see(garage, 1_000, read("a", "t1", 800, 1_000, "ABCD12", false));
    pass(garage, passage("t1", 2_000, Direction.ENTRY, "ABCD12"));
    see(garage, 600_000, read("b", "t2", 599_000, 600_000, "ABCD12", true));
    see(garage, 3_000_000, read("a", "t3", 2_999_000, 3_000_000, "ABCD12", true));
    pass(garage, passage("t3", 3_001_000, Direction.EXIT, "ABCD12"));
    see(garage, 3_002_000, read("b", "t4", 3_001_500, 3_002_000, "ABCD12", true));
    garage.end(3_100_000);
    assertThat(garage.causes()).containsExactly("watchlist stolen t1");
  }

  @Test
  void whoComesBackIsToldAgain() {
    Garage garage = new Garage(true);
    see(garage, 1_000, read("a", "t1", 800, 1_000, "ABCD12", true));
    pass(garage, passage("t1", 2_000, Direction.ENTRY, "ABCD12"));
    see(garage, 30_000, read("a", "t2", 29_000, 30_000, "ABCD12", true));
    pass(garage, passage("t2", 31_000, Direction.EXIT, "ABCD12"));
    see(garage, 90_000, read("a", "t3", 89_000, 90_000, "ABCD12", true));
    garage.end(100_000);
    assertThat(garage.causes()).containsExactly("watchlist stolen t1", "watchlist stolen t3");
  }

  @Test
  void whoEntersTwiceHasLeftInBetween() {
    Garage garage = new Garage(true);
    see(garage, 1_000, read("a", "t1", 800, 1_000, "ABCD12", true));
    pass(garage, passage("t1", 2_000, Direction.ENTRY, "ABCD12"));
    see(garage, 600_000, read("a", "t2", 599_000, 600_000, "ABCD12", true));
    pass(garage, passage("t2", 601_000, Direction.ENTRY, "ABCD12"));
    garage.end(700_000);
    assertThat(garage.causes()).containsExactly("watchlist stolen t1", "watchlist stolen t2");
  }

  @Test
  void whereNobodySawItEnterItIsAnotherVisitWhenItWasNotSeenForMinutes() {
    Garage garage = new Garage(true);
    see(garage, 1_000, read("b", "t1", 800, 1_000, "ABCD12", true));
    see(garage, 500_000, read("b", "t2", 499_000, 500_000, "ABCD12", true));
    see(garage, 2_000_000, read("b", "t3", 1_999_000, 2_000_000, "ABCD12", true));
    garage.end(2_100_000);
    assertThat(garage.causes()).containsExactly("watchlist stolen t1", "watchlist stolen t3");
  }

  @Test
  void aPlateThatIsNotBelievedAfterAllIsTakenBack() {
    Garage garage = new Garage(true);
    see(garage, 1_000, read("a", "t1", 800, 1_000, "ABCD12", false));
    see(garage, 2_000, read("a", "t1", 800, 2_000, "ABCD13", true));
    garage.end(9_000);
    assertThat(garage.standing()).isEmpty();
    assertThat(garage.rows).hasSize(1);
    assertThat(garage.told).as("raised once and taken back once").isEqualTo(2);
  }

  @Test
  void anEntryThatIsNewFindsWhatIsReadFromItsTimeOn() {
    Garage garage = new Garage(true);
    see(garage, 1_000, read("a", "t1", 800, 1_000, "QRST55", false));
    garage.said.changes.add(
        new WatchlistChange(
            1, "new", 900, WatchPattern.of(Match.SIMILAR, "QRST56"), 900, Long.MAX_VALUE));
    // The camera tells again what it knows when it hears of the entry.
    garage.take(
        new PlateReport(
            "garage",
            "a",
            2_000,
            2_000,
            "layout",
            1,
            List.of(
                read("a", "t1", 800, 1_000, "QRST55", false),
                read("a", "t2", 950, 1_500, "QRST55", false)),
            List.of()));
    assertThat(garage.causes()).containsExactly("watchlist new t2");
  }

  @Test
  void anEntryThatIsTakenAwayTakesBackWhatWasReadSince() {
    Garage garage = new Garage(true);
    see(garage, 1_000, read("a", "t1", 800, 1_000, "QRST55", false));
    WatchPattern pattern = WatchPattern.of(Match.EXACT, "QRST55");
    garage.said.changes.add(new WatchlistChange(1, "new", 0, pattern, 0, Long.MAX_VALUE));
    garage.take(
        new PlateReport(
            "garage",
            "a",
            2_000_000,
            2_000_000,
            "layout",
            1,
            List.of(
                read("a", "t1", 800, 1_000, "QRST55", true),
                read("a", "t2", 1_999_000, 2_000_000, "QRST55", true)),
            List.of()));
    assertThat(garage.causes()).containsExactly("watchlist new t1", "watchlist new t2");
    garage.said.changes.add(new WatchlistChange(2, "new", 1_990_000, null, 0, Long.MAX_VALUE));
    garage.take(
        new PlateReport("garage", "a", 2_001_000, 2_001_000, "layout", 2, List.of(), List.of()));
    assertThat(garage.causes()).containsExactly("watchlist new t1");
  }

  private static WatchlistChange exact(long number, long madeMillis, String plate) {
    return new WatchlistChange(
        number, "new", madeMillis, WatchPattern.of(Match.EXACT, plate), madeMillis, Long.MAX_VALUE);
  }

  @Test
  void aLaterEditLeavesWhatWasBeforeItAsItWas() {
    Said said = new Said();
    said.changes.add(exact(1, 100, "AAAA11"));
    said.changes.add(exact(2, 200, "BBBB22"));
    KnownWatchlists lists = new KnownWatchlists(Layouts.always(SITE), said);
    assertThat(lists.of("garage", "layout", 2).entries("AAAA11", 150)).containsExactly("new");
    assertThat(lists.of("garage", "layout", 2).entries("AAAA11", 200)).isEmpty();
    assertThat(lists.of("garage", "layout", 2).entries("BBBB22", 200)).containsExactly("new");
    assertThat(lists.of("garage", "layout", 1).entries("AAAA11", 250)).containsExactly("new");
  }

  @Test
  void whatWasLongAgoIsForgotten() {
    Garage garage = new Garage(true);
    see(garage, 1_000, read("a", "t1", 800, 1_000, "ABCD12", true));
    long later = 10L * 24 * 3_600_000;
    garage.take(report("a", later, later, List.of(), List.of()));
    garage.take(report("b", later, later, List.of(), List.of()));
    List<String> known = new ArrayList<>();
    garage.state.sightings().forEach((track, sighting) -> known.add(track));
    garage.state.raised().forEach((id, alert) -> known.add(id));
    assertThat(known).isEmpty();
    assertThat(garage.causes()).containsExactly("watchlist stolen t1");
  }

  /** What a camera says at one time. */
  private record Word(String camera, long at, List<PlateRead> reads, List<Passage> passages) {}

  @Provide
  Arbitrary<List<Word>> words() {
    Arbitrary<Word> word =
        Combinators.combine(
                Arbitraries.of("a", "b"),
                Arbitraries.integers().between(0, 40),
                Arbitraries.integers().between(1, 6),
                Arbitraries.of("ABCD12", "ABXD12", "WXYZ99", "QRST55"),
                Arbitraries.of(Direction.ENTRY, Direction.EXIT),
                Arbitraries.integers().between(0, 3))
            .as(
                (camera, place, track, plate, direction, what) -> {
                  long at = 100_000L * place + (camera.equals("a") ? 0 : 7);
                  String name = camera + track;
                  boolean passes = what == 3 && camera.equals("a");
                  return new Word(
                      camera,
                      at,
                      List.of(read(camera, name, 1_000L * track, at, plate, what < 2)),
                      passes ? List.of(passage(name, at, direction, plate)) : List.of());
                });
    return word.list().ofMinSize(1).ofMaxSize(14);
  }

  private static List<Word> of(List<Word> words, String camera) {
    Map<Long, Word> byTime = new TreeMap<>();
    words.stream()
        .filter(word -> word.camera().equals(camera))
        .forEach(word -> byTime.putIfAbsent(word.at(), word));
    return List.copyOf(byTime.values());
  }

  private static Garage told(List<Word> words, boolean live, long seed, boolean restores) {
    Garage garage = new Garage(live);
    List<List<Word>> cameras = Arrays.asList(of(words, "a"), of(words, "b"));
    List<Integer> turns = new ArrayList<>();
    for (int camera = 0; camera < 2; camera++) {
      turns.addAll(Collections.nCopies(cameras.get(camera).size() + 1, camera));
    }
    Collections.shuffle(turns, new Random(seed));
    int[] next = {0, 0};
    for (int camera : turns) {
      if (restores) {
        garage.restore();
      }
      List<Word> all = cameras.get(camera);
      int number = next[camera]++;
      if (number == all.size()) {
        garage.take(
            report(camera == 0 ? "a" : "b", 9_000_000, SiteOrder.ENDED, List.of(), List.of()));
      } else {
        Word word = all.get(number);
        garage.take(report(word.camera(), word.at(), word.at(), word.reads(), word.passages()));
      }
    }
    return garage;
  }

  private static List<String> ledger(Garage garage) {
    return garage.standing().stream()
        .map(alert -> alert.head().id() + alert.head().atMillis() + alert.cause() + alert.plate())
        .toList();
  }

  @Property
  void whateverIsSaidFirstTheAlertsAreThose(@ForAll("words") List<Word> words, @ForAll long seed) {
    List<String> expected = ledger(told(words, false, 0, false));
    assertThat(ledger(told(words, false, seed, true))).isEqualTo(expected);
    assertThat(ledger(told(words, true, seed, true))).isEqualTo(expected);
  }

  @Property
  void idsAreThoseOfEntryAndFirstTrack(@ForAll("words") List<Word> words) {
    for (Alert alert : told(words, true, 0, false).standing()) {
      assertThat(alert.head().id())
          .isEqualTo(DerivedIds.wanted("garage", alert.entry(), alert.track()));
    }
  }
}
