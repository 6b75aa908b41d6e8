package io.sightline.store.statements;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.InsideCount;
import io.sightline.domain.facts.InsideCount.Cause;
import io.sightline.domain.facts.InsideCount.Scope;
import io.sightline.domain.statements.InsideStatement;
import io.sightline.domain.statements.Statements.Range;
import io.sightline.store.StoreFixture;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.FactWriter;
import io.sightline.store.facts.TestPlans;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InsideRowsTest {
  private StoreFixture store;
  private FactWriter writer;
  private InsideRows inside;

  @BeforeEach
  void start() {
    store = StoreFixture.create();
    writer = new FactWriter(store.address());
    inside = new InsideRows(store.database());
  }

  @AfterEach
  void stop() {
    writer.close();
    store.close();
  }

  private void count(int id, Scope scope, String name, long at, Integer vehicles) {
    FactHead head = new FactHead(FactWriter.id(id), "garage", at, at, true, "", "layout");
    writer.write(
        FactKinds.INSIDE_COUNTS,
        "live",
        new InsideCount(head, scope, name, Cause.ENTRY, vehicles, 1, 2, 3, null));
  }

  @Test
  void runsLearnWhatWasSaidByItsNumber() {
    inside.add("garage", "", Instant.ofEpochMilli(5_000), 40, "ada");
    inside.add("garage", "L2", Instant.ofEpochMilli(6_000), 7, "ada");
    inside.add("other", "", Instant.ofEpochMilli(6_000), 9, "ada");
    StoredStatements stored = new StoredStatements(store.address());
    assertThat(stored.counts("garage", new Range(0, 9, 0)))
        .containsExactly(
            new InsideStatement(1, "", 5_000, 40), new InsideStatement(2, "L2", 6_000, 7));
    assertThat(stored.counts("garage", new Range(1, 9, 0))).hasSize(1);
    assertThat(stored.counts("garage", new Range(0, 9, 5_500))).hasSize(1);
  }

  @Test
  void countsAreThoseOfATime() {
    count(1, Scope.SITE, "garage", 1_000, 10);
    count(2, Scope.SITE, "garage", 2_000, null);
    count(3, Scope.LEVEL, "L2", 1_500, 4);
    assertThat(inside.asOf("live", "garage", List.of("L1", "L2"), Instant.ofEpochMilli(1_999)))
        .extracting(InsideCount::inside)
        .containsExactly(10, 4);
    assertThat(inside.asOf("live", "garage", List.of("L2"), Instant.ofEpochMilli(1_400)))
        .extracting(InsideCount::inside)
        .containsExactly(10);
    assertThat(inside.asOf("live", "garage", List.of(), Instant.ofEpochMilli(2_000)))
        .extracting(InsideCount::inside)
        .containsExactly((Integer) null);
  }

  @Test
  void theNewestIsFoundByAnIndex() {
    TestPlans.fill(store.address(), FactKinds.INSIDE_COUNTS, 20_000);
    String plan =
        TestPlans.of(
            store.address(),
            InsideRows.NEWEST,
            Map.of(
                "run",
                "live",
                "site",
                "site-1",
                "scope",
                "scope-7",
                "id",
                "scope_id-7",
                "at",
                OffsetDateTime.parse("2026-01-01T02:00:00Z")));
    assertThat(plan).contains("Index Scan").doesNotContain("Seq Scan", "Sort");
  }
}
