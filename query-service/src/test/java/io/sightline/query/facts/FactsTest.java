package io.sightline.query.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.query.Sparkle;
import io.sightline.query.UseCases;
import io.sightline.query.access.Reader;
import io.sightline.query.failures.NotFound;
import io.sightline.store.facts.FactRow;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kind that the product does not have is listed as all others are. */
class FactsTest {
  @TempDir static Path folder;
  private static UseCases service;
  private static Facts facts;

  @BeforeAll
  static void start() throws Exception {
    service = UseCases.start(folder);
    facts = service.get(Facts.class);
    service.store(
        Sparkle.KIND,
        "evening",
        Sparkle.of("garage", 1, 7, null),
        Sparkle.of("garage", 2, 8, "bright"),
        Sparkle.of("harbour", 3, 8, null));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void itsFactsAreFoundBySiteAndByWhatTheySay() {
    ListQuestion all = new ListQuestion("evening", null, null, null, null, null);
    Reader admin = service.reader(UseCases.ADMIN);
    Reader viewer = service.reader(UseCases.VIEWER);
    assertThat(facts.read(admin, all, facts.ask(admin, Sparkle.KIND, all)).rows()).hasSize(3);
    assertThat(facts.kind("sparkles")).isSameAs(Sparkle.KIND);
    assertThatThrownBy(() -> facts.kind("poison_records")).isInstanceOf(NotFound.class);
    assertThat(
            facts.read(viewer, all, facts.ask(viewer, Sparkle.KIND, all).where("colour", 8)).rows())
        .extracting(FactRow::fact)
        .containsExactly(Sparkle.of("garage", 2, 8, "bright"));
  }
}
