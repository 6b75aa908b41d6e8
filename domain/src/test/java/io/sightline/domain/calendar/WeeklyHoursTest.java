package io.sightline.domain.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is on duty when. */
class WeeklyHoursTest {
  private static final ZoneId SANTIAGO = ZoneId.of("America/Santiago");

  /** 2026-03-02 is a Monday. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mon-fri 08:00-18:00 | 2026-03-02T08:00 | true
          mon-fri 08:00-18:00 | 2026-03-02T07:59 | false
          mon-fri 08:00-18:00 | 2026-03-02T18:00 | false
          mon-fri 08:00-18:00 | 2026-03-01T12:00 | false
          08:00-18:00 | 2026-03-01T12:00 | true
          sat,sun 20:00-06:00 | 2026-03-02T05:59 | true
          sat,sun 20:00-06:00 | 2026-03-02T06:00 | false
          sat,sun 20:00-06:00 | 2026-03-02T21:00 | false
          sat,sun 20:00-06:00 | 2026-02-28T21:00 | true
          sat,sun 20:00-06:00 | 2026-02-28T05:00 | false
          fri-mon 00:00-24:00 | 2026-03-02T23:59 | true
          fri-mon 00:00-24:00 | 2026-03-03T00:00 | false
          SUN 10:00 - 11:00 | 2026-03-01T10:30 | true
          """)
  void hoursAreThoseThatClocksShow(String hours, String moment, boolean within) {
    ZonedDateTime shown = ZonedDateTime.of(java.time.LocalDateTime.parse(moment), SANTIAGO);
    assertThat(WeeklyHours.parse(hours).contains(shown)).isEqualTo(within);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "always", "mon", "8-18", "25:00-26:00", "lun 08:00-09:00", "mon- 08:00-09:00"})
  void whatAreNoHoursIsSaid(String text) {
    assertThatThrownBy(() -> WeeklyHours.parse(text))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("mon-fri 08:00-18:00");
  }

  @Test
  void aTextOfAnyLengthIsRefusedQuickly() {
    assertThatThrownBy(() -> WeeklyHours.parse("mon,".repeat(100_000) + "mon 08:00-09:00"))
        .isInstanceOf(BadInput.class);
  }
}
