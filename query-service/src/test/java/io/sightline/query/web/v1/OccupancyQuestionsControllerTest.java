package io.sightline.query.web.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.query.access.Reader;
import io.sightline.query.facts.Periods.Period;
import io.sightline.query.occupancy.OccupancyQuestions;
import io.sightline.query.web.Door;
import io.sightline.store.occupancy.OccupancySums.HourOfWeek;
import io.sightline.store.occupancy.OccupancySums.SpotSum;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OccupancyQuestionsControllerTest {
  private static final Instant FROM = Instant.parse("2026-03-01T00:00:00Z");

  private static final class Testing extends OccupancyQuestions {
    Testing() {
      super(null, null, null);
    }

    private static <T> Answer<T> answer(Period period, T item) {
      return new Answer<>(
          period.site(), ZoneId.of("Europe/Berlin"), FROM, FROM.plusSeconds(60), List.of(item));
    }

    @Override
    public Answer<HourOfWeek> hoursOfWeek(
        Reader reader, Period period, String zone, String level, String spot) {
      return answer(
          period,
          level == null
              ? new HourOfWeek(1, 8, 4, 300, 100, 100, 3, 1, 6)
              : new HourOfWeek(7, 23, 1, 0, 0, 500, 0, 0, 0));
    }

    @Override
    public Answer<SpotSum> busiest(Reader reader, Period period, Integer limit) {
      return answer(period, new SpotSum("A \"1\"", 2, 300, 100, 0, 3, 200));
    }
  }

  private final Door door = Door.of(new OccupancyQuestionsController(new Testing()));

  private Map<?, ?> item(String path) {
    return (Map<?, ?>) ((List<?>) door.get(path).object().get("items")).get(0);
  }

  private String csv(String path) {
    return new String(door.get(path).bytes(), StandardCharsets.UTF_8);
  }

  @Test
  void sharesAreOfTheTimeThatIsKnownAndTheirCoverageIsThere() {
    assertThat(item("/api/v1/occupancy/hours-of-week?site=garage"))
        .isEqualTo(
            Map.of(
                "day",
                1,
                "hour",
                8,
                "hours",
                4,
                "occupancy",
                0.75,
                "coverage",
                0.8,
                "peak",
                3,
                "full",
                0.25,
                "arrivals",
                1.5));
    Map<?, ?> unknown = item("/api/v1/occupancy/hours-of-week?site=garage&level=L1");
    assertThat(unknown.get("occupancy")).isNull();
    assertThat(unknown.get("coverage")).isEqualTo(0.0);
    assertThat(door.get("/api/v1/occupancy/hours-of-week?site=garage").object())
        .containsEntry("time_zone", "Europe/Berlin")
        .containsEntry("from", "2026-03-01T00:00:00Z");
    assertThat(item("/api/v1/occupancy/spots?site=garage").get("turnover")).isEqualTo(1.5);
  }

  @Test
  void theSameIsThereAsCsv() {
    assertThat(csv("/api/v1/occupancy/hours-of-week?site=garage&format=csv"))
        .isEqualTo(
            "day,hour,hours,occupancy,coverage,peak,full,arrivals\n"
                + "1,8,4,0.750000,0.800000,3,0.250000,1.500\n");
    assertThat(csv("/api/v1/occupancy/spots?site=garage&format=csv"))
        .isEqualTo(
            "spot,days,occupied_ms,occupancy,coverage,arrivals,turnover,longest_ms\n"
                + "\"A \"\"1\"\"\",2,300,0.750000,1.000000,3,1.500,200\n");
    assertThat(door.get("/api/v1/occupancy/spots?site=garage&format=xml").status()).isEqualTo(400);
    assertThat(door.get("/api/v1/occupancy/spots").status()).isEqualTo(400);
  }
}
