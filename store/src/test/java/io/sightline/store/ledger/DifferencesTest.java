package io.sightline.store.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.store.facts.FactKinds;
import io.sightline.store.ledger.LedgerDiff.Example;
import io.sightline.store.ledger.LedgerDiff.TableDiff;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DifferencesTest {
  private static Map<String, String> gap(String id, String camera, long from, long to) {
    return Map.of(
        "id",
        id,
        "camera",
        camera,
        "at",
        Instant.ofEpochSecond(from).toString(),
        "ended_at",
        Instant.ofEpochSecond(to).toString());
  }

  private static Map<String, String> passage(String id, String gate, long at) {
    return Map.of(
        "id", id, "camera", "gate", "gate", gate, "at", Instant.ofEpochSecond(at).toString());
  }

  @Test
  void whoOverlapsLongestIsTakenForTheSame() {
    Differences gaps = new Differences(FactKinds.CAMERA_GAPS);
    gaps.removed(gap("a", "gate", 0, 10));
    gaps.added(gap("b", "gate", 8, 20));
    gaps.added(gap("c", "gate", 1, 10));
    TableDiff diff = gaps.summary();
    assertThat(diff.examples())
        .containsExactly(
            new Example("changed", gap("a", "gate", 0, 10), gap("c", "gate", 1, 10)),
            new Example("added", null, gap("b", "gate", 8, 20)));
    assertThat(diff.changed()).isEqualTo(1);
    assertThat(diff.added()).isEqualTo(1);
    assertThat(diff.removed()).isZero();
  }

  @Test
  void aLongOverlapIsNotGivenUpForAnEarlierFact() {
    Differences gaps = new Differences(FactKinds.CAMERA_GAPS);
    gaps.removed(gap("a", "gate", 0, 12));
    gaps.removed(gap("b", "gate", 10, 30));
    gaps.added(gap("c", "gate", 11, 30));
    assertThat(gaps.summary().examples())
        .containsExactly(
            new Example("changed", gap("b", "gate", 10, 30), gap("c", "gate", 11, 30)),
            new Example("removed", gap("a", "gate", 0, 12), null));
  }

  @Test
  void tiesArePairedInTheOrderOfTheFacts() {
    Differences gaps = new Differences(FactKinds.CAMERA_GAPS);
    gaps.removed(gap("a", "gate", 0, 10));
    gaps.removed(gap("b", "gate", 0, 10));
    gaps.added(gap("c", "gate", 0, 10));
    gaps.added(gap("d", "gate", 0, 10));
    assertThat(gaps.summary().examples())
        .containsExactly(
            new Example("changed", gap("a", "gate", 0, 10), gap("c", "gate", 0, 10)),
            new Example("changed", gap("b", "gate", 0, 10), gap("d", "gate", 0, 10)));
  }

  @Test
  void factsOfOtherCamerasOrTimesAreOthers() {
    Differences gaps = new Differences(FactKinds.CAMERA_GAPS);
    gaps.removed(gap("a", "gate", 0, 10));
    gaps.added(gap("b", "exit", 0, 10));
    gaps.added(gap("c", "gate", 11, 20));
    TableDiff diff = gaps.summary();
    assertThat(diff.changed()).isZero();
    assertThat(diff.removed()).isEqualTo(1);
    assertThat(diff.added()).isEqualTo(2);
    assertThat(diff.examples()).extracting(Example::change).startsWith("removed");
  }

  @Test
  void factsOfAnInstantAreTheSameAtTheSameInstant() {
    Differences passages = new Differences(FactKinds.PASSAGES);
    passages.removed(passage("a", "in", 5));
    passages.removed(passage("b", "in", 7));
    passages.added(passage("c", "in", 5));
    passages.added(passage("d", "in", 8));
    TableDiff diff = passages.summary();
    assertThat(diff.changed()).isEqualTo(1);
    assertThat(diff.removed()).isEqualTo(1);
    assertThat(diff.added()).isEqualTo(1);
  }

  @Test
  void kindsThatAreNotPairedKeepTheirFactsApart() {
    Differences windows = new Differences(FactKinds.EMOTION_WINDOWS);
    windows.removed(gap("a", "gate", 0, 10));
    windows.added(gap("b", "gate", 0, 10));
    assertThat(windows.summary().changed()).isZero();
    assertThat(windows.summary().added() + windows.summary().removed()).isEqualTo(2);
  }

  @Test
  void examplesAreTwentyAndCountsAreWhole() {
    Differences gaps = new Differences(FactKinds.CAMERA_GAPS);
    for (int i = 0; i < 15; i++) {
      gaps.changed(gap("a" + i, "gate", i, i), gap("a" + i, "gate", i, i + 1));
      gaps.removed(gap("b" + i, "yard", i, i));
      gaps.added(gap("c" + i, "exit", i, i));
    }
    TableDiff diff = gaps.summary();
    assertThat(diff.changed() + diff.removed() + diff.added()).isEqualTo(45);
    assertThat(diff.examples()).hasSize(20);
    assertThat(diff.examples().subList(0, 15)).allMatch(one -> one.change().equals("changed"));
    assertThat(diff.examples().subList(15, 20)).allMatch(one -> one.change().equals("removed"));
  }

  @Test
  void whatIsTooMuchToPairIsCountedAllTheSame() {
    Differences passages = new Differences(FactKinds.PASSAGES);
    for (int i = 0; i < 5_010; i++) {
      passages.removed(passage("a" + i, "gate-" + i, 1));
      passages.added(passage("b" + i, "gate-" + i, 1));
    }
    TableDiff diff = passages.summary();
    assertThat(diff.changed()).isEqualTo(5_000);
    assertThat(diff.removed()).isEqualTo(10);
    assertThat(diff.added()).isEqualTo(10);
  }
}
