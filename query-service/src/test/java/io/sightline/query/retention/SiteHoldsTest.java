package io.sightline.query.retention;

import static io.sightline.query.TestFacts.EIGHT;
import static io.sightline.query.TestFacts.minute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.query.UseCases;
import io.sightline.query.access.Editor;
import io.sightline.query.failures.NotFound;
import io.sightline.query.failures.Refused;
import io.sightline.query.paging.Part;
import io.sightline.store.holds.Holds.Hold;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteHoldsTest {
  @TempDir Path folder;
  private UseCases service;
  private SiteHolds holds;
  private Editor admin;

  @BeforeEach
  void start() {
    service = UseCases.start(folder);
    holds = service.get(SiteHolds.class);
    admin = service.editor(UseCases.ADMIN);
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void anAdminHoldsWhatASiteHasUntilItIsReleasedAndBothAreWrittenDown() {
    Hold hold = holds.make(admin, "garage", "passages", EIGHT, minute(5), " Case 12 ");
    assertThat(hold.reason()).isEqualTo("Case 12");
    assertThat(hold.madeBy()).isEqualTo(UseCases.ADMIN);
    assertThat(hold.madeAt()).isNotNull();
    Hold all = holds.make(admin, "garage", null, EIGHT, minute(5), "Case 13");
    assertThat(holds.list(admin, "garage", Part.FIRST).items()).containsExactly(hold, all);
    assertThat(holds.list(admin, "harbour", Part.FIRST).items()).isEmpty();
    assertThatThrownBy(() -> holds.release(admin, "harbour", hold.id()))
        .isInstanceOf(NotFound.class);
    holds.release(admin, "garage", hold.id());
    assertThat(holds.list(admin, "garage", Part.FIRST).items()).containsExactly(all);
    assertThatThrownBy(() -> holds.release(admin, "garage", hold.id()))
        .isInstanceOf(NotFound.class);
    assertThat(service.audited())
        .containsExactly(
            "ada release-hold garage/" + hold.id() + " done 10.1.2.3",
            "ada make-hold garage/" + all.id() + " done 10.1.2.3",
            "ada make-hold garage/" + hold.id() + " done 10.1.2.3");
  }

  @Test
  void othersDoNotAndAnotherSitesIsNotThere() {
    Editor clerk = service.editor(UseCases.CLERK);
    Editor other = service.editor(UseCases.OTHER);
    assertThatThrownBy(() -> holds.list(clerk, "garage", Part.FIRST).items())
        .isInstanceOf(Refused.class);
    assertThatThrownBy(() -> holds.make(clerk, "garage", null, EIGHT, minute(5), "x"))
        .isInstanceOf(Refused.class);
    assertThatThrownBy(() -> holds.release(clerk, "garage", 1)).isInstanceOf(Refused.class);
    assertThatThrownBy(() -> holds.list(other, "garage", Part.FIRST).items())
        .isInstanceOf(NotFound.class);
    assertThatThrownBy(() -> holds.list(admin, "nowhere", Part.FIRST).items())
        .isInstanceOf(NotFound.class);
    assertThat(service.audited()).isEmpty();
  }

  @Test
  void whatCannotBeHeldIsRefusedInWords() {
    Instant far = Instant.parse("+999999999-01-01T00:00:00Z");
    refused("`kind` must be one of", "pixels", EIGHT, minute(5), "x");
    refused("`from` and `to` must be times", null, null, minute(5), "x");
    refused("`from` and `to` must be times", null, EIGHT, null, "x");
    refused("`from` and `to` must be times", null, EIGHT, far, "x");
    refused("`to` must lie after `from`", null, EIGHT, EIGHT, "x");
    refused("`reason` must say why", null, EIGHT, minute(5), " ");
    refused("`reason` must say why", null, EIGHT, minute(5), null);
    refused("`reason` must say why", null, EIGHT, minute(5), "x".repeat(1_001));
    assertThat(holds.list(admin, "garage", Part.FIRST).items()).isEmpty();
  }

  private void refused(String message, String kind, Instant from, Instant to, String reason) {
    assertThatThrownBy(() -> holds.make(admin, "garage", kind, from, to, reason))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith(message);
  }
}
