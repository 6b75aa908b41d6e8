package io.sightline.renderer.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrafficSceneTest {
  @ParameterizedTest
  @EnumSource
  void aSceneIsTheSameForTheSameSeedAndAnotherForAnother(TrafficScene scene) {
    assertThat(scene.frames(3, BoxNoise.USUAL)).isEqualTo(scene.frames(3, BoxNoise.USUAL));
    assertThat(scene.frames(3, BoxNoise.USUAL)).isNotEqualTo(scene.frames(4, BoxNoise.USUAL));
  }

  @ParameterizedTest
  @EnumSource
  void truthIsInThePictureAndNobodyIsTwiceInAFrame(TrafficScene scene) {
    for (TrafficFrame frame : scene.frames(5, BoxNoise.USUAL)) {
      Set<Integer> vehicles = new HashSet<>();
      for (TrafficFrame.TrueBox one : frame.truth()) {
        assertThat(vehicles.add(one.vehicle())).isTrue();
        assertThat(one.box().area()).isPositive();
        assertThat(one.box().left()).isNotNegative();
        assertThat(one.box().bottom()).isLessThanOrEqualTo(PictureDrive.HEIGHT);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void noiseChangesWhatIsSeenAndNotWhatIsThere(TrafficScene scene) {
    List<TrafficFrame> clear = scene.frames(6, BoxNoise.NONE);
    List<TrafficFrame> noisy = scene.frames(6, BoxNoise.USUAL);
    assertThat(noisy)
        .extracting(TrafficFrame::truth)
        .isEqualTo(clear.stream().map(TrafficFrame::truth).toList());
    assertThat(noisy).isNotEqualTo(clear);
  }

  @Test
  void nobodyLooksWhileTheCameraIsBlind() {
    assertThat(TrafficScene.GAP.frames(1, BoxNoise.NONE))
        .extracting(TrafficFrame::millis)
        .noneMatch(millis -> millis > 8_000 && millis < 48_000)
        .contains(8_000L, 48_000L);
  }

  @Test
  void twoBecomeOneBoxAndOneBecomesTwo() {
    assertThat(TrafficScene.MERGED.frames(1, BoxNoise.NONE))
        .anyMatch(frame -> frame.truth().size() > frame.seen().size());
    assertThat(TrafficScene.SPLIT.frames(1, BoxNoise.NONE))
        .anyMatch(frame -> frame.truth().size() < frame.seen().size());
  }
}
