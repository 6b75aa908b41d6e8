package io.sightline.evaluation.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.site.Gate.Direction;
import io.sightline.evaluation.reconciliation.BarrierLog.Line;
import io.sightline.evaluation.reconciliation.Reconciliation.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ReconciliationTest {
  private static final Instant EIGHT = Instant.parse("2026-03-01T08:00:00Z");

  private final List<Line> lines = new ArrayList<>();
  private final List<Passage> passages = new ArrayList<>();
  private Predicate<Line> seen = line -> true;

  private void logs(int second, String plate) {
    logs(second, plate, "", null);
  }

  private void logs(int second, String plate, String lane, Direction direction) {
    lines.add(new Line(lines.size() + 1, EIGHT.plusSeconds(second), plate, lane, direction));
  }

  private void sees(int second, String plate) {
    sees(second, plate, "main", Direction.ENTRY);
  }

  private void sees(int second, String plate, String gate, Direction direction) {
    long at = EIGHT.plusSeconds(second).toEpochMilli();
    passages.add(
        new Passage(
            new FactHead("p" + passages.size(), "garage", at, at, true, "", ""),
            "gate-camera",
            gate,
            direction,
            "t" + passages.size(),
            "car",
            plate,
            plate == null ? null : 0.9f,
            plate == null ? "too small: 9 px" : null));
  }

  private Reconciliation reconciled() {
    lines.sort(Comparator.comparing(Line::at));
    passages.sort(Comparator.comparingLong(passage -> passage.head().atMillis()));
    return Reconciliation.of(lines, passages, Duration.ofSeconds(60), seen);
  }

  private List<Result> results() {
    return reconciled().items().stream().map(Reconciliation.Item::result).toList();
  }

  @Test
  void whereNobodyLookedNothingWasMissed() {
    Instant blind = EIGHT.plusSeconds(200);
    seen = line -> line.at().isBefore(blind);
    logs(0, "ABCD12");
    logs(100, "EFGH34");
    logs(210, "IJKL56");
    logs(220, "MNOP78");
    sees(3, "ABCD12");
    sees(225, "MNOP78");
    assertThat(results())
        .as("what there is a passage of was seen all the same")
        .containsExactly(Result.MATCHED, Result.MISSED, Result.NOT_SEEN, Result.MATCHED);
  }

  @Test
  void aTicketWithoutAPlateIsWhoeverPassedThen() {
    logs(0, "");
    sees(30, "ABCD12");
    logs(100, "WXYZ99");
    logs(101, "");
    sees(101, "WXYZ99");
    sees(104, null);
    assertThat(results()).containsExactly(Result.MATCHED, Result.MATCHED, Result.MATCHED);
    assertThat(reconciled().clockMillis()).as("by plates alone").isEqualTo(1_000);
  }

  @Test
  void eachLineHasItsPassageOrItIsSaidWhatIsWrong() {
    logs(0, "AB-CD 12");
    sees(3, "ABCD12");
    logs(100, "WXYZ99");
    sees(101, "WXYZ9");
    logs(200, "QRST55");
    sees(202, null);
    logs(400, "LOST11");
    sees(600, "MORE22");
    seen = line -> !line.plate().equals("DARK33");
    logs(700, "DARK33");
    assertThat(results())
        .containsExactly(
            Result.MATCHED,
            Result.MISREAD,
            Result.UNREAD,
            Result.MISSED,
            Result.EXTRA,
            Result.NOT_SEEN);
    assertThat(reconciled().counts().values()).containsOnly(1L);
  }

  @Test
  void theSamePlateIsSurerThanTheSameMoment() {
    logs(0, "ABCD12");
    sees(0, "WXYZ99");
    sees(40, "ABCD12");
    assertThat(results()).containsExactly(Result.MATCHED, Result.EXTRA);
  }

  @Test
  void oneSlipIsSurerThanAnotherPlateNearby() {
    logs(0, "ABCD12");
    logs(5, "WXYZ99");
    sees(2, "A8CD12");
    sees(1, "QQQQ77");
    assertThat(reconciled().items().get(0).passage().plate()).isEqualTo("A8CD12");
  }

  @Test
  void aLineIsOfItsLaneAndItsDirection() {
    logs(0, "ABCD12", "north", Direction.ENTRY);
    logs(1, "ABCD12", "main", Direction.EXIT);
    logs(2, "ABCD12", "gate-camera", null);
    sees(0, "ABCD12");
    assertThat(results()).containsExactly(Result.MISSED, Result.MISSED, Result.MATCHED);
  }

  @Test
  void howFarTheClocksAreApartIsTheMiddleOfWhatMatches() {
    logs(0, "ABCD12");
    sees(37, "ABCD12");
    logs(100, "WXYZ99");
    sees(137, "WXYZ99");
    logs(200, "QRST55");
    sees(200, "QRST55");
    assertThat(reconciled().clockMillis()).isEqualTo(37_000);
  }

  @Provide
  Arbitrary<List<Integer>> seconds() {
    return Arbitraries.integers().between(0, 600).list().ofMaxSize(30);
  }

  @Property(tries = 200)
  void everyLineAndEveryPassageIsThereOnceAndNonePairedTooFarApart(
      @ForAll("seconds") List<Integer> logged, @ForAll("seconds") List<Integer> seen) {
    lines.clear();
    passages.clear();
    logged.forEach(second -> logs(second, "P" + second % 5));
    seen.forEach(second -> sees(second, second % 7 == 0 ? null : "P" + second % 5));
    List<Reconciliation.Item> items = reconciled().items();
    assertThat(items.stream().map(Reconciliation.Item::line).filter(line -> line != null))
        .containsExactlyInAnyOrderElementsOf(lines);
    assertThat(items.stream().map(Reconciliation.Item::passage).filter(one -> one != null))
        .containsExactlyInAnyOrderElementsOf(passages);
    assertThat(items.stream().filter(item -> item.line() != null && item.passage() != null))
        .allMatch(
            item ->
                Math.abs(item.line().at().toEpochMilli() - item.passage().head().atMillis())
                    <= 60_000);
  }
}
