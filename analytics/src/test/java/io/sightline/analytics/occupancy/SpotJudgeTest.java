package io.sightline.analytics.occupancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.facts.SpotState;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.geometry.Point;
import io.sightline.domain.geometry.Polygon;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.observations.SpotSighting;
import io.sightline.domain.site.ModelRole;
import io.sightline.domain.site.SiteFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpotJudgeTest {
  private static final Detection CAR = new Detection("car", 0.9f, new Box(0, 0, 100, 100));

  private static final Observations NOTHING = Observations.nothing(null);
  private static final int SHAPE =
      new Polygon(
              List.of(new Point(10, 10), new Point(90, 10), new Point(90, 90), new Point(10, 90)))
          .fingerprint();

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
  private final SpotJudge classified =
      new SpotJudge(
          SiteFile.parse(
                  "site",
                  Path.of("/"),
                  """
                  site: s
                  cameras:
                    - id: c
                      uri: rtsp://camera
                      analyse: [occupancy]
                      models: {spots: some-classifier}
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
    SpotJudge.Step step =
        judge.see(spots, millis, still, NOTHING.withVehicles(car ? List.of(CAR) : List.of()));
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

  private void classifierSays(long seconds, float occupied, int shape) {
    long millis = seconds * 1_000;
    SpotJudge.Step step =
        classified.see(
            spots,
            millis,
            false,
            NOTHING.withSpots(List.of(new SpotSighting("S", shape, occupied))));
    take(step);
    spots = new CameraSpots(millis, false, step.views(), "", 0, "layout");
  }

  @Test
  void whereTheSiteNamesAClassifierItsWordCountsAndVehiclesDoNot() {
    assertThat(classified.judgedBy()).isEqualTo(ModelRole.SPOTS);
    assertThat(judge.judgedBy()).isEqualTo(ModelRole.VEHICLES);
    classifierSays(0, 0.9f, SHAPE);
    classifierSays(30, 0.2f, SHAPE);
    assertThat(story()).containsExactly("OCCUPIED@0", "FREE@30000");
  }

  @Test
  void aSpotDrawnAnewSinceItsPictureWasJudgedIsNotKnown() {
    classifierSays(0, 0.9f, SHAPE);
    classifierSays(1, 0.9f, SHAPE + 1);
    assertThat(story()).containsExactly("OCCUPIED@0", "UNKNOWN@1000");
  }
}
