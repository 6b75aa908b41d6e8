package io.sightline.job.occupancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.facts.SpotState;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.site.SiteFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpotJudgeTest {
  private static final Detection CAR = new Detection("car", 0.9f, new Box(0, 0, 100, 100));

  private final SpotJudge judge =
      new SpotJudge(
          SiteFile.parse(
                  "site",
                  Path.of("/"),
                  """
                  site: lot
                  cameras:
                    - id: a
                      uri: a.mp4
                      occupancy: {confirm: 10s, max-gap: 30s}
                      spots: [{id: S, polygon: [[10, 10], [90, 10], [90, 90], [10, 90]]}]
                  """)
              .site()
              .cameras()
              .get(0));
  private CameraSpots spots = CameraSpots.NONE;
  private final List<SpotChange> changes = new ArrayList<>();
  private long settled = Long.MIN_VALUE;

  private void sees(long seconds, boolean car, boolean still) {
    long millis = seconds * 1_000;
    SpotJudge.Step step = judge.see(spots, millis, still, car ? List.of(CAR) : List.of());
    take(step);
    spots = new CameraSpots(millis, still, step.views(), "", 0, "layout");
  }

  private void take(SpotJudge.Step step) {
    step.changes().forEach(change -> assertThat(change.atMillis()).isGreaterThanOrEqualTo(settled));
    settled = Math.max(settled, step.settledMillis());
    changes.addAll(step.changes());
  }

  private List<String> story() {
    return changes.stream().map(change -> change.state() + "@" + change.atMillis()).toList();
  }

  @Test
  void outOfUnknownTheFirstFrameDecides() {
    sees(0, true, false);
    assertThat(story()).containsExactly("OCCUPIED@0");
  }

  @Test
  void aChangeIsTakenWhenItHasHeldAndThenFromItsBeginning() {
    for (int second = 0; second <= 30; second++) {
      sees(second, second >= 5, false);
    }
    assertThat(story()).containsExactly("FREE@0", "OCCUPIED@5000");
  }

  @Test
  void aPasserByChangesNothing() {
    for (int second = 0; second <= 60; second++) {
      sees(second, second >= 20 && second < 29, false);
    }
    assertThat(story()).containsExactly("FREE@0");
  }

  @Test
  void whereFramesAreFartherApartThanTheTimeToConfirmOneFrameDecides() {
    sees(0, false, false);
    sees(20, true, false);
    assertThat(story()).containsExactly("FREE@0", "OCCUPIED@20000");
  }

  @Test
  void afterTheLongestGapNothingIsKnownUntilTheNextFrame() {
    sees(0, true, false);
    sees(100, true, false);
    assertThat(story()).containsExactly("OCCUPIED@0", "UNKNOWN@30000", "OCCUPIED@100000");
  }

  @Test
  void aPhotographTellsOfItsInstantOnly() {
    sees(0, true, true);
    sees(300, false, true);
    assertThat(story()).containsExactly("OCCUPIED@0", "UNKNOWN@1", "FREE@300000");
  }

  @Test
  void theEndOfTheFootageEndsWhatIsKnown() {
    sees(0, true, false);
    take(judge.end(spots, 40));
    assertThat(story()).containsExactly("OCCUPIED@0", "UNKNOWN@40");
    assertThat(changes.get(1).state()).isEqualTo(SpotState.UNKNOWN);
  }

  @Test
  void afterADamagedPhotographItIsStillOpenWhenTheSpotBecameUnknown() {
    sees(0, true, true);
    take(judge.pass(spots, 20_000));
    assertThat(settled).as("what happened after the photograph is not yet said").isEqualTo(1);
    sees(40, true, true);
    assertThat(story()).containsExactly("OCCUPIED@0", "UNKNOWN@1", "OCCUPIED@40000");
  }

  @Test
  void aFrameThatCannotBeReadAtTheVeryEndOfTheLongestGapSettlesNothingBeyondIt() {
    sees(0, true, false);
    take(judge.pass(spots, 30_000));
    assertThat(settled).isLessThanOrEqualTo(30_000);
    sees(50, true, false);
    assertThat(story()).containsExactly("OCCUPIED@0", "UNKNOWN@30000", "OCCUPIED@50000");
  }
}
