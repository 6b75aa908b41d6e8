package io.sightline.store.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.runs.ReplayRequest;
import io.sightline.store.StoreFixture;
import io.sightline.store.facts.FactKinds;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunCatalogueTest {
  private StoreFixture store;
  private RunCatalogue runs;

  @BeforeEach
  void start() {
    store = StoreFixture.create();
    runs = new RunCatalogue(store.database(), FactKinds.PRODUCT);
  }

  @AfterEach
  void stop() {
    store.close();
  }

  private boolean request(String run, String site) {
    return runs.request(run, site, new ReplayRequest("{}", "evening", null, null, null, null));
  }

  private void state(String run, String state) {
    store.jdbc().sql("update runs set state = ? where run = ?").params(state, run).update();
  }

  @Test
  void aRunIsAskedForOnce() {
    assertThat(request("night", "garage")).isTrue();
    assertThat(request("night", "harbour")).isFalse();
    RunCatalogue.Run night = runs.find("night").orElseThrow();
    assertThat(night.site()).isEqualTo("garage");
    assertThat(night.state()).isEqualTo("requested");
    assertThat(night.fromRun()).isEqualTo("evening");
    assertThat(night.layout()).isNull();
    assertThat(runs.find("day")).isEmpty();
  }

  @Test
  void aRunThatNobodyBeganEndsAtOnceAndOneThatGoesOnIsToldTo() {
    request("night", "garage");
    assertThat(runs.cancel("night")).isTrue();
    assertThat(runs.find("night").orElseThrow().state()).isEqualTo("cancelled");
    assertThat(runs.cancel("night")).isFalse();
    request("day", "garage");
    state("day", "running");
    assertThat(runs.cancel("day")).isTrue();
    assertThat(runs.find("day").orElseThrow())
        .satisfies(
            run -> {
              assertThat(run.state()).isEqualTo("running");
              assertThat(run.endedAt()).isNull();
            });
    assertThat(runs.cancel("nothing")).isFalse();
  }

  @Test
  void runsAreListedBySiteAndTheLiveOneAlways() {
    request("night", "garage");
    request("tide", "harbour");
    store
        .jdbc()
        .sql("insert into runs (run, site, state, layout) values ('live', '', 'running', '{}')")
        .update();
    assertThat(runs.list(null, null, null, null, 10)).hasSize(3);
    assertThat(runs.list(List.of("garage"), null, null, null, 10))
        .extracting(RunCatalogue.Run::run)
        .containsExactlyInAnyOrder("live", "night");
    assertThat(runs.list(List.of(), null, null, null, 10))
        .extracting(RunCatalogue.Run::run)
        .containsExactly("live");
    assertThat(runs.list(null, null, null, null, 1)).hasSize(1);
  }

  @Test
  void aRunIsMarkedToBeDeletedAndAComparisonLeavesTheConnectionAsItWas() {
    request("night", "garage");
    assertThat(runs.diff("night", "night", true).equal()).isTrue();
    assertThat(runs.delete("night")).as("it goes on").isFalse();
    runs.cancel("night");
    assertThat(runs.delete("night")).isTrue();
    assertThat(runs.find("night").orElseThrow().isDeleting()).isTrue();
    assertThat(store.jdbc().sql("show statement_timeout").query(String.class).single())
        .isEqualTo("0");
  }
}
