package io.sightline.analytics.emotions;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.analytics.emotions.FaceFollower.Shown;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.FaceSighting;
import io.sightline.domain.observations.LabelScore;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.SiteFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FaceFollowerTest {
  private static final long FRAME = 200;
  private static final Camera CAMERA =
      SiteFile.parse(
              "site",
              Path.of("/"),
              """
              site: shop
              cameras:
                - id: kiosk
                  uri: a.mp4
                  analyse: [emotions]
                  zones: [{id: door, polygon: [[500, 0], [900, 0], [900, 400], [500, 400]]}]
              """)
          .site()
          .cameras()
          .get(0);

  private final FaceFollower follower = new FaceFollower(CAMERA);
  private FaceFollower.State state = FaceFollower.State.EMPTY;
  private final List<Shown> over = new ArrayList<>();

  /**
   * @param share of the emotion; neutral has the rest
   */
  private static FaceSighting face(double x, String emotion, double share) {
    List<LabelScore> emotions = new ArrayList<>();
    emotions.add(new LabelScore(emotion, (float) share));
    emotions.add(new LabelScore("neutral", (float) (1 - share)));
    emotions.sort(Comparator.comparingDouble(LabelScore::score).reversed());
    return new FaceSighting(new Box((float) x, 100, (float) x + 80, 200), 0.9f, emotions);
  }

  private void sees(int frame, FaceSighting... faces) {
    FaceFollower.Step step = follower.see(state, frame * FRAME, List.of(faces));
    state = step.state();
    over.addAll(step.over());
  }

  private void ends() {
    over.addAll(FaceFollower.end(state).over());
  }

  private List<String> told() {
    return over.stream()
        .map(
            one ->
                one.showing().emotion()
                    + " "
                    + one.showing().fromMillis() / FRAME
                    + "-"
                    + one.showing().untilMillis() / FRAME
                    + (one.showing().zone() == null ? "" : " " + one.showing().zone()))
        .toList();
  }

  @Test
  void whatIsShownIsToldFromWhenFramesSaySoToWhenOthersDo() {
    for (int i = 0; i < 60; i++) {
      sees(i, face(100 + i, i < 20 ? "happy" : "sad", 0.9));
    }
    ends();
    assertThat(told()).containsExactly("happy 0-20", "sad 20-59");
    assertThat(over.get(0).showing().score()).isBetween(0.8f, 0.95f);
  }

  @Test
  void betweenTwoEmotionsNoThirdIsTold() {
    for (int i = 0; i < 60; i++) {
      sees(i, face(100 + i, i < 20 ? "happy" : "sad", 0.6));
    }
    ends();
    assertThat(told()).containsExactly("happy 0-20", "sad 20-59");
  }

  @Test
  void aTwitchIsNoEmotion() {
    for (int i = 0; i < 60; i++) {
      sees(i, face(100 + i, i == 30 ? "fear" : "happy", 0.8));
    }
    ends();
    assertThat(told()).containsExactly("happy 0-59");
  }

  @Test
  void aZoneThatIsEnteredBeginsAnotherTime() {
    for (int i = 0; i < 60; i++) {
      sees(i, face(160 + i * 10, "happy", 0.9));
    }
    ends();
    assertThat(told()).containsExactly("happy 0-31", "happy 31-59 door");
  }

  @Test
  void twoFacesAreTwoAndWhoIsGoneIsOver() {
    for (int i = 0; i < 40; i++) {
      if (i < 20) {
        sees(i, face(100 + i, "happy", 0.9), face(600 + i, "sad", 0.9));
      } else {
        sees(i, face(100 + i, "happy", 0.9));
      }
    }
    assertThat(told()).containsExactly("sad 0-19 door");
    ends();
    assertThat(told()).containsExactly("sad 0-19 door", "happy 0-39");
    assertThat(over.get(0).face().rank()).isNotEqualTo(over.get(1).face().rank());
  }

  @Test
  void aPictureOnTheWallHasNoEmotion() {
    for (int i = 0; i < 300; i++) {
      sees(i, face(100, i % 40 < 20 ? "happy" : "sad", 0.9));
    }
    ends();
    assertThat(told()).isEmpty();
    assertThat(FaceFollower.open(state)).isEmpty();
  }

  @Test
  void whoStandsStillAndGoesWasThere() {
    for (int i = 0; i < 10; i++) {
      sees(i, face(100, "happy", 0.9));
    }
    ends();
    assertThat(told()).containsExactly("happy 0-9");
  }

  /** Of frames that err now and then, the times are right more often than the frames. */
  @Property(tries = 20)
  void timesAreRightMoreOftenThanFrames(@ForAll long seed) {
    over.clear();
    state = FaceFollower.State.EMPTY;
    Random random = new Random(seed);
    String[] names = {"happy", "sad", "angry", "surprise"};
    List<String> truth = new ArrayList<>();
    List<String> frames = new ArrayList<>();
    String now = names[0];
    for (int i = 0; i < 2_000; i++) {
      now = i % 25 == 0 ? names[random.nextInt(names.length)] : now;
      truth.add(now);
      String seen = random.nextInt(4) == 0 ? names[random.nextInt(names.length)] : now;
      frames.add(seen);
      sees(i, face(100 + 50 * Math.sin(i / 20.0), seen, 0.6 + 0.3 * random.nextDouble()));
    }
    ends();
    int framesRight = 0;
    int timesRight = 0;
    for (int i = 0; i < truth.size(); i++) {
      long millis = i * FRAME;
      framesRight += frames.get(i).equals(truth.get(i)) ? 1 : 0;
      String told =
          over.stream()
              .map(Shown::showing)
              .filter(one -> one.fromMillis() <= millis && millis < one.untilMillis())
              .map(FaceTrack.Showing::emotion)
              .findFirst()
              .orElse("");
      timesRight += told.equals(truth.get(i)) ? 1 : 0;
    }
    assertThat(timesRight).isGreaterThan(framesRight + 100);
    // Nothing is told twice, and no time between the first and the last is left out.
    for (int i = 1; i < over.size(); i++) {
      assertThat(over.get(i).showing().fromMillis())
          .isEqualTo(over.get(i - 1).showing().untilMillis());
    }
  }
}
