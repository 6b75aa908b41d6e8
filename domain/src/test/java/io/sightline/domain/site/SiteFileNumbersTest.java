package io.sightline.domain.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Times, durations and numbers of any size, at every place of a site file that takes one. */
class SiteFileNumbersTest {
  private static final List<String> PLACES =
      List.of(
          "cameras: [{id: a, uri: x.mp4, start: %s}]",
          "cameras: [{id: a, uri: x.mp4, sample-fps: %s}]",
          "cameras: [{id: a, uri: x.mp4, picture: [%s, 100]}]",
          "cameras: [{id: a, uri: x.mp4, occupancy: {confirm: %s}}]",
          "cameras: [{id: a, uri: x.mp4, occupancy: {max-gap: %s}}]",
          "cameras: [{id: a, uri: x.mp4, floors: {vehicle-pixels: %s}}]",
          "cameras: [{id: a, uri: x.mp4, location: {latitude: %s, longitude: 1}}]",
          "cameras: [{id: a, uri: x.mp4, spots: [{id: s, polygon: [[0, 0], [%s, 0], [9, 9]]}]}]",
          "cameras: [{id: a, uri: x.mp4, gates: [{id: g, line: [[0, 0], [%s, 9]]}]}]",
          "cameras: [{id: a, uri: x.mp4, zones: [{id: z, polygon: [[0, 0], [9, 0], [9, 9]], capacity: %s}]}]",
          "cameras: [{id: a, uri: x.mp4}]\nsessions: {max-stay: %s}",
          "cameras: [{id: a, uri: x.mp4}]\nsessions: {grace: %s}",
          "cameras: [{id: a, uri: x.mp4}]\nprivacy: {keep: %s}",
          "cameras: [{id: a, uri: x.mp4}]\nprivacy: {keep: {plate_reads: %s}}",
          "cameras: [{id: a, uri: x.mp4}]\nprivacy: {min-people: %s}",
          "cameras: [{id: a, uri: x.mp4}]\nwatchlist: [{id: w, pattern: A, valid-from: %s}]",
          "cameras: [{id: a, uri: x.mp4}]\nwatchlist: [{id: w, pattern: A, cool-down: %s}]");

  private static Site read(String place, String value) {
    return SiteFile.parse("site.yaml", Path.of("/"), "site: s\n" + place.formatted(value)).site();
  }

  @Provide
  Arbitrary<String> values() {
    Arbitrary<String> digits = Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(30);
    Arbitrary<String> years =
        Arbitraries.integers()
            .between(-999_999_999, 999_999_999)
            .map(year -> "%+010d-01-01T00:00:00Z".formatted(year));
    return Arbitraries.oneOf(
        digits,
        digits.map(number -> "-" + number),
        digits.map(number -> number + "e" + number),
        Arbitraries.oneOf(digits, Arbitraries.longs().greaterOrEqual(0).map(String::valueOf))
            .flatMap(number -> Arbitraries.of("ms", "s", "m", "h", "d").map(unit -> number + unit)),
        years,
        years.map(year -> year.replace("T00:00:00Z", "T23:59:59.999999999Z")),
        Arbitraries.of(
            "+999999999-12-31T23:59:59Z",
            "-999999999-01-01T00:00:00Z",
            ".inf",
            "-.inf",
            ".nan",
            "999999999999d",
            "1e308",
            "-0",
            "1969-12-31T23:59:59Z",
            "9999-12-31T23:59:59Z"));
  }

  @Property(tries = 500)
  void whateverIsWrittenIsUsedOrRefusedByItsPlace(
      @ForAll("values") String value, @ForAll("places") String place) {
    try {
      Site site = read(place, value);
      assertThat(SiteDocument.read("again", SiteDocument.write(site)).layoutVersion())
          .isEqualTo(site.layoutVersion());
      site.cameras().stream()
          .filter(camera -> camera.start() != null)
          .forEach(camera -> assertThat(camera.start().toEpochMilli()).isNotZero());
    } catch (BadInput e) {
      assertThat(e.getMessage()).startsWith("site.yaml, line ").endsWith(".");
      assertThat(e.getMessage()).doesNotContain("overflow").doesNotContain("exceeds");
    }
  }

  @Provide
  Arbitrary<String> places() {
    return Arbitraries.of(PLACES);
  }

  @Test
  void aTimeBeyondAllCalendarsIsNamedByItsKey() {
    assertThatThrownBy(() -> read(PLACES.get(0), "+999999999-01-01T00:00:00Z"))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "site.yaml, line 2, cameras[0].start: should be a time from the year 1900 to 2999, not"
                + " '+999999999-01-01T00:00:00Z'.");
    assertThatThrownBy(() -> read(PLACES.get(12), "999999999999d"))
        .isInstanceOf(BadInput.class)
        .hasMessageEndingWith("privacy.keep: should be at most 36500d, not '999999999999d'.");
  }

  @Test
  void whatIsKeptIsSaidOnceOrByKind() {
    Privacy once = read("cameras: [{id: a, uri: x}]\nprivacy: {keep: %s}", "30d").privacy();
    assertThat(once.keep("passages", Duration.ofDays(1))).contains(Duration.ofDays(30));
    Privacy byKind =
        read(
                "cameras: [{id: a, uri: x}]\nprivacy: {keep: {observations: 7d, plate_reads: 30d%s}}",
                ", default: 90d")
            .privacy();
    assertThat(byKind.keep("observations", null)).contains(Duration.ofDays(7));
    assertThat(byKind.keep("plate_reads", null)).contains(Duration.ofDays(30));
    assertThat(byKind.keep("passages", null)).contains(Duration.ofDays(90));
    assertThat(Privacy.DEFAULT.keep("passages", null)).isEmpty();
    assertThat(Privacy.DEFAULT.keep("passages", Duration.ofDays(2))).contains(Duration.ofDays(2));
    String unknown = "cameras: [{id: a, uri: x}]\nprivacy: {keep: {pixels: %s}}";
    assertThatThrownBy(() -> read(unknown, "7d")).hasMessageContaining("unknown key");
    assertThatThrownBy(() -> read(PLACES.get(12), "10m"))
        .hasMessageContaining("should be at least 1h");
  }

  @Test
  void aLayoutOfBeforeThereWereTimesByKindIsTheSameLayout() {
    Site site = read("cameras: [{id: a, uri: x.mp4}]\nprivacy: {keep: %s}", "30d");
    assertThat(io.sightline.domain.json.Json.write(site)).doesNotContain("keepOf");
  }
}
