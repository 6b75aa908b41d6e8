package io.sightline.store.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.domain.facts.CameraGap;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.PoisonRecord;
import io.sightline.domain.json.Json;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.TestDatabase;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.FactWriter;
import io.sightline.store.runs.RunClaim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

class LedgerTest {
  @TempDir private Path folder;
  private TestDatabase database;
  private DatabaseAddress address;
  private FactWriter writer;

  @BeforeEach
  void open() {
    database = TestDatabase.create();
    address = database.address();
    writer = new FactWriter(address);
    execute(
        "insert into runs (run, site, state, layout) select run, 'garage', 'done', '{}'"
            + " from unnest('{a,b,none}'::text[]) names (run)");
  }

  @AfterEach
  void drop() {
    writer.close();
    database.close();
  }

  private void gap(String run, int id, long at, String reason) {
    writer.write(
        FactKinds.CAMERA_GAPS,
        run,
        new CameraGap(FactWriter.head(id, at), "gate", at + 1_000, reason));
  }

  private void execute(String sql) {
    address.with(jdbc -> jdbc.sql(sql).update());
  }

  private String gaps(String run, boolean lineage) throws IOException {
    LedgerExport.write(address, FactKinds.PRODUCT, run, folder, lineage);
    return Files.readString(folder.resolve("camera_gaps.csv"));
  }

  private LedgerDiff.TableDiff diff(String a, String b) {
    LedgerDiff diff = LedgerDiff.between(address, FactKinds.PRODUCT, a, b);
    LedgerDiff.TableDiff gaps = diff.tables().get("camera_gaps");
    assertThat(diff.equal()).isEqualTo(gaps.added() + gaps.removed() + gaps.changed() == 0);
    return gaps;
  }

