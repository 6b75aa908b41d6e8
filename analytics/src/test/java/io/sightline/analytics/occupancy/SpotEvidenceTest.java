package io.sightline.analytics.occupancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.facts.SpotState;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.geometry.Point;
import io.sightline.domain.geometry.Polygon;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.SpotSighting;
import io.sightline.domain.site.Spot;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A photograph that stands alone decides only with certainty; a video has more frames. */
class SpotEvidenceTest {
  /** Side by side in a row, and one behind the first. */
  private static final SpotFit SPOTS =
      new SpotFit(List.of(spot("A1", 0, 60), spot("A2", 100, 60), spot("B1", 0, 20)));

  private static Spot spot(String id, double left, double top) {
    return new Spot(
        id,
        new Polygon(
            List.of(
                new Point(left, top),
                new Point(left + 100, top),
                new Point(left + 100, top + 40),
                new Point(left, top + 40))),
        null);
  }

  private static Detection car(float left, float top, float right, float score) {
    return new Detection("car", score, new Box(left, top, right, 98));
  }

  @ParameterizedTest
  @CsvSource({
    "0.95, OCCUPIED, OCCUPIED",
    "0.65, OCCUPIED, UNKNOWN",
    "0.50, OCCUPIED, UNKNOWN",
    "0.40, FREE, UNKNOWN",
    "0.20, FREE, FREE",
  })
  void aClassifierNearToOneHalfDoesNotKnow(float occupied, SpotState inVideo, SpotState alone) {
    SpotSighting sighting = new SpotSighting("A1", 0, occupied);
    assertThat(SpotEvidence.of(sighting, false)).isEqualTo(inVideo);
    assertThat(SpotEvidence.of(sighting, true)).isEqualTo(alone);
  }

  @ParameterizedTest
  @CsvSource({
    "0.90, OCCUPIED, OCCUPIED",
    "0.28, OCCUPIED, UNKNOWN",
  })
  void aVehicleThatMayBeNoneDoesNotDecide(float score, SpotState inVideo, SpotState alone) {
    List<Detection> vehicles = List.of(car(5, 50, 95, score), car(300, 50, 390, 0.99f));
    assertThat(SpotEvidence.of(SPOTS, vehicles, false))
        .containsExactly(inVideo, SpotState.FREE, SpotState.FREE);
    assertThat(SpotEvidence.of(SPOTS, vehicles, true))
        .containsExactly(alone, SpotState.FREE, SpotState.FREE);
  }

  @Test
  void behindATallVehicleItIsNotKnownUnlessAnotherIsSeenThere() {
    Detection van = car(2, 10, 98, 0.9f);
    assertThat(SpotEvidence.of(SPOTS, List.of(van), false))
        .containsExactly(SpotState.OCCUPIED, SpotState.FREE, SpotState.UNKNOWN);
    Detection behind = new Detection("car", 0.8f, new Box(5, 5, 95, 58));
    assertThat(SpotEvidence.of(SPOTS, List.of(van, behind), false))
        .containsExactly(SpotState.OCCUPIED, SpotState.FREE, SpotState.OCCUPIED);
  }

  @Test
  void whoStandsOnTwoSpotsTakesBoth() {
    assertThat(SpotEvidence.of(SPOTS, List.of(car(40, 55, 165, 0.9f)), false))
        .containsExactly(SpotState.OCCUPIED, SpotState.OCCUPIED, SpotState.FREE);
  }
}
