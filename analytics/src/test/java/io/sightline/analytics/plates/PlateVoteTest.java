package io.sightline.analytics.plates;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.domain.observations.PlateText;
import io.sightline.domain.plates.PlateFormats;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class PlateVoteTest {
  private static final List<String> REGIONS = List.of("any", "EU", "CL", "ES", "BR");

  private PlateVote.State state;
  private final List<String> superseded = new ArrayList<>();
  private int reads;

  private PlateFormats formats = PlateFormats.ANY;

  private void reads(String text, float score) {
    reads(new PlateText(text, score, Collections.nCopies(text.length(), score)));
  }

  /** Each character as surely as a digit says, in tenths. */
  private void reads(String text, String tenths) {
    reads(PlateText.of(text, tenths.chars().mapToObj(tenth -> (tenth - '0') / 10f).toList()));
  }

  private void reads(PlateText text) {
    String crop = "crop-" + reads;
    PlateSighting plate = new PlateSighting(new Box(0, 0, 9, 3), 0.9f, 0, text, crop);
    PlateVote.Step step =
        PlateVote.add(state, 100L * reads++, plate, formats.region(text.text()).orElseThrow());
    state = step.state();
    superseded.addAll(step.superseded());
  }

  private Optional<PlateVote.Tally> best() {
    return PlateVote.winner(state, formats);
  }

  private String winner() {
    return best().map(PlateVote.Tally::text).orElse("none");
  }

  private String winnerOf(List<PlateText> all) {
    state = null;
    all.forEach(this::reads);
    return winner();
  }

  @Test
  void eachPlaceIsVotedOnByItself() {
    // No two reads agree, and each place is read right by two.
    reads("ABCD12", "999993");
    reads("ABCD77", "999929");
    reads("XBCD12", "399999");
    assertThat(winner()).isEqualTo("ABCD12");
    assertThat(best().orElseThrow().reads()).isEqualTo(2);
  }

  @Test
  void aCharacterCountsAsSurelyAsItWasRead() {
    reads("ABCD18", "999993");
    reads("ABCD18", "999993");
    reads("ABCD12", "999999");
    assertThat(winner()).isEqualTo("none");
    reads("ABCD12", "999999");
    assertThat(winner()).isEqualTo("ABCD12");
  }

  @Test
  void theRegionsFormatDecidesBetweenCharactersThatAreTakenForEachOther() {
    formats = PlateFormats.of(List.of("CL"));
    reads("A0CDI2", 0.9f);
    reads("A0CDI2", 0.9f);
    reads("A0CD12", 0.9f);
    reads("AQCD12", 0.6f);
    // Most say 0, which is no letter; O is the likeliest of those that are taken for it.
    assertThat(winner()).isEqualTo("AOCD12");
    reads("AOCD12", 0.9f);
    reads("AOCD12", 0.9f);
    assertThat(winner()).isEqualTo("AOCD12");
    assertThat(best().orElseThrow().reads()).isEqualTo(5);
  }

  @Test
  void aTextThatIsContradictedAtThreePlacesIsNotBelieved() {
    formats = PlateFormats.of(List.of("CL"));
    reads("OBID12", "333333");
    reads("OBID12", "333333");
    assertThat(winner()).isEqualTo("OBID12");
    reads("0BID12", "911111");
    reads("O8ID12", "191111");
    assertThat(winner()).isEqualTo("OBID12");
    reads("OB1D12", "119111");
    assertThat(winner()).isEqualTo("none");
  }

  @Test
  void readsOfAnotherLengthDoNotMoveThePlaces() {
    reads("ABCD12", 0.8f);
    reads("BCD12", 0.9f);
    reads("ABCD12", 0.8f);
    assertThat(winner()).isEqualTo("ABCD12");
  }

  @Test
  void whatAnOlderBuildRememberedStillCounts() {
    PlateVote.Tally tally = new PlateVote.Tally("ABCD12", 3, 2.4, "crop-7", 0.9f);
    state = new PlateVote.State(List.of(tally), 0, 200, null);
    assertThat(best()).contains(tally);
    reads("ABCD12", 0.8f);
    assertThat(state.votes()).hasSize(6);
  }

  @Provide
  Arbitrary<List<PlateText>> someReads() {
    Arbitrary<PlateText> read =
        Arbitraries.strings()
            .withChars("0OQD1I8B")
            .ofMinLength(4)
            .ofMaxLength(7)
            .flatMap(
                text ->
                    Arbitraries.floats()
                        .between(0, 1)
                        .list()
                        .ofSize(text.length())
                        .map(scores -> PlateText.of(text, scores)));
    return read.list().ofMinSize(1).ofMaxSize(12);
  }

  /** Of one length, and some twice: texts that are read whole, and contradicted place by place. */
  @Provide
  Arbitrary<List<PlateText>> readsOfOneLength() {
    return Arbitraries.integers()
        .between(4, 7)
        .flatMap(
            length ->
                Combinators.combine(
                        Arbitraries.strings().withChars("0OQD1I8B").ofLength(length),
                        Arbitraries.floats().between(0, 1).list().ofSize(length),
                        Arbitraries.integers().between(1, 2))
                    .as((text, scores, times) -> Collections.nCopies(times, text(text, scores)))
                    .list()
                    .ofMinSize(1)
                    .ofMaxSize(6))
        .map(reads -> reads.stream().flatMap(List::stream).toList());
  }

  private static PlateText text(String text, List<Float> scores) {
    return PlateText.of(text, scores);
  }

  private static List<PlateText> ofRegion(List<PlateText> reads, PlateFormats formats) {
    return reads.stream().filter(read -> formats.region(read.text()).isPresent()).toList();
  }

  @Property(tries = 500)
  void theOrderOfTheReadsDoesNotMatter(
      @ForAll("someReads") List<PlateText> all, @ForAll Random random) {
    for (String region : REGIONS) {
      formats = PlateFormats.of(List.of(region));
      List<PlateText> some = new ArrayList<>(ofRegion(all, formats));
      if (!some.isEmpty()) {
        String winner = winnerOf(some);
        Collections.shuffle(some, random);
        assertThat(winnerOf(some)).isEqualTo(winner);
      }
    }
  }

  @Property(tries = 500)
  void oneMoreReadThatAgreesLosesNothing(@ForAll("someReads") List<PlateText> all) {
    oneMoreReadLosesNothing(all);
  }

  @Property(tries = 2_000)
  void oneMoreReadThatAgreesLosesNothingOfReadsAlike(
      @ForAll("readsOfOneLength") List<PlateText> all) {
    oneMoreReadLosesNothing(all);
  }

  private void oneMoreReadLosesNothing(List<PlateText> all) {
    for (String region : REGIONS) {
      formats = PlateFormats.of(List.of(region));
      List<PlateText> some = new ArrayList<>(ofRegion(all, formats));
      String winner = some.isEmpty() ? "none" : winnerOf(some);
      if (!winner.equals("none")) {
        reads(winner, 0.7f);
        assertThat(winner()).isEqualTo(winner);
      }
    }
  }

  @Property(tries = 500)
  void whatIsBelievedIsAPlateOfTheRegion(@ForAll("someReads") List<PlateText> all) {
    for (String region : REGIONS) {
      formats = PlateFormats.of(List.of(region));
      List<PlateText> some = ofRegion(all, formats);
      String winner = some.isEmpty() ? "none" : winnerOf(some);
      if (!winner.equals("none")) {
        assertThat(formats.spell(winner)).contains(winner);
        assertThat(winner).hasSizeBetween(4, 16);
      }
    }
  }

  @Property(tries = 200)
  void whatAllReadsSaySurelyIsBelieved(
      @ForAll @AlphaChars @NumericChars @StringLength(min = 4, max = 9) String text,
      @ForAll @IntRange(min = 2, max = 20) int times,
      @ForAll @FloatRange(min = 0.8f, max = 1) float score) {
    formats = PlateFormats.of(List.of("EU"));
    String plate = text.toUpperCase(Locale.ROOT);
    assertThat(winnerOf(Collections.nCopies(times, one(plate, score)))).isEqualTo(plate);
  }

  private static PlateText one(String text, float score) {
    return PlateText.of(text, Collections.nCopies(text.length(), score));
  }

  @Property(tries = 50)
  void whatIsRememberedIsBounded(@ForAll Random random) {
    state = null;
    for (int i = 0; i < 300; i++) {
      StringBuilder text = new StringBuilder();
      for (int c = 0; c < 4 + i % 2; c++) {
        text.append(Character.toUpperCase(Character.forDigit(random.nextInt(36), 36)));
      }
      reads(text.toString(), random.nextFloat());
    }
    assertThat(state.tallies()).hasSizeLessThanOrEqualTo(PlateVote.MOST_TEXTS);
    assertThat(state.votes()).hasSizeLessThanOrEqualTo((4 + 5) * PlaceVotes.MOST_CHARACTERS);
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
    assertThat(best().orElseThrow().crop()).isEqualTo("crop-1");
    assertThat(PlateVote.crops(state, best().orElseThrow())).containsExactly("crop-3");
  }

  @Property(tries = 200)
  void everyPictureButTheWinnersIsNamedOnceAsSuperfluous(
      @ForAll @Size(max = 80) List<@IntRange(max = 30) Integer> texts) {
    state = null;
    superseded.clear();
    reads = 0;
    for (int text : texts) {
      reads("PLATE" + text, 0.5f + (text * 7 + reads) % 40 / 100f);
      assertThat(state.tallies()).hasSizeLessThanOrEqualTo(PlateVote.MOST_TEXTS);
    }
    if (state == null) {
      return;
    }
    List<String> gone = new ArrayList<>(superseded);
    gone.addAll(PlateVote.crops(state, best().orElse(null)));
    best().ifPresent(winner -> gone.add(winner.crop()));
    Set<String> all = new HashSet<>();
    for (int i = 0; i < reads; i++) {
      all.add("crop-" + i);
    }
    assertThat(gone).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(all);
  }
}
