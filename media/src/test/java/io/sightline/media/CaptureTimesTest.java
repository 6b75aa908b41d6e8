package io.sightline.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CaptureTimesTest {
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

  /** Forms that hold local times to the second; {@code docs/site-file.md} lists them. */
  private static final List<String> LOCAL =
      List.of(
          "yyyy-MM-dd'T'HH-mm-ss",
          "yyyy-MM-dd_HH-mm-ss",
          "yyyy-MM-dd_HH_mm_ss",
          "yyyy_MM_dd_HH_mm_ss",
          "yyyy-MM-dd HH.mm.ss",
          "yyyy.MM.dd HH:mm:ss",
          "yyyy-MM-dd HHmmss",
          "yyyyMMdd_HHmmss",
          "yyyyMMdd-HHmmss",
          "yyyyMMdd'T'HHmmss",
          "yyyyMMddHHmmss",
          "yyyyMMdd_HH-mm-ss",
          "yyyy-MM-dd-HH'h'mm'm'ss's'",
          "'Screenshot 'yyyy-MM-dd' at 'h.mm.ss a",
          "'Screenshot 'yyyy-MM-dd' at 'h.mm.ss\u202fa",
          "'WhatsApp Image 'yyyy-MM-dd' at 'HH.mm.ss",
          "yyyy-MM-dd_hh-mm-ss-a",
          "'IMG_'yyyyMMdd_HHmmss'(1)'",
          "'192.168.1.64_01_'yyyyMMddHHmmss'_TIMING'",
          "'cam3_00_'yyyyMMddHHmmss",
          "'gate_'yyyy-MM-dd_HH-mm-ss'_0042'",
          "'0042-'yyyyMMdd-HHmmss'-17'");

  private static final List<String> LOCAL_MILLIS =
      List.of(
          "yyyyMMddHHmmssSSS",
          "yyyy-MM-dd_HH-mm-ss-SSS",
          "yyyy-MM-dd_HH-mm-ss_SSS",
          "'PXL_'yyyyMMdd_HHmmssSSS",
          "yyyy-MM-dd'T'HH-mm-ss.SSS");

  private static final List<String> WITH_OFFSET =
      List.of(
          "yyyy-MM-dd'T'HH-mm-ssXX",
          "yyyyMMdd'T'HHmmssXX",
          "yyyyMMdd'T'HHmmss.SSSXX",
          "yyyy-MM-dd'T'HH:mm:ssXXX",
          "'cam_'yyyy-MM-dd'T'HH-mm-ssXX'_7'");

  private static final List<String> DAY_OR_MONTH_FIRST =
      List.of(
          "dd-MM-yyyy_HH-mm-ss",
          "'gate_'dd-MM-yyyy_HH-mm-ss'_0042'",
          "dd.MM.yyyy HH.mm.ss",
          "ddMMyyyy_HHmmss",
          "ddMMyyyyHHmmss",
          "MM-dd-yyyy_HH-mm-ss",
          "MM-dd-yyyy hh.mm.ss a");

  private static Optional<Instant> read(String name, ZoneId zone) {
    return CaptureTimes.fromName(Path.of("footage", name), zone, null);
  }

  private static String format(String pattern, ZonedDateTime time) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time);
  }

  @Provide
  static Arbitrary<Instant> instants() {
    return Arbitraries.longs()
        .between(
            Instant.parse("1970-01-02T00:00:00Z").toEpochMilli(),
            Instant.parse("2099-12-30T00:00:00Z").toEpochMilli())
        .map(Instant::ofEpochMilli);
  }

  @Provide
  static Arbitrary<ZoneId> zones() {
    return Arbitraries.of(
            "UTC",
            "Europe/Berlin",
            "America/New_York",
            "America/Santiago",
            "Asia/Kolkata",
            "Australia/Lord_Howe",
            "Pacific/Apia",
            "Asia/Kathmandu")
        .map(ZoneId::of);
  }

  /** Read as what it is, or refused where the clock showed it twice. */
  private static void assertRead(String name, ZonedDateTime time, Instant expected) {
    boolean twice = time.getZone().getRules().getValidOffsets(time.toLocalDateTime()).size() > 1;
    if (twice) {
      assertThatThrownBy(() -> read(name, time.getZone()))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("came twice");
    } else {
      assertThat(read(name, time.getZone())).as("%s %s", name, time).contains(expected);
    }
  }

  @Property
  void everyListedFormRoundTrips(
      @ForAll("instants") Instant instant, @ForAll("zones") ZoneId zone) {
    ZonedDateTime time = instant.atZone(zone);
    Instant second = instant.truncatedTo(ChronoUnit.SECONDS);
    for (String form : LOCAL) {
      assertRead(format(form, time) + ".jpg", time, second);
    }
    for (String form : LOCAL_MILLIS) {
      assertRead(format(form, time) + ".mp4", time, instant);
    }
    ZonedDateTime whole =
        time.getOffset().getTotalSeconds() % 900 == 0 ? time : instant.atZone(ZoneOffset.UTC);
    for (String form : WITH_OFFSET) {
      assertThat(read(format(form, whole) + ".png", NEW_YORK))
          .contains(form.contains("SSS") ? instant : second);
    }
  }

  @Property
  void dayOrMonthFirstIsReadWhereItCanOnlyBeOne(
      @ForAll("instants") Instant instant, @ForAll("zones") ZoneId zone) {
    ZonedDateTime time = instant.atZone(zone);
    for (String form : DAY_OR_MONTH_FIRST) {
      String name = format(form, time) + ".jpg";
      if (time.getDayOfMonth() > 12 || time.getDayOfMonth() == time.getMonthValue()) {
        assertRead(name, time, instant.truncatedTo(ChronoUnit.SECONDS));
      } else {
        assertThatThrownBy(() -> read(name, zone))
            .isInstanceOf(BadInput.class)
            .hasMessageContaining(name)
            .hasMessageContaining("name-format");
      }
    }
  }

  @Property
  void noNameGivesATimeWithoutHoldingItsDigits(
      @ForAll("names") String name, @ForAll("zones") ZoneId zone) {
    Optional<Instant> read;
    try {
      read = read(name, zone);
    } catch (BadInput refused) {
      return;
    }
    if (read.isPresent() && !name.matches("\\d{10}|\\d{13}")) {
      assertThat(name)
          .satisfiesAnyOf(
              held -> assertThat(held).contains(year(read.get(), zone)),
              held -> assertThat(held).contains(year(read.get(), ZoneOffset.ofHours(14))),
              held -> assertThat(held).contains(year(read.get(), ZoneOffset.ofHours(-14))));
      LocalDateTime local = LocalDateTime.ofInstant(read.get(), zone);
      assertThat(name).contains(format("ss", local.atZone(zone)));
    }
  }

  private static String year(Instant instant, ZoneId zone) {
    return Integer.toString(instant.atZone(zone).getYear());
  }

  @Provide
  static Arbitrary<String> names() {
    Arbitrary<String> parts =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, 99).map("%02d"::formatted),
            Arbitraries.integers().between(1960, 2110).map(String::valueOf),
            Arbitraries.longs().between(0, 99_999_999_999_999L).map(String::valueOf),
            Arbitraries.of("-", "_", ".", " ", "T", "Z", "cam", " at ", "PM", "+0100", "-0300"));
    return parts.list().ofMinSize(1).ofMaxSize(16).map(list -> String.join("", list));
  }

  @ParameterizedTest
  @CsvSource({
    "gate_15-03-2026_10-20-15_0042.jpg, 2026-03-15T10:20:15Z",
    "Screenshot 2026-03-01 at 1.10.00 PM.png, 2026-03-01T13:10:00Z",
    "2026-03-01 01.10.00 PM.jpg, 2026-03-01T13:10:00Z",
    "2026-03-01 12.10.00 AM.jpg, 2026-03-01T00:10:00Z",
    "vlc-record-2026-03-01-08h05m09s-rtsp___cam-.mp4, 2026-03-01T08:05:09Z",
    "2026-3-1_8-05-09.jpg, 2026-03-01T08:05:09Z",
    "2026-03-01T08-15-30.1234567Z.jpg, 2026-03-01T08:15:30.123456700Z",
    "2026-03-01T08-15-30.5Z.jpg, 2026-03-01T08:15:30.500Z",
    "20260301T081530.12Z.jpg, 2026-03-01T08:15:30.120Z",
    "2026-03-01T08-15-30z.jpg, 2026-03-01T08:15:30Z",
    "2026-03-01_08-15-40_UTC.jpg, 2026-03-01T08:15:40Z",
    "2026-03-01T08-15-50+05-30.jpg, 2026-03-01T02:45:50Z",
    "1772352000.jpg, 2026-03-01T08:00:00Z",
    "1772352000123.jpg, 2026-03-01T08:00:00.123Z",
    // A recorder's start and end: the first is the start.
    "20260301080000_20260301081500.mp4, 2026-03-01T08:00:00Z",
    "cam1_20260301_080000_081500.mp4, 2026-03-01T08:00:00Z",
    "31-03-2026_23-50-00_01-04-2026_00-05-00.mp4, 2026-03-31T23:50:00Z",
    // A number of the camera's, and no time.
    "20190101000000_2026-03-01_08-00-00.jpg, 2026-03-01T08:00:00Z",
    "2026-03-01_08-00-00-0042.jpg, 2026-03-01T08:00:00Z",
    "2026-03-01_08-00-00_0300.jpg, 2026-03-01T08:00:00Z",
    "20260301080000-17.mp4, 2026-03-01T08:00:00Z",
    "20260301_080000_Ampel_PM2.jpg, 2026-03-01T08:00:00Z",
    "2026-03-01T08-00-00Z.jpg, 2026-03-01T08:00:00Z",
    "2026-03-01T08-00-00-0300.jpg, 2026-03-01T11:00:00Z"
  })
  void whatCamerasAndPeopleCallTheirFiles(String name, Instant time) {
    assertThat(read(name, ZoneOffset.UTC)).contains(time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "03-04-2026_10-00-00.jpg",
        "03042026_100000.jpg",
        "15_03_2026_10_20_15_00_42.jpg",
        "20260301_080000_2026-03-02_09-00-00.mp4",
        "20260302080000_20260301080000.mp4",
        "2026-03-01_08-00-00-0300.jpg",
        "20260301T080000-03.jpg"
      })
  void aNameThatCanMeanTwoTimesIsRefused(String name) {
    assertThatThrownBy(() -> read(name, ZoneOffset.UTC))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(name)
        .hasMessageContaining(" or ")
        .hasMessageContaining("name-format: in the site file");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.jpg",
        "20260301.jpg",
        "2026-02-30_08-00-00.jpg",
        "2026-03-01_25-00-00.jpg",
        "2026-03-01_13-00-00 AM.jpg",
        "202603010800.jpg",
        "2026030108.jpg",
        "cam_1772352000.jpg",
        "202603010800000042.jpg",
        "26-03-01_08-00-00.jpg",
        "0000000042.jpg"
      })
  void whatHoldsNoWholeTimeGivesNone(String name) {
    assertThat(read(name, ZoneOffset.UTC)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "cam_2026-03-01_08-00-00_CET.mp4, 2026-03-01T07:00:00Z",
    "cam_2026-07-01_08-00-00 CEST.mp4, 2026-07-01T06:00:00Z",
    "20261025_023000CEST.mp4, 2026-10-25T00:30:00Z",
    "20261025_023000CET.mp4, 2026-10-25T01:30:00Z",
    "2026-03-01_08-00-00_EAST.mp4, 2026-03-01T07:00:00Z",
    "2026-03-01_08-00-00_PSTN.mp4, 2026-03-01T07:00:00Z",
  })
  void aWordForTheSitesTimeIsUnderstood(String name, Instant time) {
    assertThat(CaptureTimes.fromName(Path.of(name), ZoneId.of("Europe/Berlin"), null))
        .contains(time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-03-01_08-00-00_PST.mp4",
        "2026-03-01_08-00-00-JST.mp4",
        "2026-03-01_080000_CEST.mp4"
      })
  void aWordForAnotherTimeIsRefused(String name) {
    assertThatThrownBy(() -> CaptureTimes.fromName(Path.of(name), ZoneId.of("Europe/Berlin"), null))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("no time of the time zone Europe/Berlin");
  }

  @Test
  void anHourThatComesTwiceOrNotAtAllIsRefusedWithItsMend() {
    assertThatThrownBy(() -> read("2025-11-02_01_05_00.jpg", NEW_YORK))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("2025-11-02_01_05_00.jpg")
        .hasMessageContaining("came twice")
        .hasMessageContaining("2025-11-02T01-05-00-0400 or 2025-11-02T01-05-00-0500");
    assertThatThrownBy(() -> read("2026-03-08_02_30_00.jpg", NEW_YORK))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("there was not");
    // The mend mends.
    assertThat(read("2025-11-02T01-05-00-0500.jpg", NEW_YORK))
        .contains(Instant.parse("2025-11-02T06:05:00Z"));
    assertThatThrownBy(
            () ->
                CaptureTimes.requireClear(
                    List.of(
                        Path.of("2025-11-02_00_45_00.jpg"),
                        Path.of("2025-11-02_01_05_00.jpg"),
                        Path.of("2025-11-02_01_50_00.jpg")),
                    NEW_YORK,
                    null))
        .hasMessageContaining("01_05_00.jpg")
        .hasMessageContaining("1 other file");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dd-MM-yyyy_HH-mm-ss     | gate_03-04-2026_10-20-15_0042.jpg | 2026-04-03T10:20:15Z",
        "MM-dd-yyyy_HH-mm-ss     | gate_03-04-2026_10-20-15_0042.jpg | 2026-03-04T10:20:15Z",
        "yyMMdd_HHmm             | cam7-260301_0815.mp4               | 2026-03-01T08:15:00Z",
        "'at 'd MMM yyyy h.mm a  | shot At 3 mar 2026 1.05 pm.png     | 2026-03-03T13:05:00Z",
        "yyyy-MM-dd_HH-mm-ssXX   | 2026-03-01_08-00-00-0300.jpg       | 2026-03-01T11:00:00Z",
        "yyyyMMddHH              | 2026030108.jpg                     | 2026-03-01T08:00:00Z",
        "yyyyMMddHHmmss          | 20260301080000_20260301081500.mp4  | 2026-03-01T08:00:00Z"
      })
  void aNameFormatSaysHowNamesCarryTimes(String format, String name, Instant time) {
    assertThat(CaptureTimes.fromName(Path.of(name), ZoneOffset.UTC, format)).contains(time);
  }

  @Test
  void aNameThatDoesNotFitItsFormatIsRefused() {
    for (String name : List.of("2026-03-01_08-00-00.jpg", "31-02-2026_08-00-00.jpg", "a.jpg")) {
      assertThatThrownBy(
              () -> CaptureTimes.fromName(Path.of(name), ZoneOffset.UTC, "dd-MM-yyyy_HH-mm-ss"))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining(name)
          .hasMessageContaining("dd-MM-yyyy_HH-mm-ss");
    }
    assertThatThrownBy(
            () ->
                CaptureTimes.fromName(
                    Path.of("2025-11-02_01_05_00.jpg"), NEW_YORK, "yyyy-MM-dd_HH_mm_ss"))
        .hasMessageContaining("came twice");
  }
}
