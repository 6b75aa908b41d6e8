package io.sightline.store.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.PlateRead;
import io.sightline.domain.privacy.PlateKeys;
import io.sightline.store.TestDatabase;
import io.sightline.store.erasure.Erasures.Wanted;
import io.sightline.store.facts.FactKind;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.FactWriter;
import io.sightline.store.facts.TestPlans;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

class ErasureTest {
  private static final PlateKeys KEYS = new PlateKeys("0123456789abcdef0123456789abcdef", null);
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
  private static final int ROWS = 20_000;

  private TestDatabase database;

  @BeforeEach
  void create() {
    database = TestDatabase.create();
  }

  @AfterEach
  void drop() {
    database.close();
  }

  private void request(PlateKeys keys) {
    try (SingleConnectionDataSource session = database.address().session()) {
      new Erasures(session)
          .request(
              new Wanted(
                  "garage",
                  null,
                  List.of("AB1234"),
                  List.of("AB1234"),
                  FIRST,
                  FIRST.plusSeconds(3_600),
                  "asked",
                  "ada"),
              keys);
    }
  }

  private static PlateRead read(int id, String text, long atMillis) {
    return new PlateRead(
        FactWriter.head(id, atMillis), "gate", FactWriter.id(id), text, 0.9f, 3, "a.jpg");
  }

  private List<Map<String, Object>> rows() {
    return database
        .address()
        .with(
            jdbc ->
                jdbc.sql("select text, evidence, retracted from plate_reads order by id")
                    .query()
                    .listOfRows());
  }

  @Test
  void aPlateIsFoundByAnIndexInAllRuns() {
    for (FactKind<?> kind :
        List.of(FactKinds.PLATE_READS, FactKinds.PASSAGES, FactKinds.VEHICLE_SESSIONS)) {
      TestPlans.fill(database.address(), kind, ROWS);
      String plate = kind.plate().orElseThrow().name();
      String sql =
          ErasureWork.finding(kind, "s.site = :site and s." + plate + " = any (:spellings)");
      assertThat(
              TestPlans.of(
                  database.address(),
                  sql,
                  Map.of(
                      "site",
                      "site-1",
                      "spellings",
                      new String[] {plate + "-7", "p_7"},
                      "batch",
                      1_000)))
          .contains(plate + "_at")
          .doesNotContain("Seq Scan on");
    }
  }

  /** The writer holds the plate against the tombstones itself, however late it comes. */
  @Test
  void anErasedPlateIsNotWrittenAndBlanksTheRowThatIsThere() throws Exception {
    long at = FIRST.toEpochMilli();
    try (FactWriter writer = new FactWriter(database.address())) {
      writer.write(FactKinds.PLATE_READS, "live", read(1, "AB1234", at));
      request(KEYS);
      try (Connection connection = database.address().connect();
          PreparedStatement statement =
              connection.prepareStatement(FactKinds.PLATE_READS.upsert())) {
        for (PlateRead fact :
            List.of(
                read(1, "AB1234", at),
                read(2, "AB1234", at + 7_200_000),
                read(3, "AB1235", at),
                read(4, "AB1234", at + 1))) {
          FactKinds.PLATE_READS.bind(
              statement, "live", FactWriter.JOB, "1", fact, KEYS.mark("garage", fact.text()));
          statement.executeUpdate();
        }
      }
    }
    assertThat(rows().stream().map(row -> row.get("text")))
        .as("of its time, after it, another plate, of its time")
        .containsExactly("", "AB1234", "AB1235", "");
    assertThat(rows().stream().map(row -> row.get("retracted")))
        .containsExactly(true, false, false, true);
    assertThat(rows().get(3).get("evidence")).isNull();
    assertThat(
            database
                .address()
                .<Long>with(
                    jdbc ->
                        jdbc.sql("select count(*) from erased_tracks").query(Long.class).single()))
        .isEqualTo(2);
  }

  /** Whichever word of it is the newest: its track is of somebody who is forgotten. */
  @Test
  void anOlderWordOfAnErasedPlateBlanksTheNewerRow() throws Exception {
    long at = FIRST.toEpochMilli();
    PlateRead known = read(1, "AB1299", at);
    FactHead head = known.head();
    PlateRead newer =
        new PlateRead(
            new FactHead(
                head.id(),
                head.site(),
                head.atMillis(),
                head.revisionMillis() + 1_000,
                true,
                head.modelSha256(),
                head.layoutVersion()),
            known.camera(),
            known.track(),
            known.text(),
            known.score(),
            known.reads(),
            known.evidence());
    try (FactWriter writer = new FactWriter(database.address())) {
      writer.write(FactKinds.PLATE_READS, "live", newer);
      request(KEYS);
      try (Connection connection = database.address().connect();
          PreparedStatement statement =
              connection.prepareStatement(FactKinds.PLATE_READS.upsert())) {
        PlateRead older = read(1, "AB1234", at);
        FactKinds.PLATE_READS.bind(
            statement, "live", FactWriter.JOB, "1", older, KEYS.mark("garage", older.text()));
        statement.executeUpdate();
      }
    }
    assertThat(rows()).extracting(row -> row.get("text")).containsExactly("");
  }

  @Test
  void withAnotherKeyOrNoneNothingGoesOn() {
    request(KEYS);
    PlateKeys others = new PlateKeys("another-key-of-at-least-32-characters", null);
    assertThatThrownBy(() -> request(others))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("another privacy.erasure-key");
    for (PlateKeys keys : List.of(others, PlateKeys.NONE)) {
      assertThatThrownBy(() -> database.address().with(jdbc -> Tombstones.ofPlates(jdbc, keys)))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("privacy.erasure-key");
    }
    List<Tombstones.Tombstone> known =
        database.address().with(jdbc -> Tombstones.ofPlates(jdbc, KEYS));
    assertThat(known).hasSize(1);
  }
}
