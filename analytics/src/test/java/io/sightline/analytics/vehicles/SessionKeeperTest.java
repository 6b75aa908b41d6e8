package io.sightline.analytics.vehicles;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.analytics.order.SiteOrder;
import io.sightline.analytics.state.Accesses;
import io.sightline.domain.facts.Alert;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.VehicleSession;
import io.sightline.domain.facts.VehicleSession.Match;
import io.sightline.domain.facts.VehicleSession.Outcome;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.site.Gate.Direction;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionKeeperTest {
  private static final String WHITE = "2020bf0000000000000000";
  private static final String RED = "201000cf00000000000000";
  private static final String DARKER_RED = "401000af00000000000000";

  private static final Site SITE = site("1h");

  private static Site site(String maxStay) {
    return SiteFile.parse(
            "site",
            Path.of("/"),
            """
              site: garage
              cameras:
                - {id: a, uri: a.mp4, gates: [{id: in, line: [[0, 0], [9, 0]]}]}
                - {id: b, uri: b.mp4, gates: [{id: out, line: [[0, 0], [9, 0]]}]}
                - {id: c, uri: c.mp4}
              sessions: {max-stay: %s, overstay: 10m, grace: 5s}
              """
                .formatted(maxStay))
        .site();
  }

  private SessionKeeper.State state;
  private SessionKeeper keeper;

  /** Rows that nobody took back, by id, as they were told last; and every row that was told. */
  private final Map<String, VehicleSession> stays = new LinkedHashMap<>();

  private final List<VehicleSession> early = new ArrayList<>();
  private final List<Alert> overstays = new ArrayList<>();

  @BeforeEach
  void begin() {
    Accesses accesses = new Accesses();
    state =
        new SessionKeeper.State(
            new SiteOrder.State<>(
                accesses.entries(), accesses.entries(), accesses.entries(), accesses.cell()),
            accesses.entries(),
            accesses.entries());
    keeper = new SessionKeeper(Layouts.always(SITE), "garage", state);
    stays.clear();
    early.clear();
    overstays.clear();
  }

  private void take(String camera, long at, long settled, Passage... passages) {
    SessionKeeper.Step step =
        keeper.take(new GateReport("garage", camera, at, settled, "layout", List.of(passages)));
    early.addAll(step.early());
    overstays.addAll(step.overstays());
    for (VehicleSession stay : step.ended()) {
      if (stay.head().isRetracted()) {
        stays.remove(stay.head().id());
      } else {
        stays.put(stay.head().id(), stay);
      }
    }
  }

  private void report(String camera, long settled, Passage... passages) {
    take(camera, settled, settled, passages);
  }

  /** What a camera sees, while the other one sees nothing. */
  private void sees(Passage passage) {
    long settled = passage.head().revisionMillis() + 1;
    report(passage.camera(), settled, passage);
    report(passage.camera().equals("a") ? "b" : "a", settled);
  }

  private void passes(long until) {
    report("a", until);
    report("b", until);
  }

  private void ends(String camera, long at) {
    take(camera, at, SiteOrder.ENDED);
  }

  private void end(long at) {
    ends("a", at);
    ends("b", at);
  }

  private static Passage in(String track, long at, String plate) {
    return passage("a", track, Direction.ENTRY, at, plate);
  }

  private static Passage out(String track, long at, String plate) {
    return passage("b", track, Direction.EXIT, at, plate);
  }

  private static Passage passage(
      String camera, String track, Direction direction, long at, String plate) {
    String id = "passage-" + track + at;
    return new Passage(
        new FactHead(id, "garage", at, at, true, "", ""),
        camera,
        direction == Direction.ENTRY ? "in" : "out",
        direction,
        track,
        "car",
        plate,
        plate == null ? null : 0.9f,
        null);
  }

  /** A passage of which not all is known yet. */
  private static Passage early(Passage passage, String plate) {
    FactHead head = passage.head();
    return passage.told(head.revised(head.atMillis(), false), plate, 0.9f, null);
  }

  /** The same passage, as it is known later. */
  private static Passage later(Passage passage, long at, String plate) {
    return passage.told(passage.head().revised(at, true), plate, 0.9f, null);
  }

  private List<Outcome> outcomes() {
    return stays.values().stream().map(VehicleSession::outcome).toList();
  }

  private VehicleSession only() {
    assertThat(stays).hasSize(1);
    return stays.values().iterator().next();
  }

  @Test
  void anEntryAndAnExitAreAStay() {
    report("a", 2_000, passage("a", "car", Direction.ENTRY, 1_000, null));
    report("a", 9_000, passage("a", "car", Direction.EXIT, 8_000, null));
    assertThat(stays).as("camera b has not passed these times").isEmpty();
    report("b", 9_000);
    assertThat(only().outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(only().stayMillis()).isEqualTo(7_000);
    assertThat(only().match()).isEqualTo(Match.TRACK);
  }

  @Test
  void aStayHasThePlateThatAPersonSaidHoweverSurelyAnotherWasRead() {
    sees(in("comes", 1_000, "ABCD12"));
    Passage exit = out("leaves", 8_000, null);
    sees(exit.told(exit.head(), "ABCD13", 0.1f, null, true));
    assertThat(only().match()).isEqualTo(Match.SIMILAR_PLATE);
    assertThat(only().plate()).isEqualTo("ABCD13");
  }

  @Test
  void whatTheCamerasReportFirstDoesNotMatter() {
    report("b", 9_000, out("leaves", 8_000, "ABCD12"));
    report("a", 9_000, in("comes", 1_000, "ABCD12"));
    assertThat(only().outcome()).isEqualTo(Outcome.COMPLETED);
  }

  @Test
  void anExitIsOfWhoEnteredWithItsPlateThoughItIsAnotherTrack() {
    sees(in("one", 1_000, "ABCD12"));
    sees(in("two", 2_000, "WXYZ99"));
    sees(out("three", 60_000, "ABCD12"));
    assertThat(only().plate()).isEqualTo("ABCD12");
    assertThat(only().match()).isEqualTo(Match.PLATE);
    assertThat(only().enteredAtMillis()).isEqualTo(1_000);
    assertThat(only().stayMillis()).isEqualTo(59_000);
  }

  @Test
  void oneSlipOfTheReaderIsForgivenWhereOnlyOneCanBeMeant() {
    sees(in("one", 1_000, "ABCD12"));
    sees(in("two", 2_000, "WXYZ99"));
    sees(out("three", 60_000, "A8CD12"));
    assertThat(only().match()).isEqualTo(Match.SIMILAR_PLATE);
    assertThat(only().enteredAtMillis()).isEqualTo(1_000);
  }

  @Test
  void whereTwoCouldBeMeantNobodyIsGuessed() {
    sees(in("one", 1_000, "ABCD12"));
    sees(in("two", 2_000, "A8CD13"));
    sees(out("three", 60_000, "ABCD13"));
    assertThat(only().outcome()).isEqualTo(Outcome.MISSED_ENTRY);
  }

  /** Of a vehicle on which no plate was read. */
  private static Passage unread(Passage passage, String colours) {
    return new Passage(
        passage.head(),
        passage.camera(),
        passage.gate(),
        passage.direction(),
        passage.track(),
        passage.label(),
        new Box(0, 0, 9, 9),
        colours);
  }

  @Test
  void whoHasNoPlateIsKnownByItsColoursWhereNobodyElseHasThem() {
    sees(unread(in("one", 1_000, null), WHITE));
    sees(unread(in("two", 2_000, null), RED));
    sees(unread(in("three", 3_000, null), WHITE));
    sees(unread(out("leaves", 60_000, null), DARKER_RED));
    assertThat(only().match()).isEqualTo(Match.COLOURS);
    assertThat(only().enteredAtMillis()).isEqualTo(2_000);
    sees(unread(out("too", 70_000, null), WHITE));
    assertThat(outcomes()).as("two are white").contains(Outcome.MISSED_ENTRY);
  }

  @Test
  void whoseColoursNobodyKnowsCouldBeAnybody() {
    sees(unread(in("one", 1_000, null), WHITE));
    sees(unread(in("two", 2_000, null), RED));
    sees(unread(in("three", 3_000, null), null));
    sees(unread(out("leaves", 60_000, null), RED));
    assertThat(only().outcome()).isEqualTo(Outcome.MISSED_ENTRY);
  }

  @Test
  void coloursOfAnotherLightSayNothing() {
    keeper = new SessionKeeper(Layouts.always(site("2d")), "garage", state);
    sees(unread(in("night", 1_000, null), WHITE));
    sees(unread(out("leaves", 10_801_001, null), RED));
    assertThat(only().match()).isEqualTo(Match.ONLY_ONE);
    sees(unread(in("another night", 11_000_000, null), RED));
    sees(unread(in("day", 22_000_000, null), WHITE));
    sees(unread(out("leaves", 22_060_000, null), WHITE));
    assertThat(outcomes()).contains(Outcome.MISSED_ENTRY);
  }

  @Test
  void theOnlyOneInsideIsNotWhoLeavesWhereItHasOtherColours() {
    sees(unread(in("one", 1_000, null), WHITE));
    sees(unread(out("leaves", 60_000, null), RED));
    assertThat(only().outcome()).isEqualTo(Outcome.MISSED_ENTRY);
  }

  @Test
  void whoHasNoPlateIsKnownWhereNobodyElseCouldBeIt() {
    sees(in("one", 1_000, "ABCD12"));
    sees(in("two", 2_000, null));
    sees(out("three", 60_000, null));
    assertThat(only().match()).isEqualTo(Match.ONLY_ONE);
    assertThat(only().enteredAtMillis()).isEqualTo(2_000);
    sees(out("four", 90_000, null));
    assertThat(outcomes()).as("one is left").containsExactly(Outcome.COMPLETED, Outcome.COMPLETED);
  }

  @Test
  void whoHasNoPlateIsNotGuessedAmongSeveral() {
    sees(in("one", 1_000, null));
    sees(in("two", 20_000, null));
    sees(out("three", 60_000, null));
    assertThat(only().outcome()).isEqualTo(Outcome.MISSED_ENTRY);
  }

  @Test
  void whoEntersAgainHasLeftUnseen() {
    sees(in("one", 1_000, "ABCD12"));
    sees(in("two", 90_000, "ABCD12"));
    assertThat(only().outcome()).isEqualTo(Outcome.MISSED_EXIT);
    assertThat(only().enteredAtMillis()).isEqualTo(1_000);
  }

  @Test
  void twoCamerasThatSeeOneEntrySeeOneStay() {
    Passage first = in("one", 1_000, null);
    Passage second =
        new Passage(
            new FactHead("other view", "garage", 1_400, 1_400, true, "", ""),
            "b",
            "in",
            Direction.ENTRY,
            "another track",
            "car",
            "ABCD12",
            0.9f,
            null);
    report("a", 9_000, first);
    report("b", 9_000, second);
    sees(out("three", 60_000, "ABCD12"));
    assertThat(only().outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(only().plate()).as("the other camera has read it").isEqualTo("ABCD12");
    assertThat(only().enteredAtMillis()).isEqualTo(1_000);
  }

  @Test
  void twoVehiclesAtOneGateAreTwoThoughCloseBehindEachOther() {
    sees(in("one", 1_000, "ABCD12"));
    sees(in("two", 2_000, "ABCD13"));
    end(3_000);
    assertThat(outcomes()).containsExactly(Outcome.OPEN, Outcome.OPEN);
  }

  @Test
  void whatIsLearntLaterIsAsIfItHadBeenKnown() {
    Passage entry = in("one", 1_000, "ABCD12");
    Passage exit = out("two", 60_000, null);
    report("a", 61_000, entry);
    report("b", 61_000, early(exit, "WXYZ99"));
    passes(80_000);
    assertThat(only().outcome()).as("by what was known").isEqualTo(Outcome.MISSED_ENTRY);
    report("b", 90_001, later(exit, 90_000, "ABCD12"));
    report("a", 90_001);
    assertThat(only().outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(only().enteredAtMillis()).isEqualTo(1_000);
    assertThat(only().head().revisionMillis()).isEqualTo(90_000);
  }

  @Test
  void aPassageWaitsForItsPlateButNotForEver() {
    report("a", 2_000, early(in("one", 1_000, null), null));
    report("b", 2_000);
    assertThat(early).as("shown at once").hasSize(1);
    early.clear();
    sees(out("two", 3_000, null));
    assertThat(stays).as("the exit waits with it").isEmpty();
    passes(11_002);
    assertThat(only().match()).isEqualTo(Match.ONLY_ONE);
  }

  @Test
  void aStayIsWithinTheGraceOrTooLong() {
    sees(in("one", 1_000, "ABCD12"));
    sees(out("two", 5_000, "ABCD12"));
    assertThat(only().grace()).isTrue();
    begin();
    sees(in("one", 1_000, "ABCD12"));
    passes(601_002);
    assertThat(early.get(early.size() - 1).overstay()).as("while it stays").isTrue();
    sees(out("two", 700_000, "ABCD12"));
    assertThat(only().overstay()).isTrue();
    assertThat(only().grace()).isFalse();
  }

  @Test
  void anExitAloneIsAMissedEntryAndAnEntryTooLongAgoAMissedExit() {
    sees(in("in", 1_000, "ABCD12"));
    sees(out("out", 4_000, "WXYZ99"));
    passes(5_000_000);
    assertThat(outcomes()).containsExactly(Outcome.MISSED_ENTRY, Outcome.MISSED_EXIT);
  }

  @Test
  void whoIsInsideWhenTheFootageEndsStaysOpen() {
    report("a", 2_000, in("in", 1_000, null));
    end(3_000);
    assertThat(outcomes()).containsExactly(Outcome.OPEN);
    assertThat(keeper.inside()).isEmpty();
  }

  @Test
  void whetherAStayWasTooLongDoesNotDependOnWhichCameraEndsFirst() {
    List<List<Outcome>> outcomes = new ArrayList<>();
    for (boolean aFirst : new boolean[] {true, false}) {
      begin();
      report("a", 2_000, in("in", 1_000, null));
      if (aFirst) {
        ends("a", 60_000);
        report("b", 7_000_000);
        ends("b", 7_000_001);
      } else {
        report("b", 7_000_000);
        ends("b", 7_000_001);
        ends("a", 60_000);
      }
      outcomes.add(outcomes());
    }
    assertThat(outcomes.get(0)).isEqualTo(outcomes.get(1)).containsExactly(Outcome.MISSED_EXIT);
  }

  @Test
  void whoIsInsideIsKnownToWhoeverTakesTheStateUp() {
    report("a", 5_000, in("first", 2_000, null));
    report("b", 6_000);
    report("a", 9_000, in("second", 7_000, null));
    keeper = new SessionKeeper(Layouts.always(SITE), "garage", state);
    assertThat(keeper.inside())
        .as("the other camera has not passed the second")
        .extracting(VehicleSession::enteredAtMillis)
        .containsExactly(2_000L);
    passes(3_602_001);
    assertThat(outcomes()).containsExactly(Outcome.MISSED_EXIT);
    assertThat(keeper.inside()).extracting(VehicleSession::enteredAtMillis).containsExactly(7_000L);
  }

  @Test
  void whoStaysTooLongIsToldOnceAtOnceAndTakenBackWhereItWasNotSo() {
    sees(in("t1", 1_000, "ABCD12"));
    passes(500_000);
    assertThat(overstays).isEmpty();
    passes(700_000);
    assertThat(overstays)
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.head().atMillis()).isEqualTo(601_001);
              assertThat(alert.head().isFinal()).isFalse();
              assertThat(alert.session()).isEqualTo(early.get(0).head().id());
            });
    assertThat(keeper.overstays()).as("shown again after a restore").hasSize(1);
    sees(out("t2", 800_000, "ABCD12"));
    passes(900_000);
    Alert ended = overstays.get(overstays.size() - 1);
    assertThat(ended.head().isFinal()).isTrue();
    assertThat(overstays).extracting(alert -> alert.head().id()).containsOnly(ended.head().id());
    assertThat(overstays).extracting(alert -> alert.head().atMillis()).containsOnly(601_001L);
  }

  @Test
  void whoHasLeftInTimeAfterAllIsNotTold() {
    sees(in("t1", 1_000, "ABCD12"));
    sees(early(out("t2", 300_000, "WXYZ99"), "WXYZ99"));
    passes(700_000);
    assertThat(overstays).extracting(alert -> alert.head().isRetracted()).containsExactly(false);
    sees(later(out("t2", 300_000, "WXYZ99"), 700_001, "ABCD12"));
    passes(800_000);
    assertThat(overstays.get(overstays.size() - 1).head().isRetracted()).isTrue();
  }
}
