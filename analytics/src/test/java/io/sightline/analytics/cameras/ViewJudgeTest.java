package io.sightline.analytics.cameras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sightline.domain.observations.View;
import io.sightline.domain.observations.ViewFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Whether a camera can see, by what it has usually shown. */
class ViewJudgeTest {
  private static final long EVERY = 200;

  private final DrawnViews scene = new DrawnViews(7);
  private final List<String> told = new ArrayList<>();
  private ViewState state;
  private Blindness last;
  private View.Trust trust;
  private long now;
  private String places = "as drawn";

  private void see(double seconds, Supplier<View> view) {
    for (int i = 0; i < seconds * 1_000 / EVERY; i++) {
      ViewJudge.Step step = ViewJudge.see(state, view.get(), places, now);
      state = step.after();
      trust = step.trust();
      step.begun().ifPresent(this::begin);
      step.ended().ifPresent(this::end);
      now += EVERY;
    }
  }

  private void begin(Blindness begun) {
    last = begun;
    told.add(begun.fault() + " since " + begun.sinceMillis() / 1_000 + " at " + now / 1_000);
  }

  private void end(ViewJudge.Ended ended) {
    told.add(ended.blindness().fault() + " until " + ended.untilMillis() / 1_000);
  }

  @Test
  void aCameraThatShowsWhatItShowedIsBelieved() {
    see(3_600, scene::usual);
    assertThat(told).isEmpty();
    assertThat(trust).isEqualTo(View.Trust.BELIEVED);
  }

  @Test
  void aCoveredLensIsKnownWithinTenSecondsAndOverFiveAfterIt() {
    see(60, scene::usual);
    see(0.2, scene::covered);
    assertThat(trust).isEqualTo(View.Trust.DOUBTED);
    see(29.8, scene::covered);
    assertThat(told).containsExactly("COVERED since 60 at 70");
    assertThat(trust).isEqualTo(View.Trust.BLIND);
    see(30, scene::usual);
    assertThat(told).containsExactly("COVERED since 60 at 70", "COVERED until 90");
    assertThat(trust).isEqualTo(View.Trust.BELIEVED);
  }

  @Test
  void blurAndDarknessAreKnown() {
    see(60, scene::usual);
    see(30, scene::blurred);
    see(30, scene::usual);
    see(30, scene::dark);
    see(30, scene::usual);
    assertThat(told)
        .containsExactly(
            "BLURRED since 60 at 70",
            "BLURRED until 90",
            "DARK since 120 at 130",
            "DARK until 150");
  }

  @Test
  void blackFromTheBeginningIsDark() {
    see(30, scene::black);
    assertThat(told).containsExactly("DARK since 0 at 10");
  }

  @Test
  void theBlackGroundOfADrawingIsNot() {
    see(30, () -> DrawnViews.ground());
    assertThat(told).isEmpty();
  }

  @Property(tries = 50)
  void aCameraThatHasMovedTellsHowFar(
      @ForAll @IntRange(min = -20, max = 20) int right,
      @ForAll @IntRange(min = -12, max = 12) int down) {
    state = null;
    told.clear();
    now = 0;
    see(60, scene::usual);
    see(30, () -> scene.shifted(right, down));
    if (right == 0 && down == 0) {
      assertThat(told).isEmpty();
    } else if (Math.abs(right) >= 2 || Math.abs(down) >= 2) {
      assertThat(told).containsExactly("MOVED since 60 at 70");
      assertThat(last.shiftX()).isCloseTo((double) right / View.COLUMNS, within(0.006));
      assertThat(last.shiftY()).isCloseTo((double) down / View.ROWS, within(0.01));
    }
  }

  @Test
  void anotherViewHasNoShift() {
    see(60, scene::usual);
    see(30, scene::elsewhere);
    assertThat(told).containsExactly("MOVED since 60 at 70");
    assertThat(last.isShift()).isFalse();
  }

  @Test
  void aPictureThatStandsStillIsFrozenWithinThirtySecondsAtACameraThatHasNoise() {
    see(120, scene::usual);
    View held = scene.usual();
    see(60, () -> held);
    assertThat(told).singleElement().asString().startsWith("FROZEN since 120 at 140");
    assertThat(trust).isEqualTo(View.Trust.BLIND);
    see(30, scene::usual);
    assertThat(told).hasSize(2);
    assertThat(trust).isEqualTo(View.Trust.BELIEVED);
  }

  @Test
  void aDrawingHasNoNoiseAndIsNeitherFrozenNorMoved() {
    see(300, () -> DrawnViews.drawn(5));
    see(30, () -> DrawnViews.drawn((int) (now / 300)));
    see(300, () -> DrawnViews.drawn(40));
    assertThat(told).isEmpty();
    assertThat(trust).isEqualTo(View.Trust.BELIEVED);
  }

  @Test
  void whatPassesBeforeTheLensIsNoFault() {
    see(60, scene::usual);
    for (int i = 0; i < 20; i++) {
      see(6, scene::covered);
      see(6, scene::usual);
    }
    assertThat(told).isEmpty();
  }

  @Test
  void placesThatAreDrawnAnewAreRightAgain() {
    see(60, scene::usual);
    see(60, () -> scene.shifted(10, 0));
    places = "drawn anew";
    see(60, () -> scene.shifted(10, 0));
    assertThat(told).containsExactly("MOVED since 60 at 70", "MOVED until 120");
    assertThat(trust).isEqualTo(View.Trust.BELIEVED);
  }

  @Test
  void placesThatAreDrawnAnewUncoverNoLens() {
    see(60, scene::usual);
    see(30, scene::covered);
    places = "drawn anew";
    see(60, scene::covered);
    assertThat(told).containsExactly("COVERED since 60 at 70");
    assertThat(trust).isEqualTo(View.Trust.BLIND);
    see(30, scene::usual);
    assertThat(trust).isEqualTo(View.Trust.BELIEVED);
  }

  @Test
  void aTimeThatWasNotSeenIsNoStillness() {
    see(120, scene::usual);
    View held = scene.usual();
    see(2, () -> held);
    now += 60_000;
    see(3, () -> held);
    see(60, scene::usual);
    assertThat(told).isEmpty();
    now += 10_000;
    state = ViewJudge.interrupted(state, now);
    see(3, () -> held);
    assertThat(told).isEmpty();
  }

  @Test
  void aFreezeIsKnownHoweverLongTheOneBeforeWas() {
    see(120, scene::usual);
    View held = scene.usual();
    see(1_800, () -> held);
    see(120, scene::usual);
    View again = scene.usual();
    see(60, () -> again);
    assertThat(told).hasSize(3);
    assertThat(told.get(2)).startsWith("FROZEN since");
  }

  @Test
  void aCameraOnWhichNothingIsDrawnMayLookElsewhere() {
    places = "";
    see(60, scene::usual);
    see(60, scene::elsewhere);
    assertThat(told).isEmpty();
    assertThat(trust).isEqualTo(View.Trust.BELIEVED);
  }

  @Test
  void theEndOfItsFootageEndsABlindness() {
    see(60, scene::usual);
    assertThat(ViewJudge.end(state, now)).isEmpty();
    see(30, scene::covered);
    Optional<ViewJudge.Ended> ended = ViewJudge.end(state, now);
    assertThat(ended).isPresent();
    assertThat(ended.get().untilMillis()).isEqualTo(now);
    assertThat(ended.get().blindness().fault()).isEqualTo(ViewFault.COVERED);
  }
}
