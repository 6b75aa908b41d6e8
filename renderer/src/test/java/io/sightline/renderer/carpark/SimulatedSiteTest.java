package io.sightline.renderer.carpark;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.Observations;
import java.time.LocalDate;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SimulatedSiteTest {
  private static final LocalDate FIRST = LocalDate.of(2026, 1, 5);

  private static SimulatedSite site(long seed) {
    return new SimulatedSite(seed, 3, FIRST, 2);
  }

  @Property(tries = 20)
  void aRecordDoesNotDependOnWhatWasAskedBefore(
      @ForAll @LongRange(min = 0, max = 500_000) long index,
      @ForAll @LongRange(min = 0, max = 500_000) long other) {
    SimulatedSite asked = site(4);
    asked.at(other);
    assertThat(asked.at(index)).isEqualTo(site(4).at(index));
  }

  @Property(tries = 20)
  void noTwoShareASpot(@ForAll long seed, @ForAll @IntRange(max = 6) int day) {
    List<Visit> visits = site(seed).visits(0, day);
    for (Visit one : visits) {
      for (Visit other : visits) {
        if (one.id() < other.id() && one.spot().equals(other.spot())) {
          assertThat(one.drives().get(1).end()).isLessThan(other.drives().get(0).start());
        }
      }
    }
  }

  /** Near a power of two, what is added is rounded: here to less than was to be added. */
  @Test
  @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aMovementIsPutOffWhereTheSumIsRounded() {
    double other = 32_768 - 0.3;
    double later = other + SimulatedDay.APART;
    assertThat(later - other).isLessThan(SimulatedDay.APART);
    assertThat(SimulatedDay.free(32_760, List.of(other))).isEqualTo(later);
  }

  @Test
  void aCamerasRecordsAreNumberedAndEnd() {
    SimulatedSite site = site(1);
    assertThat(site.records()).isEqualTo(3 * (2 * 86_400 + 1));
    Observations last = site.at(site.records() - 1);
    assertThat(last.frame().kind()).isEqualTo(RecordKind.END);
    assertThat(last.frame().number()).isEqualTo(2 * 86_400);
    assertThat(last.frame().camera()).isEqualTo("simulated-gate-2");
    assertThat(site.at(4).frame().capturedAtMillis() - site.at(1).frame().capturedAtMillis())
        .isEqualTo(1_000);
  }

  @Test
  void aBusyMorningIsSeenAndANightIsNot() {
    SimulatedSite site = site(1);
    int morning = 0;
    int night = 0;
    for (long second = 0; second < 3_600; second += 10) {
      night += site.at((2 * 3_600 + second) * 3 + 1).vehicles().size();
      Observations seen = site.at((10 * 3_600 + second) * 3 + 1);
      morning += seen.vehicles().size();
      for (Detection detection : seen.vehicles()) {
        assertThat(detection.box().left()).isBetween(0f, 640f);
        assertThat(detection.box().bottom()).isBetween(0f, 360f);
      }
    }
    assertThat(night).isZero();
    assertThat(morning).isGreaterThan(360);
  }
}
