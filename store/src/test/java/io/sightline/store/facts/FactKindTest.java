package io.sightline.store.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.domain.facts.Fact;
import io.sightline.domain.json.Json;
import io.sightline.store.TestDatabase;
import io.sightline.store.ledger.LedgerDiff;
import io.sightline.store.ledger.LedgerExport;
import io.sightline.store.runs.RunDeletion;
import io.sightline.store.runs.RunLease;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kind that the product does not have goes everywhere, because its record says what it is. */
class FactKindTest {
  private static final String ONE = "11111111-1111-5111-8111-111111111111";
  private static final String TWO = "22222222-2222-5222-8222-222222222222";
  private static final String THREE = "33333333-3333-5333-8333-333333333333";

  private static final String JOB = "0123456789abcdef0123456789abcdef";

  private final Map<String, RunLease> leases = new HashMap<>();
  private TestDatabase database;

  @BeforeEach
  void makeTables() throws Exception {
    database = TestDatabase.create();
    FactSchema.apply(database.address(), MadeUp.KINDS);
  }

  @AfterEach
  void drop() {
    leases.values().forEach(RunLease::close);
    database.close();
  }

  private <F extends Fact> void write(FactKind<F> kind, String run, F fact) throws Exception {
    if (!leases.containsKey(run)) {
      leases.put(run, new RunLease(database.address(), run, JOB));
      assertThat(leases.get(run).take()).isEmpty();
    }
    try (Connection connection = database.address().connect();
        PreparedStatement statement = connection.prepareStatement(kind.upsert())) {
      kind.bind(statement, run, JOB, "1", fact);
      statement.executeUpdate();
    }
  }

  private List<MadeUp> read(String run) {
    return database.address().with(FactQuery.of(MadeUp.KIND, run)::read).rows().stream()
        .map(FactRow::fact)
        .toList();
  }

  @Test
  void aFactIsReadAsItWasWritten() throws Exception {
    MadeUp fact = MadeUp.at(1_000, ONE, null);
    write(MadeUp.KIND, "run", fact);
    assertThat(read("run")).containsExactly(fact);
    assertThat(read("another")).isEmpty();
  }

  @Test
  void textsAreMadeFitToBeStored() throws Exception {
    write(MadeUp.KIND, "run", MadeUp.at(1_000, ONE, "a\0b" + "x".repeat(5_000)));
    assertThat(read("run").get(0).note()).startsWith("abxx").hasSize(2_000);
  }

  @Test
  void itIsExportedAndCompared(@TempDir Path folder) throws Exception {
    write(MadeUp.KIND, "a", MadeUp.at(2_000, TWO, ""));
    write(MadeUp.KIND, "a", MadeUp.at(1_000, ONE, null));
    write(MadeUp.KIND, "b", MadeUp.at(1_000, ONE, "other"));
    write(MadeUp.KIND, "b", MadeUp.at(2_100, THREE, ""));
    database
        .address()
        .with(
            jdbc ->
                jdbc.sql(
                        "insert into runs (run, site, state, layout)"
                            + " values ('a', 'site', 'done', '{}'), ('b', 'site', 'done', '{}')")
                    .update());
    LedgerExport.write(database.address(), MadeUp.KINDS, "a", folder, false);
    assertThat(Files.readString(folder.resolve("made_ups.csv")))
        .isEqualTo(
            """
            id,site,at,camera,colour,track,ended_at,left_at,stay_ms,count,score,mean,sure,note,shares
            %s,site,1970-01-01T00:00:01.000Z,lot,dark-blue,5bc51b7e-e8c9-518f-8c4d-fcecdd8d940a,1970-01-01T00:00:02.500Z,,1500,3,0.25,0.3333333333333333,true,,"{""sad"": 0.25, ""happy"": 0.75}"
            %s,site,1970-01-01T00:00:02.000Z,lot,dark-blue,5bc51b7e-e8c9-518f-8c4d-fcecdd8d940a,1970-01-01T00:00:03.500Z,,1500,3,0.25,0.3333333333333333,true,"","{""sad"": 0.25, ""happy"": 0.75}"
            """
                .formatted(ONE, TWO));
    LedgerDiff diff = LedgerDiff.between(database.address(), MadeUp.KINDS, "a", "b");
    assertThat(diff.equal()).isFalse();
    LedgerDiff.TableDiff table = diff.tables().get("made_ups");
    assertThat(table.changed())
        .as("one with the same key, one paired by its camera and time")
        .isEqualTo(2);
    assertThat(table.added() + table.removed()).isZero();
    assertThat(LedgerDiff.between(database.address(), MadeUp.KINDS, "a", "a").equal()).isTrue();
  }

  @Test
  void aRestartTakesBackWhatItsCameraSaidLaterAndNothingElse() throws Exception {
    write(MadeUp.KIND, "live", MadeUp.at(1_000, ONE, null));
    write(MadeUp.KIND, "live", MadeUp.at(9_000, TWO, null));
    write(MadeUp.KIND, "replay", MadeUp.at(9_000, TWO, null));
    new LiveTakeBack(database.address(), MadeUp.KINDS).after(JOB, "another", 5_000);
    assertThat(read("live")).hasSize(2);
    new LiveTakeBack(database.address(), MadeUp.KINDS).after(JOB, "lot", 5_000);
    assertThat(read("live")).containsExactly(MadeUp.at(1_000, ONE, null));
    assertThat(read("replay")).hasSize(1);
    write(MadeUp.KIND, "live", MadeUp.at(9_000, TWO, "again"));
    assertThat(read("live")).as("written again, it counts again").hasSize(2);
  }