  @Test
  void factsAreExportedByTimeAndIdWhateverTheOrderTheyWereWrittenIn() throws Exception {
    gap("a", 2, 1_000, "timeout");
    gap("a", 1, 2_000, "timeout");
    gap("a", 1, 1_000, "timeout");
    assertThat(gaps("a", false))
        .isEqualTo(
            """
            id,site,at,camera,ended_at,reason,shift_x,shift_y
            %1$s,garage,1970-01-01T00:00:01.000Z,gate,1970-01-01T00:00:02.000Z,timeout,,
            %2$s,garage,1970-01-01T00:00:01.000Z,gate,1970-01-01T00:00:02.000Z,timeout,,
            %1$s,garage,1970-01-01T00:00:02.000Z,gate,1970-01-01T00:00:03.000Z,timeout,,
            """
                .formatted(FactWriter.id(1), FactWriter.id(2)));
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .as("one a kind of the ledger, none half written")
          .containsExactlyInAnyOrderElementsOf(
              FactKinds.PRODUCT.ledger().stream().map(kind -> kind.name() + ".csv").toList());
    }
  }

  @Test
  void textsAreQuotedWhereTheyMustBe() throws Exception {
    address.with(
        jdbc ->
            jdbc.sql("update runs set run = ? where run = 'none'").param("o'neill; \\").update());
    gap("o'neill; \\", 1, 1_000, "said \"no\",\nthen ended");
    gap("o'neill; \\", 2, 1_000, "");
    assertThat(gaps("o'neill; \\", false))
        .contains(",\"said \"\"no\"\",\nthen ended\",,\n")
        .endsWith(",\"\",,\n");
  }

  @Test
  void onlyFinalFactsThatWereNotTakenBackAreOfTheLedger() throws Exception {
    gap("a", 1, 1_000, "timeout");
    gap("a", 2, 1_000, "taken back");
    execute("update camera_gaps set retracted = true where reason = 'taken back'");
    FactHead open = new FactHead(FactWriter.id(3), "garage", 1_000, 1_000, false, "sha", "layout");
    writer.write(FactKinds.CAMERA_GAPS, "a", new CameraGap(open, "gate", 2_000, "not over"));
    gap("b", 1, 1_000, "timeout");
    assertThat(gaps("a", false)).contains("timeout").doesNotContain("taken", "over");
    assertThat(diff("a", "b")).isEqualTo(diff("a", "a"));
    address.with(
        jdbc -> {
          assertThat(LedgerFacts.count(jdbc, FactKinds.CAMERA_GAPS, "a")).isEqualTo(1);
          assertThat(LedgerFacts.all(jdbc, FactKinds.CAMERA_GAPS, "a"))
              .extracting(CameraGap::reason)
              .containsExactly("timeout");
          return null;
        });
  }

  @Test
  void whereFactsComeFromIsExportedWhenAskedAndNeverCompared() throws Exception {
    gap("a", 1, 1_000, "timeout");
    gap("b", 1, 1_000, "timeout");
    execute(
        "update camera_gaps set model_sha256 = 'm2', layout_version = 'l2', code_version = '2'"
            + " where run = 'b'");
    assertThat(gaps("b", false)).doesNotContain("m2", "l2");
    assertThat(gaps("b", true))
        .startsWith(
            "id,site,at,camera,ended_at,reason,shift_x,shift_y,model_sha256,layout_version,code_version\n")
        .endsWith(",timeout,,,m2,l2,2\n");
    assertThat(diff("a", "b").changed()).isZero();
  }

  @Test
  void recordsBesideTheLedgerMakeNoDifference() {
    writer.write(
        FactKinds.POISON_RECORDS,
        "a",
        new PoisonRecord(FactWriter.head(1, 1_000), "gate", "vehicles", "broken", null, 0));
    assertThat(LedgerDiff.between(address, FactKinds.PRODUCT, "a", "b").equal()).isTrue();
    assertThat(address.<Long>with(jdbc -> LedgerFacts.count(jdbc, FactKinds.POISON_RECORDS, "a")))
        .isEqualTo(1);
  }

  @Test
  void aLedgerThatCannotBeWrittenIsSaidSo() throws Exception {
    Path blocked = Files.createDirectories(folder.resolve("camera_gaps.csv/inside"));
    assertThatThrownBy(() -> gaps("a", false)).isInstanceOf(IOException.class);
    Files.delete(blocked);
    Files.delete(blocked.getParent());
    assertThat(gaps("a", false)).startsWith("id,");
  }

  private void state(String run, String state) {
    address.with(
        jdbc ->
            jdbc.sql(
                    "update runs set state = ?, progress = 0.42, error = 'It broke.' where run = ?")
                .params(state, run)
                .update());
  }

  @Test
  void aRunThatIsNotFinishedIsNoLedgerUnlessAPartIsAskedFor() throws Exception {
    gap("a", 1, 1_000, "timeout");
    Map<String, String> mends =
        Map.of(
            "requested", "has not begun",
            "running", "its process ended (at 42 %); take it up with the same replay command",
            "failed", "it failed (It broke); take it up with the same replay command",
            "cancelled", "it was cancelled; take it up",
            "deleting", "it is being deleted (42 %)");
    for (Map.Entry<String, String> mend : mends.entrySet()) {
      state("a", mend.getKey());
      for (ThrowingCallable reading :
          List.<ThrowingCallable>of(
              () -> gaps("a", false),
              () -> LedgerDiff.between(address, FactKinds.PRODUCT, "a", "b"),
              () -> LedgerDiff.between(address, FactKinds.PRODUCT, "b", "a"))) {
        assertThatThrownBy(reading)
            .isInstanceOf(BadInput.class)
            .hasMessageStartingWith("The run 'a' is not finished: ")
            .hasMessageContaining(mend.getValue())
            .hasMessageEndingWith("What there is can be had with --partial.");
      }
      assertThat(folder).isEmptyDirectory();
    }
    state("a", "running");
    try (RunClaim claim = RunClaim.of(address, "a")) {
      assertThatThrownBy(() -> gaps(claim.run(), false))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("it is being made (42 %); wait until it is done");
    }
    assertThat(LedgerExport.write(address, FactKinds.PRODUCT, "a", folder, false, true)).isFalse();
    assertThat(folder.toFile().list()).allMatch(name -> name.endsWith(".partial.csv"));
    assertThat(folder.resolve("camera_gaps.partial.csv")).content().contains("timeout");
    LedgerDiff diff = LedgerDiff.between(address, FactKinds.PRODUCT, "a", "b", true);
    assertThat(diff.partial()).isTrue();
    assertThat(Json.write(diff)).contains("\"partial\":true");
  }

  @Test
  void whatIsWholeIsNotCalledPartialThoughAPartWouldDo() throws Exception {
    gap("a", 1, 1_000, "timeout");
    assertThat(LedgerExport.write(address, FactKinds.PRODUCT, "a", folder, false, true)).isTrue();
    assertThat(folder.toFile().list()).contains("camera_gaps.csv");
    LedgerDiff diff = LedgerDiff.between(address, FactKinds.PRODUCT, "a", "b", true);
    assertThat(diff.partial()).isFalse();
    assertThat(Json.write(diff)).doesNotContain("partial");
  }

  @Test
  void theLiveRunIsNeverFinishedAndARunOfWhichSomethingExpiredIsNoLongerWhole() {
    execute("insert into runs (run, site, state, layout) values ('live', '', 'running', '{}')");
    assertThatThrownBy(() -> gaps("live", false))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("The live run goes on and is never finished");
    execute("update runs set expired = '{observations}' where run = 'a'");
    assertThat(diff("a", "b").changed()).as("observations are no part of a ledger").isZero();
    execute("update runs set expired = '{plate_reads}' where run = 'a'");
    assertThatThrownBy(() -> gaps("a", false))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("no longer whole: its site keeps plate_reads for a shorter time");
    assertThatThrownBy(() -> gaps("nobody", false))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("There is no run 'nobody'");
  }

  @Test
  void whatWasAddedRemovedAndChangedIsCounted() {
    gap("a", 1, 1_000, "timeout");
    gap("b", 1, 1_000, "refused");
    gap("a", 2, 60_000, "only in a");
    gap("b", 3, 120_000, "only in b");
    gap("a", 4, 180_000, "paired");
    gap("b", 5, 180_500, "paired");
    gap("a", 6, 240_000, "same");
    gap("b", 6, 240_000, "same");
    LedgerDiff.TableDiff diff = diff("a", "b");
    assertThat(diff.changed()).isEqualTo(2);
    assertThat(diff.removed()).isEqualTo(1);
    assertThat(diff.added()).isEqualTo(1);
    assertThat(diff.examples())
        .filteredOn(one -> one.change().equals("changed"))
        .extracting(one -> one.a().get("reason") + " " + one.b().get("reason"))
        .containsExactly("timeout refused", "paired paired");
    assertThat(diff("b", "a").examples())
        .filteredOn(one -> one.change().equals("added"))
        .extracting(one -> one.b().get("reason"))
        .containsExactly("only in a");
  }

  @Test
  void ledgersOfMoreRowsThanAreFetchedAtOnceAreComparedToTheirEnd() {
    String rows =
        """
        insert into camera_gaps (run, id, site, at, camera, ended_at, reason, revision, final,
          model_sha256, layout_version, code_version)
        select run, lpad(n::text, 32, '0')::uuid, 'garage', timestamptz '2026-01-01Z' + n * interval '1 s',
          'gate', now(), 'timeout', 0, true, '', '', '1'
        from generate_series(1, 4500) n, (values ('a'), ('b')) runs (run)
        """;
    execute(rows.replace("now()", "timestamptz '2026-02-01Z'"));
    assertThat(diff("a", "b"))
        .isEqualTo(new LedgerDiff.TableDiff(0, 0, 0, diff("a", "b").examples()));
    execute("update camera_gaps set reason = 'x' where run = 'b' and at > '2026-01-01 01:14:58Z'");
    assertThat(diff("a", "b").changed()).isEqualTo(2);
  }

  @Test
  void aComparisonThatWaitsTooLongIsGivenUpAndLeavesTheConnectionAsItWas() throws Exception {
    try (Connection holding = address.connect();
        SingleConnectionDataSource session = address.session()) {
      holding.setAutoCommit(false);
      holding.createStatement().execute("lock table passages in access exclusive mode");
      assertThatThrownBy(
              () ->
                  LedgerDiff.between(
                      session, FactKinds.PRODUCT, "a", "b", false, Duration.ofMillis(200)))
          .isInstanceOf(DataAccessException.class);
      holding.rollback();
      JdbcClient jdbc = JdbcClient.create(session);
      assertThat(jdbc.sql("show statement_timeout").query(String.class).single()).isEqualTo("0");
      assertThat(jdbc.sql("show transaction_read_only").query(String.class).single())
          .isEqualTo("off");
      assertThat(session.getConnection().getAutoCommit()).isTrue();
    }
  }

  @Test
  void oneMomentIsLookedAtWhateverIsWrittenMeanwhile() {
    gap("a", 1, 1_000, "timeout");
    try (SingleConnectionDataSource session = address.session()) {
      Snapshot.of(
          session,
          connection -> {
            JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            assertThat(LedgerFacts.count(jdbc, FactKinds.CAMERA_GAPS, "a")).isEqualTo(1);
            gap("a", 2, 1_000, "written meanwhile");
            assertThat(LedgerFacts.count(jdbc, FactKinds.CAMERA_GAPS, "a")).isEqualTo(1);
            return null;
          });
    }
    assertThat(diff("a", "none").removed()).isEqualTo(2);
  }
}
