package io.sightline.analytics.plates;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.domain.observations.PlateText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PlateVoteTest {
  private PlateVote.State state;
  private final List<String> superseded = new ArrayList<>();
  private int reads;

  private void reads(String text, float score) {
    String crop = "crop-" + reads;
    PlateSighting plate =
        new PlateSighting(
            new Box(0, 0, 9, 3), 0.9f, 0, new PlateText(text, score, List.of(score)), crop);
    PlateVote.Step step = PlateVote.add(state, 100L * reads++, text, plate);
    state = step.state();
    superseded.addAll(step.superseded());
  }

  private String winner() {
    return PlateVote.winner(state).map(PlateVote.Tally::text).orElse("none");
  }

  @Test
  void whatMostReadsSayIsBelieved() {
    reads("ABCD12", 0.7f);
    assertThat(winner()).isEqualTo("none");
    reads("A8CD12", 0.9f);
    assertThat(winner()).isEqualTo("none");
    reads("ABCD12", 0.6f);
    assertThat(winner()).isEqualTo("ABCD12");
    assertThat(state.firstMillis()).isZero();
    assertThat(state.lastMillis()).isEqualTo(200);
  }

  @Test
  void oneReadAloneIsBelievedWhenItIsVerySure() {
    reads("ABCD12", 0.97f);
    assertThat(winner()).isEqualTo("ABCD12");
  }

  @Test
  void theBestViewOfTheWinnerStaysAndNoOther() {
    reads("ABCD12", 0.7f);
    reads("ABCD12", 0.9f);
    reads("ABCD12", 0.8f);
    reads("A8CD12", 0.99f);
    assertThat(superseded).containsExactly("crop-0", "crop-2");
    assertThat(PlateVote.winner(state).orElseThrow().crop()).isEqualTo("crop-1");
    assertThat(PlateVote.crops(state, PlateVote.winner(state).orElseThrow()))
        .containsExactly("crop-3");
  }

  @Property(tries = 200)
  void everyPictureButTheWinnersIsNamedOnceAsSuperfluous(
      @ForAll @Size(max = 80) List<@IntRange(max = 30) Integer> texts) {
    state = null;
    superseded.clear();
    reads = 0;
    for (int text : texts) {
      reads("P" + text, 0.5f + (text * 7 + reads) % 40 / 100f);
      assertThat(state.tallies()).hasSizeLessThanOrEqualTo(PlateVote.MOST_TEXTS);
    }
    if (state == null) {
      return;
    }
    List<String> gone = new ArrayList<>(superseded);
    gone.addAll(PlateVote.crops(state, PlateVote.winner(state).orElse(null)));
    PlateVote.winner(state).ifPresent(winner -> gone.add(winner.crop()));
    Set<String> all = new HashSet<>();
    for (int i = 0; i < reads; i++) {
      all.add("crop-" + i);
    }
    assertThat(gone).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(all);
  }
}