  @Test
  void whatATakeBackLooksForIsFoundByAnIndex() throws Exception {
    database
        .address()
        .with(
            jdbc ->
                jdbc.sql(
                            "insert into sites (site, name, time_zone) values ('site-3', 'Three', 'UTC')")
                        .update()
                    + jdbc.sql(
                            "insert into cameras (camera, site, uri, live, sample_fps)"
                                + " values ('camera-3', 'site-3', 'rtsp://x', true, 5)")
                        .update());
    for (FactKind<?> kind :
        List.of(MadeUp.KIND, FactKinds.VEHICLE_SESSIONS, FactKinds.EMOTION_WINDOWS)) {
      TestPlans.fill(database.address(), kind, 20_000);
      String plan =
          TestPlans.of(
              database.address(),
              LiveTakeBack.retraction(kind),
              Map.of(
                  "camera",
                  "camera-3",
                  "earliest",
                  OffsetDateTime.parse("2026-01-01T00:00:00Z"),
                  "last",
                  1_767_245_500_000L));
      assertThat(plan)
          .as(kind.name())
          .contains(kind.name() + "_default_" + kind.owner().column() + "_revision")
          .doesNotContain("Seq Scan on " + kind.name());
    }
  }

  @Test
  void itIsToldAndDescribed() {
    MadeUp fact = MadeUp.at(1_000, ONE, null);
    Map<?, ?> told = Json.read(MadeUp.KIND.message("run", fact), Map.class);
    assertThat(told.get("kind")).isEqualTo("made_ups");
    assertThat(told.get("run")).isEqualTo("run");
    assertThat(told.get("at")).isEqualTo("1970-01-01T00:00:01Z");
    assertThat(told.get("colour")).isEqualTo("dark-blue");
    assertThat(told.get("ended_at")).isEqualTo("1970-01-01T00:00:02.500Z");
    assertThat(told.get("stay_ms")).isEqualTo(1_500);
    assertThat(told.get("shares")).isEqualTo(Map.of("happy", 0.75, "sad", 0.25));
    assertThat(told.containsKey("note") || told.containsKey("left_at")).isFalse();
    Map<String, Object> schema = MadeUp.KIND.schema();
    assertThat(schema.get("required").toString()).contains("kind", "run", "id", "colour");
    assertThat(schema.get("required").toString()).doesNotContain("note", "left_at");
    assertThat((Map<?, ?>) ((Map<?, ?>) schema.get("properties")).get("colour"))
        .isEqualTo(Map.of("type", "string", "enum", List.of("red", "dark-blue")));
  }

  @Test
  void listsGoOnWhereTheyEndedAlsoBetweenFactsOfOneTime() throws Exception {
    for (String id : List.of(ONE, TWO, THREE)) {
      write(MadeUp.KIND, "run", MadeUp.at(1_000, id, null));
    }
    List<String> seen = new ArrayList<>();
    String cursor = null;
    do {
      String from = cursor;
      FactPage<MadeUp> page =
          database.address().with(FactQuery.of(MadeUp.KIND, "run").part(1, from)::read);
      assertThat(page.rows()).hasSize(1);
      seen.add(page.rows().get(0).fact().head().id());
      cursor = page.next().orElse(null);
    } while (cursor != null);
    assertThat(seen).containsExactly(THREE, TWO, ONE);
  }

  @Test
  void aQuestionThatCannotBeIsRefusedInWords() {
    FactQuery<MadeUp> query = FactQuery.of(MadeUp.KIND, "run");
    assertThatThrownBy(() -> query.part(0, null)).isInstanceOf(BadInput.class);
    assertThatThrownBy(() -> query.part(null, "nonsense")).isInstanceOf(BadInput.class);
    assertThatThrownBy(() -> query.where("no such column; drop table runs", 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void itIsDeletedWithItsRun() throws Exception {
    write(MadeUp.KIND, "run", MadeUp.at(1_000, ONE, null));
    write(MadeUp.KIND, "kept", MadeUp.at(1_000, ONE, null));
    database
        .address()
        .with(
            jdbc -> {
              RunDeletion.delete(jdbc, MadeUp.KINDS, "run");
              return null;
            });
    assertThat(read("run")).isEmpty();
    assertThat(read("kept")).hasSize(1);
  }

  @Test
  void itTravelsWithAJob() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(MadeUp.KIND);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      FactKind<?> kind = (FactKind<?>) in.readObject();
      assertThat(kind.upsert()).isEqualTo(MadeUp.KIND.upsert());
    }
  }

  @Test
  void aComponentThatARecordHasGainedBecomesAColumn() throws Exception {
    write(MadeUp.KIND, "run", MadeUp.at(1_000, ONE, null));
    database
        .address()
        .with(
            jdbc ->
                jdbc.sql("alter table made_ups drop column stay_ms, drop column note").update()
                    + jdbc.sql("delete from fact_schemas").update());
    FactSchema.apply(database.address(), MadeUp.KINDS);
    assertThat(read("run").get(0).stayMillis()).isZero();
    assertThat(read("run").get(0).note()).isNull();
  }
}
