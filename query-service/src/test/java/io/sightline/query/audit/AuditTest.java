package io.sightline.query.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.query.UseCases;
import io.sightline.query.access.Reader;
import io.sightline.query.failures.Refused;
import io.sightline.query.paging.Part;
import io.sightline.store.audit.AuditRows;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
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
    audit = with(false);
  }

  private Audit with(boolean purposeRequired) {
    return new Audit(
        service.get(AuditRows.class), service.get(PlateMarks.class), purposeRequired, () -> nanos);
  }

  private Reader saying(String purpose) {
    return service.reader(UseCases.VIEWER).asking("10.1.2.3", purpose);
  }

  private List<AuditRows.Entry> entries() {
    return service.get(AuditRows.class).list(AuditRows.Question.ALL, null, 100).stream()
        .map(AuditRows.Noted::entry)
        .toList();
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
    audit.noteRead(service.reader(UseCases.VIEWER), "look", "gate");
    pass(Audit.LOOK.minusSeconds(1));
    audit.noteRead(service.reader(UseCases.VIEWER), "look", "gate");
    assertThat(service.audited()).hasSize(1);
    audit.noteRead(service.reader(UseCases.CLERK), "look", "gate");
    audit.noteRead(service.reader(UseCases.VIEWER), "look", "deck");
    assertThat(service.audited()).hasSize(3);
    pass(Duration.ofSeconds(2));
    audit.noteRead(service.reader(UseCases.VIEWER), "look", "gate");
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

  @Test
  void whatItIsForIsNotedAndAnotherPurposeIsAnotherRead() {
    audit.noteRead(saying("a stolen car"), "look", "gate");
    audit.noteRead(saying("a stolen car"), "look", "gate");
    audit.noteRead(saying("a lost child"), "look", "gate");
    assertThat(entries())
        .extracting(AuditRows.Entry::purpose)
        .containsExactly("a lost child", "a stolen car");
  }

  @Test
  void whereAPurposeIsRequiredNothingPersonalIsReadWithoutOne() {
    Audit strict = with(true);
    assertThatThrownBy(() -> strict.noteRead(saying(null), "look", "gate"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("X-Purpose");
    assertThat(entries()).isEmpty();
    strict.noteRead(saying("a stolen car"), "look", "gate");
    assertThat(entries()).hasSize(1);
  }

  @Test
  void aPlateIsKnownAgainAndStandsNowhere() {
    audit.noteRead(saying(null), "search", "plate_reads of garage", "scc-e 35");
    audit.noteRead(saying(null), "search", "plate_reads of garage", "SCCE36");
    byte[] mark = service.get(PlateMarks.class).of("SCCE 35");
    assertThat(entries()).extracting(AuditRows.Entry::subject).contains(mark).doesNotContainNull();
    assertThat(entries().get(0).subject()).isNotEqualTo(entries().get(1).subject());
    assertThat(service.jdbc().sql("select a::text from audit_log a").query(String.class).list())
        .hasSize(2)
        .noneMatch(
            row -> row.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "").contains("SCCE3"));
  }

  @Test
  void adminsReadIt() {
    audit.noteRead(saying("a stolen car"), "search", "plate_reads of garage", "SCCE35");
    audit.noteSignIn("mallory", "10.9.9.9", false);
    AuditTrail trail = service.get(AuditTrail.class);
    assertThat(
            trail
                .list(
                    service.editor(UseCases.ADMIN),
                    new AuditTrail.Wanted(null, null, null, "scce-35", null, null),
                    Part.FIRST)
                .items())
        .extracting(noted -> noted.entry().action())
        .as("the read of the log is noted as well")
        .containsExactly("look", "search");
    assertThat(
            trail
                .list(
                    service.editor(UseCases.ADMIN),
                    new AuditTrail.Wanted(null, "sign-in", "refused", null, null, null),
                    Part.FIRST)
                .items())
        .hasSize(1);
    assertThatThrownBy(
            () ->
                trail.list(
                    service.editor(UseCases.CLERK),
                    new AuditTrail.Wanted(null, null, null, null, null, null),
                    Part.FIRST))
        .isInstanceOf(Refused.class);
    assertThatThrownBy(
            () ->
                trail.list(
                    service.editor(UseCases.ADMIN),
                    new AuditTrail.Wanted(null, null, "maybe", null, null, null),
                    Part.FIRST))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("`outcome`");
  }
}
