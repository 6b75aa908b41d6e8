package io.sightline.analytics.emotions;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.FaceSighting;
import io.sightline.domain.observations.LabelScore;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class StillFacesTest {
  private static final float SIDE = 50;

  private StillFaces.Step step = new StillFaces.Step(List.of(), List.of());

  private static FaceSighting face(double x, double y, String emotion) {
    Box box = new Box((float) x, (float) y, (float) x + SIDE, (float) y + SIDE);
    return new FaceSighting(box, 0.9f, List.of(new LabelScore(emotion, 0.8f)));
  }

  private void sees(long millis, FaceSighting... faces) {
    step = StillFaces.see(step.places(), step.tallies(), millis, List.of(faces), face -> null);
  }

  private int faces() {
    return EmotionCount.faces(step.tallies());
  }

  @Test
  void whatNeverMovesIsNoFaceAndIsTakenBack() {
    for (int i = 0; i <= 150; i++) {
      assertThat(faces()).isEqualTo(i);
      // Boxes of what stands still tremble.
      sees(200L * i, face(100 + i % 5, 100 + i % 3, "sad"));
    }
    assertThat(faces()).isZero();
    sees(60_000, face(102, 101, "sad"));
    assertThat(faces()).isZero();
  }

  @Test
  void aPictureOnTheWallDoesNotHideThePeopleBeforeIt() {
    for (int i = 0; i <= 300; i++) {
      sees(200L * i, face(100, 100, "sad"), face(300 + i, 100, "happy"));
    }
    assertThat(step.tallies()).containsExactly(new EmotionCount.Tally(null, "happy", 301));
    // One of them walks past it.
    for (int i = 0; i < 20; i++) {
      sees(60_200 + 200L * i, face(100, 100, "sad"), face(200 - 10 * i, 100, "happy"));
    }
    assertThat(step.tallies().get(0).faces()).isBetween(301 + 15, 301 + 20);
    assertThat(step.tallies()).hasSize(1);
  }

  @Test
  void whoeverStandsBeforeTheCameraMovesHisHead() {
    Random random = new Random(3);
    double x = 100;
    for (int i = 0; i <= 600; i++) {
      // Slowly to and fro, by a third of a face.
      x = 100 + 17 * StrictMath.sin(i / 40.0) + 2 * random.nextGaussian();
      sees(200L * i, face(x, 100, "happy"));
    }
    assertThat(faces()).isEqualTo(601);
  }

  @Test
  void aShortLookIsAFaceHoweverStill() {
    for (int i = 0; i < 100; i++) {
      sees(200L * i, face(100, 100, "happy"));
    }
    assertThat(faces()).isEqualTo(100);
  }

  @Test
  void whatIsSeenOnceInAWhileAtOnePlaceIsNoFaceEither() {
    for (int i = 0; i < 40; i++) {
      sees(10_000L * i, face(100, 100, "sad"));
    }
    assertThat(faces()).isZero();
  }

  @Test
  void aNewWindowBeginsWithoutCountsAndKeepsThePlaces() {
    for (int i = 0; i < 140; i++) {
      sees(200L * i, face(100, 100, "sad"));
    }
    step = new StillFaces.Step(StillFaces.fresh(step.places()), List.of());
    for (int i = 140; i < 200; i++) {
      sees(200L * i, face(100, 100, "sad"));
    }
    assertThat(faces()).isZero();
  }

  @Property(tries = 50)
  void whatIsRememberedIsBounded(@ForAll Random random) {
    step = new StillFaces.Step(List.of(), List.of());
    int counted = 0;
    for (int i = 0; i < 300; i++) {
      sees(200L * i, face(random.nextInt(2_000), random.nextInt(1_000), "happy"));
      counted++;
      assertThat(step.places()).hasSizeLessThanOrEqualTo(StillFaces.MOST_PLACES);
      assertThat(faces()).isLessThanOrEqualTo(counted);
    }
  }
}
