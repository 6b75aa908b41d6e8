package io.sightline.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogTimeTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @ParameterizedTest
  @CsvSource({
    "2026-03-01 08:00:00, 2026-03-01T07:00:00Z",
    "2026-03-01T08:00:00Z, 2026-03-01T08:00:00Z",
    "2026-10-25T02:30:00+01:00, 2026-10-25T01:30:00Z",
    "2026-03-01 08:00:12+00, 2026-03-01T08:00:12Z",
    "2026-03-01 08:00:12.6+0545, 2026-03-01T02:15:12.600Z",
    "01.03.2026 08:00:12, 2026-03-01T07:00:12Z",
    "01.03.2026 08:00, 2026-03-01T07:00:00Z"
  })
  void timesAreOfTheirOwnZoneOrTheSites(String text, Instant at) {
    assertThat(LogTime.of(text, BERLIN, "time", "log.csv, record 1")).isEqualTo(at);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-10-25 02:30:00, came twice in the time zone Europe/Berlin; write its offset",
    "2026-03-29 02:30:00, there was not in the time zone Europe/Berlin; write its offset",
    "yesterday, should be a time such as"
  })
  void anHourThatCameTwiceOrNotAtAllIsRefused(String text, String why) {
    assertThatThrownBy(() -> LogTime.of(text, BERLIN, "time", "log.csv, record 1"))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("log.csv, record 1: `time` ")
        .hasMessageContaining(why);
  }
}
