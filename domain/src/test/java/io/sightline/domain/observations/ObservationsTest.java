package io.sightline.domain.observations;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.site.Privacy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObservationsTest {
  private static final Box BOX = new Box(0, 0, 50, 50);
  private static final Observations SEEN =
      Observations.nothing(
              new FrameHeader("shop", "kiosk", 0, 0, 0, RecordKind.FRAME, null, false, "", null))
          .withPlates(
              List.of(new PlateSighting(BOX, 1, 0, PlateText.of("ABCD12", List.of(1f)), null)))
          .withFaces(List.of(new FaceSighting(BOX, 1, List.of(new LabelScore("happy", 0.9f)))));

  private static Observations told(Privacy.Plates plates, int minPeople) {
    return SEEN.told(new Privacy(plates, null, Map.of(), minPeople));
  }

  @Test
  void whereSeveralPeopleAreToldOfTogetherNoSingleFaceIs() {
    assertThat(told(Privacy.Plates.CLEAR, 2).faces())
        .containsExactly(new FaceSighting(BOX, 1, List.of()));
    assertThat(told(Privacy.Plates.CLEAR, 2).plates()).isEqualTo(SEEN.plates());
    assertThat(told(Privacy.Plates.CLEAR, 1)).isEqualTo(SEEN);
  }

  @Test
  void wherePlatesAreToldByPseudonymNoneIsRead() {
    Observations told = told(Privacy.Plates.PSEUDONYM, 1);
    assertThat(told.plates()).noneMatch(PlateSighting::isRead);
    assertThat(told.faces()).isEqualTo(SEEN.faces());
  }
}
