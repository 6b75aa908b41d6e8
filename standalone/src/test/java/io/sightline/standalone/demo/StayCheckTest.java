package io.sightline.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.VehicleSession;
import io.sightline.domain.facts.VehicleSession.Match;
import io.sightline.domain.facts.VehicleSession.Outcome;
import io.sightline.renderer.footage.Truth;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StayCheckTest {
  private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
  private static final Truth.Stay WORN =
      new Truth.Stay(1, "ABED12", "ABFD12", 10_000L, 90_000L, "completed", "plate", true);
  private static final Truth.Stay MUDDY =
      new Truth.Stay(2, "XYZZ99", null, 20_000L, 95_000L, "completed", "only-one", false);
  private static final Truth.Stay THERE =
      new Truth.Stay(3, "KLMN34", "KLMN34", null, 50_000L, "missed-entry", null, false);

  @Test
  void whatIsAsItWasIsRight() {
    StayCheck check =
        check(
            session("ABED12", 10_200L, 89_800L, Outcome.COMPLETED, Match.PLATE, true),
            session(null, 20_000L, 95_000L, Outcome.COMPLETED, Match.ONLY_ONE, false),
            session("KLMN34", null, 50_000L, Outcome.MISSED_ENTRY, null, false));
    assertThat(check.right()).isEqualTo(3);
    assertThat(check.holds()).isTrue();
    assertThat(check.stays().get(0).text())
        .isEqualTo("ABED12   0:10 to 1:29  completed by plate, overstay");
    assertThat(check.stays().get(1).text()).startsWith("unread   0:20 to 1:35");
  }

  @Test
  void aPlateIsRightAsItIsAndNotAsItLooks() {
    assertThat(right(session("ABED12", 10_000L, 90_000L, Outcome.COMPLETED, Match.PLATE, true)))
        .isTrue();
    assertThat(right(session("ABFD12", 10_000L, 90_000L, Outcome.COMPLETED, Match.PLATE, true)))
        .isFalse();
    assertThat(right(session(null, 10_000L, 90_000L, Outcome.COMPLETED, Match.PLATE, true)))
        .isFalse();
  }

  @Test
  void whatDiffersInAnythingIsNot() {
    assertThat(right(session("ABED12", 10_000L, 90_201L, Outcome.COMPLETED, Match.PLATE, true)))
        .isFalse();
    assertThat(right(session("ABED12", 10_000L, null, Outcome.OPEN, null, true))).isFalse();
    assertThat(right(session("ABED12", 10_000L, 90_000L, Outcome.COMPLETED, Match.ONLY_ONE, true)))
        .isFalse();
    assertThat(right(session("ABED12", 10_000L, 90_000L, Outcome.COMPLETED, Match.PLATE, false)))
        .isFalse();
  }

  @Test
  void aStayThatNobodyHadAndOneThatIsMissingAreToldOf() {
    StayCheck more =
        check(
            session("ABED12", 10_000L, 90_000L, Outcome.COMPLETED, Match.PLATE, true),
            session(null, 20_000L, 95_000L, Outcome.COMPLETED, Match.ONLY_ONE, false),
            session("KLMN34", null, 50_000L, Outcome.MISSED_ENTRY, null, false),
            session("GHST00", 30_000L, null, Outcome.OPEN, null, false));
    assertThat(more.right()).isEqualTo(3);
    assertThat(more.found()).isEqualTo(4);
    assertThat(more.holds()).isFalse();
    StayCheck less = check();
    assertThat(less.holds()).isFalse();
    assertThat(less.stays().get(2).found()).isNull();
    assertThat(less.stays().get(2).text())
        .isEqualTo("KLMN34   …    to 0:50  missed-entry  not found");
  }

  private static boolean right(VehicleSession session) {
    return check(session).stays().get(0).right();
  }

  private static StayCheck check(VehicleSession... sessions) {
    Truth truth =
        new Truth(
            START,
            240_000,
            List.of(),
            List.of(),
            List.of(WORN, MUDDY, THERE),
            List.of(),
            List.of());
    return StayCheck.of(truth, List.of(sessions));
  }

  private static VehicleSession session(
      String plate, Long entered, Long left, Outcome outcome, Match match, boolean overstay) {
    long start = START.toEpochMilli();
    Long in = entered == null ? null : Long.valueOf(start + entered);
    Long out = left == null ? null : Long.valueOf(start + left);
    long at = in == null ? out : in;
    return new VehicleSession(
        new FactHead("", "demo", at, at, true, "", ""),
        plate,
        "car",
        in,
        out,
        in == null || out == null ? null : Long.valueOf(out - in),
        null,
        null,
        null,
        null,
        outcome,
        match,
        false,
        overstay,
        null,
        null);
  }
}
