package io.sightline.query.occupancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.settings.Settings;
import io.sightline.query.failures.NotFound;
import io.sightline.store.occupancy.SpotRows;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AvailabilityTest {
  private Instant now = Instant.parse("2026-03-01T08:00:00Z");
  private int asked;
  private boolean live = true;

  private final class Counting extends SpotRows {
    Counting() {
      super(new org.springframework.jdbc.datasource.DriverManagerDataSource());
    }

    @Override
    public Map<String, Long> counts(Collection<String> sites) {
      asked++;
      return sites.contains("empty") ? Map.of() : Map.of("free", 3L, "occupied", 5L, "unknown", 1L);
    }

    @Override
    public boolean isLive() {
      return live;
    }
  }

  private final class Ticking extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  private Availability of(String sites) {
    Map<String, String> given =
        sites == null ? Map.of() : Map.of(Settings.AVAILABILITY_SITES.variable(), sites);
    return new Availability(new Counting(), Settings.load(null, given), new Ticking());
  }

  @Test
  void onlySitesThatTellEverybodyAreTold() {
    Availability availability = of("garage, harbour");
    assertThat(availability.of("harbour").free()).isEqualTo(3);
    assertThat(availability.of("harbour").capacity()).isEqualTo(9);
    for (String site : new String[] {"tower", "", "garage, harbour"}) {
      assertThatThrownBy(() -> availability.of(site)).isInstanceOf(NotFound.class);
    }
    assertThatThrownBy(() -> of(null).of("garage")).isInstanceOf(NotFound.class);
  }

  @Test
  void whatNobodyWatchesIsNotKnownAndASiteWithoutSpotsIsNone() {
    Availability availability = of("garage, empty");
    assertThatThrownBy(() -> availability.of("empty")).isInstanceOf(NotFound.class);
    live = false;
    assertThat(availability.of("garage").free()).isZero();
    assertThat(availability.of("garage").unknown()).isEqualTo(9);
  }

  @Test
  void howeverManyAskItIsCountedOnceASecond() {
    Availability availability = of("garage");
    for (int i = 0; i < 100; i++) {
      availability.of("garage");
    }
    assertThat(asked).isEqualTo(1);
    now = now.plusSeconds(2);
    assertThat(availability.of("garage").at()).isEqualTo(now);
    assertThat(asked).isEqualTo(2);
  }
}
