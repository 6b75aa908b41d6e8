package io.sightline.query.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.query.UseCases;
import io.sightline.store.audit.AuditRows;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditTest {
  @TempDir Path folder;
  private UseCases service;
  private Audit audit;
  private long nanos;

  @BeforeEach
  void start() {
    service = UseCases.start(folder);
    audit = new Audit(service.get(AuditRows.class), () -> nanos);
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  @Test
  void whatWasDoneIsWrittenDownWithWhoDidItAndFromWhere() {
    audit.note(service.editor(UseCases.CLERK), "request-replay", "evening");
    assertThat(service.audited()).containsExactly("clara request-replay evening done 10.1.2.3");
  }

  @Test
  void aLookLastsAnHourAndIsOnePersonsThroughOneCamera() {
    audit.noteLook(service.reader(UseCases.VIEWER), "gate");
    pass(Audit.LOOK.minusSeconds(1));
    audit.noteLook(service.reader(UseCases.VIEWER), "gate");
    assertThat(service.audited()).hasSize(1);
    audit.noteLook(service.reader(UseCases.CLERK), "gate");
    audit.noteLook(service.reader(UseCases.VIEWER), "deck");
    assertThat(service.audited()).hasSize(3);
    pass(Duration.ofSeconds(2));
    audit.noteLook(service.reader(UseCases.VIEWER), "gate");
    assertThat(service.audited()).hasSize(4).first().isEqualTo("victor look gate done 10.1.2.3");
  }

  @Test
  void refusedSignInsAreNotedAFewASecondAndThoseLetInAlways() {
    pass(Duration.ofSeconds(10));
    for (int i = 0; i < 3 * Audit.MOST_REFUSALS; i++) {
      audit.noteSignIn("mallory", "10.9.9.9", false);
    }
    assertThat(service.audited())
        .hasSize(Audit.MOST_REFUSALS)
        .containsOnly("mallory sign-in service refused 10.9.9.9");
    audit.noteSignIn("ada", "10.1.1.1", true);
    assertThat(service.audited()).contains("ada sign-in service done 10.1.1.1");
    pass(Duration.ofSeconds(1));
    audit.noteSignIn("mallory", "10.9.9.9", false);
    assertThat(service.audited()).hasSize(Audit.MOST_REFUSALS + 2);
  }

  @Test
  void whatPeopleCallThemselvesIsCutToWhatCanBeStored() {
    audit.noteSignIn("m\0" + "x".repeat(1_000), "10.9.9.9", true);
    audit.noteSignIn(null, "10.9.9.9", true);
    assertThat(service.audited())
        .containsExactly(
            " sign-in service done 10.9.9.9",
            "m" + "x".repeat(Audit.MOST_CHARACTERS - 1) + " sign-in service done 10.9.9.9");
  }
}
