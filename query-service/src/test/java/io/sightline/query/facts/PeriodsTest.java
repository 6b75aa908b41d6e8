package io.sightline.query.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.query.UseCases;
import io.sightline.query.facts.Periods.Known;
import io.sightline.query.facts.Periods.Period;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeriodsTest {
  @TempDir Path folder;
  private UseCases service;

  @BeforeEach
  void start() {
    service = UseCases.start(folder);
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private String whole(String zone, String from, String to, ChronoUnit unit) {
    service.addSite(UseCases.GARAGE.replace("America/Santiago", zone));
    Known known =
        service
            .get(Periods.class)
            .whole(
                service.reader(UseCases.VIEWER),
                new Period("live", "garage", Instant.parse(from), Instant.parse(to)),
                unit,
                Optional::empty);
    return known.from() + " " + known.to();
  }

  @Test
  void anHourThatIsAskedForExactlyIsThereWhereClocksAreHalfAnHourOff() {
    assertThat(
            whole("Asia/Kolkata", "2026-03-28T06:00:00Z", "2026-03-28T07:00:00Z", ChronoUnit.HOURS))
        .isEqualTo("2026-03-28T06:00:00Z 2026-03-28T07:00:00Z");
    assertThat(
            whole("Asia/Kolkata", "2026-03-28T06:10:00Z", "2026-03-28T08:50:00Z", ChronoUnit.HOURS))
        .isEqualTo("2026-03-28T07:00:00Z 2026-03-28T08:00:00Z");
  }

  @Test
  void daysAreThoseOfThePlaceAlsoWhereMidnightComesTwice() {
    // Clocks go back from one o'clock to midnight.
    assertThat(
            whole(
                "America/Havana", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z", ChronoUnit.DAYS))
        .isEqualTo("2026-11-01T04:00:00Z 2026-11-02T05:00:00Z");
    assertThat(
            whole("Asia/Kolkata", "2026-03-27T00:00:00Z", "2026-03-29T00:00:00Z", ChronoUnit.DAYS))
        .isEqualTo("2026-03-27T18:30:00Z 2026-03-28T18:30:00Z");
  }
}
