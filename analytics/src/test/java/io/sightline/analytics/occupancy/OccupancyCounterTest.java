package io.sightline.analytics.occupancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.facts.SpotState;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class OccupancyCounterTest {
  private static final ZoneId SANTIAGO = ZoneId.of("America/Santiago");
  private final OccupancyCounter counter = new OccupancyCounter(SANTIAGO, OccupancyScopes.OF_MANY);

  /** Windows by size and start; a window closed twice fails. */
  private static final class Windows implements OccupancyCounter.Closed {
    private final Map<WindowSize, Map<Long, WindowTally>> bySize = new EnumMap<>(WindowSize.class);

    @Override
    public void accept(WindowSize size, WindowTally tally) {
      WindowTally before =
          bySize.computeIfAbsent(size, key -> new TreeMap<>()).put(tally.startMillis(), tally);
      assertThat(before).as("%s from %d closed twice", size, tally.startMillis()).isNull();
    }

    long occupied(WindowSize size) {
      return bySize.getOrDefault(size, Map.of()).values().stream()
          .mapToLong(WindowTally::occupiedMillis)
          .sum();
    }
  }

  @Property(tries = 300)
  void windowsOfEverySizeAddUpToTheTimeThatWasOccupiedHoweverTimeIsCut(@ForAll long seed) {
    Random random = new Random(seed);
    Windows coarse = new Windows();
    Windows fine = new Windows();
    OccupancyTally one = OccupancyTally.NONE;
    OccupancyTally other = OccupancyTally.NONE;
    SpotState state = SpotState.UNKNOWN;
    long millis = 1_700_000_000_000L + random.nextInt(1_000_000);
    long since = millis;
    long occupied = 0;
    for (int i = 0; i < 50; i++) {
      SpotState next = SpotState.values()[random.nextInt(3)];
      if (next != state) {
        one = counter.change(one, millis, state, since, next, coarse);
        other = counter.change(other, millis, state, since, next, fine);
        state = next;
        since = millis;
      }
      long lasting = random.nextInt(random.nextBoolean() ? 1_000 : 10_000_000);
      occupied += state == SpotState.OCCUPIED ? lasting : 0;
      // The same time, passed at once and in small steps.
      for (int step = 1; step <= 5; step++) {
        other = counter.advance(other, millis + lasting * step / 5, fine);
      }
      millis += lasting;
    }
    counter.end(one, millis, coarse);
    counter.end(other, millis, fine);
    for (WindowSize size : WindowSize.values()) {
      assertThat(coarse.occupied(size)).as("%s", size).isEqualTo(occupied);
    }
    assertThat(fine.bySize).isEqualTo(coarse.bySize);
  }

  @Test
  void aDayIsCutAtMidnightWhereTheSiteIsAndMayHaveTwentyThreeHours() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    long noon = Instant.parse("2026-03-29T10:00:00Z").toEpochMilli();
    assertThat(Instant.ofEpochMilli(WindowSize.DAY.startOf(noon, berlin)))
        .isEqualTo("2026-03-28T23:00:00Z");
    assertThat(Instant.ofEpochMilli(WindowSize.DAY.endOf(noon, berlin)))
        .isEqualTo("2026-03-29T22:00:00Z");
  }

  @Test
  void yearsOfWhichNothingIsKnownCostNothing() {
    Windows windows = new Windows();
    OccupancyTally tally =
        counter.change(OccupancyTally.NONE, 0, SpotState.UNKNOWN, 0, SpotState.FREE, windows);
    tally = counter.change(tally, 1_000, SpotState.FREE, 0, SpotState.UNKNOWN, windows);
    tally = counter.advance(tally, 1_700_000_000_000L, windows);
    tally =
        counter.change(
            tally, 1_700_000_000_000L, SpotState.UNKNOWN, 1_000, SpotState.OCCUPIED, windows);
    counter.end(tally, 1_700_000_000_500L, windows);
    assertThat(windows.bySize.get(WindowSize.MINUTE)).hasSize(2);
  }

  @Test
  void onlyAChangeFromFreeIsAnArrival() {
    Windows windows = new Windows();
    OccupancyTally tally =
        counter.change(OccupancyTally.NONE, 0, SpotState.UNKNOWN, 0, SpotState.OCCUPIED, windows);
    tally = counter.change(tally, 100, SpotState.OCCUPIED, 0, SpotState.FREE, windows);
    tally = counter.change(tally, 200, SpotState.FREE, 100, SpotState.OCCUPIED, windows);
    counter.end(tally, 300, windows);
    WindowTally minute = windows.bySize.get(WindowSize.MINUTE).get(0L);
    assertThat(minute.arrivals()).isEqualTo(1);
    assertThat(minute.departures()).isEqualTo(1);
    assertThat(minute.occupiedMillis()).isEqualTo(200);
    assertThat(minute.freeMillis()).isEqualTo(100);
    assertThat(minute.peak()).isEqualTo(1);
  }
}
