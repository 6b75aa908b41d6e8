package io.sightline.analytics.vehicles;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.analytics.order.SiteOrder;
import io.sightline.analytics.state.Accesses;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.VehicleSession;
import io.sightline.domain.facts.VehicleSession.Outcome;
import io.sightline.domain.site.Gate;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionKeeperTest {
  private static final Site SITE =
      SiteFile.parse(
              "site",
              Path.of("/"),
              """
              site: garage
              cameras:
                - {id: a, uri: a.mp4, gates: [{id: in, line: [[0, 0], [9, 0]]}]}
                - {id: b, uri: b.mp4, gates: [{id: out, line: [[0, 0], [9, 0]]}]}
                - {id: c, uri: c.mp4}
              sessions: {max-stay: 1h}
              """)
          .site();

  private SessionKeeper.State state;
  private SessionKeeper keeper;
  private final List<VehicleSession> ended = new ArrayList<>();

  @BeforeEach
  void begin() {
    Accesses accesses = new Accesses();
    state =
        new SessionKeeper.State(
            new SiteOrder.State<>(
                accesses.entries(), accesses.entries(), accesses.entries(), accesses.cell()),
            accesses.entries());
    keeper = new SessionKeeper(Layouts.always(SITE), "garage", state);
  }

  private void report(String camera, long settled, Passage... passages) {
    take(camera, settled, settled, passages);
  }

  private void ends(String camera, long at) {
    take(camera, at, SiteOrder.ENDED);
  }

  private void take(String camera, long at, long settled, Passage... passages) {
    SessionKeeper.Step step =
        keeper.take(new GateReport("garage", camera, at, settled, "layout", List.of(passages)));
    ended.addAll(step.ended());
  }

  private static Passage passage(String camera, String track, Gate.Direction direction, long at) {
    FactHead head = new FactHead("passage-" + track + at, "garage", at, at, true, "", "");
    return new Passage(head, camera, "gate", direction, track, null, null);
  }

  @Test
  void anEntryAndAnExitAreAStay() {
    report("a", 2_000, passage("a", "car", Gate.Direction.ENTRY, 1_000));
    report("a", 9_000, passage("a", "car", Gate.Direction.EXIT, 8_000));
    assertThat(ended).as("camera b has not passed these times").isEmpty();
    report("b", 9_000);
    assertThat(ended).hasSize(1);
    assertThat(ended.get(0).outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(ended.get(0).stayMillis()).isEqualTo(7_000);
  }

  @Test
  void whatTheCamerasReportFirstDoesNotMatter() {
    Passage entry = passage("a", "car", Gate.Direction.ENTRY, 1_000);
    Passage exit = passage("b", "car", Gate.Direction.EXIT, 8_000);
    report("b", 9_000, exit);
    report("a", 9_000, entry);
    assertThat(ended).extracting(VehicleSession::outcome).containsExactly(Outcome.COMPLETED);
  }

  @Test
  void anExitAloneIsAMissedEntryAndAnEntryTooLongAgoAMissedExit() {
    report("a", 2_000, passage("a", "in", Gate.Direction.ENTRY, 1_000));
    report("b", 5_000, passage("b", "out", Gate.Direction.EXIT, 4_000));
    report("a", 5_000_000);
    report("b", 5_000_000);
    assertThat(ended)
        .extracting(VehicleSession::outcome)
        .containsExactly(Outcome.MISSED_ENTRY, Outcome.MISSED_EXIT);
  }

  @Test
  void whoIsInsideWhenTheFootageEndsStaysOpen() {
    report("a", 2_000, passage("a", "in", Gate.Direction.ENTRY, 1_000));
    ends("a", 3_000);
    ends("b", 3_000);
    assertThat(ended).extracting(VehicleSession::outcome).containsExactly(Outcome.OPEN);
    assertThat(keeper.inside()).isEmpty();
  }

  @Test
  void whetherAStayWasTooLongDoesNotDependOnWhichCameraEndsFirst() {
    List<List<Outcome>> outcomes = new ArrayList<>();
    for (boolean aFirst : new boolean[] {true, false}) {
      begin();
      ended.clear();
      report("a", 2_000, passage("a", "in", Gate.Direction.ENTRY, 1_000));
      if (aFirst) {
        ends("a", 60_000);
        report("b", 7_000_000);
        ends("b", 7_000_001);
      } else {
        report("b", 7_000_000);
        ends("b", 7_000_001);
        ends("a", 60_000);
      }
      outcomes.add(ended.stream().map(VehicleSession::outcome).toList());
    }
    assertThat(outcomes.get(0)).isEqualTo(outcomes.get(1)).containsExactly(Outcome.MISSED_EXIT);
  }

  @Test
  void whoIsInsideIsKnownToWhoeverTakesTheStateUp() {
    report("a", 5_000, passage("a", "first", Gate.Direction.ENTRY, 2_000));
    report("b", 6_000);
    report("a", 9_000, passage("a", "second", Gate.Direction.ENTRY, 7_000));
    keeper = new SessionKeeper(Layouts.always(SITE), "garage", state);
    assertThat(keeper.inside())
        .as("the other camera has not passed the second")
        .extracting(Passage::track)
        .containsExactly("first");
    report("a", 3_602_001);
    report("b", 3_602_001);
    assertThat(ended).extracting(VehicleSession::outcome).containsExactly(Outcome.MISSED_EXIT);
    assertThat(keeper.inside()).extracting(Passage::track).containsExactly("second");
  }
}
