package io.sightline.analytics.occupancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.facts.SpotState;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.geometry.Point;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.SpotSighting;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A photograph that stands alone decides only with certainty; a video has more frames. */
class SpotEvidenceTest {
  private static final Point CENTRE = new Point(50, 50);

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
    List<Detection> vehicles =
        List.of(
            new Detection("car", score, new Box(10, 10, 90, 90)),
            new Detection("car", 0.99f, new Box(200, 10, 290, 90)));
    assertThat(SpotEvidence.of(CENTRE, vehicles, false)).isEqualTo(inVideo);
    assertThat(SpotEvidence.of(CENTRE, vehicles, true)).isEqualTo(alone);
    assertThat(SpotEvidence.of(new Point(150, 50), vehicles, true)).isEqualTo(SpotState.FREE);
  }
}
