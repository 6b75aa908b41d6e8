package io.sightline.store.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.privacy.PlateKeys;
import io.sightline.domain.site.SiteFile;
import io.sightline.store.TestDatabase;
import io.sightline.store.erasure.ErasureWork;
import io.sightline.store.erasure.Erasures;
import io.sightline.store.erasure.Erasures.Wanted;
import io.sightline.store.erasure.SubjectRows;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.TestPlans;
import io.sightline.store.records.RecordRows.Image;
import io.sightline.store.records.RecordRows.Record;
import io.sightline.store.records.RecordRows.Told;
import io.sightline.store.registry.SiteRegistry;
import io.sightline.store.retention.Retention;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

class RecordRowsTest {
  private static final PlateKeys KEYS = new PlateKeys("0123456789abcdef0123456789abcdef", null);
  private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

  private TestDatabase database;
  private SingleConnectionDataSource session;
  private RecordRows rows;

  @BeforeEach
  void create() {
    database = TestDatabase.create();
    session = database.address().session();
    rows = new RecordRows(session, KEYS, "test");
    new SiteRegistry(database.address())
        .store(
            SiteFile.parse(
                    "site",
                    Path.of("/"),
                    """
                    site: carwatch
                    cameras: [{id: carwatch, uri: records}]
                    privacy: {keep: 30d}
                    """)
                .site(),
            "test");
  }

  @AfterEach
  void drop() {
    session.destroy();
    database.close();
  }

  private void note(String plate, Instant at, String picture) {
    Record record =
        new Record(rows.number(), "carwatch", plate, "Manual Entry", "saw " + plate, at, null);
    Image image =
        picture == null
            ? null
            : new Image("carwatch", picture, "carwatch/" + picture, 3, 640, 480, at, null);
    assertThat(rows.add(record, image, null)).isTrue();
  }

  private List<String> plates() {
    return rows.list("carwatch", null, null, null, 100).stream().map(Told::plate).toList();
  }

  private long request(String plate) {
    return new Erasures(session)
        .request(
            new Wanted(
                "carwatch",
                null,
                List.of(plate),
                List.of(plate),
                AT.minusSeconds(3_600),
                AT.plusSeconds(3_600),
                "asked",
                "ada"),
            KEYS);
  }

  @Test
  void anErasedPlateIsBlankedWithItsWordsAndPicturesAndNotWrittenAgain() {
    note("ABCD12", AT, "one.jpg");
    note("EFGH34", AT.plusSeconds(1), "two.jpg");
    note("XYZ789", AT.plusSeconds(2), null);
    JdbcClient.create(session)
        .sql("update history set description = 'behind ab-cd 12' where plate = 'XYZ789'")
        .update();
    request("ABCD12");
    ErasureWork work = new ErasureWork(JdbcClient.create(session), FactKinds.PRODUCT);
    JdbcClient.create(session)
        .sql("update erasures set made_at = made_at - interval '9s'")
        .update();
    ErasureWork.Open open = work.open(3).get(0);
    List<String> deleted = new ArrayList<>();

    work.texts(open);
    work.recordedPictures(open, deleted::add);

    assertThat(deleted).containsExactly("carwatch/one.jpg");
    assertThat(plates()).containsExactly("XYZ789", "EFGH34", "");
    assertThat(rows.list("carwatch", null, null, null, 100).stream().map(Told::description))
        .containsExactly("(erased)", "saw EFGH34", "");
    assertThat(rows.newestImage("carwatch", null).orElseThrow().filename()).isEqualTo("two.jpg");
    assertThat(rows.hasImage("carwatch", "one.jpg")).isFalse();
    note("AB-CD12", AT.plusSeconds(3), null);
    assertThat(plates()).containsExactly("", "XYZ789", "EFGH34", "");
    assertThat(rows.isErased("carwatch", "ABCD12", AT)).isTrue();
    assertThat(rows.isErased("carwatch", "EFGH34", AT)).isFalse();
  }

  @Test
  void recordsAreKeptAsLongAsPassagesAreAndWhatIsHeldStays() {
    for (int day = 0; day < 4; day++) {
      note("PLATE" + day, AT.minus(Duration.ofDays(10L * day)), day + ".jpg");
    }
    JdbcClient jdbc = JdbcClient.create(session);
    jdbc.sql(
            """
            insert into holds (site, from_at, to_at, reason, made_by)
            values ('carwatch', ?::timestamptz, ?::timestamptz, 'a claim', 'ada')
            """)
        .params(AT.minus(Duration.ofDays(31)).toString(), AT.minus(Duration.ofDays(29)).toString())
        .update();
    Retention retention = new Retention(FactKinds.PRODUCT, null, Duration.ofDays(400), 1);

    retention.apply(jdbc, AT.plus(Duration.ofDays(15)));

    assertThat(plates()).containsExactly("PLATE0", "PLATE1", "PLATE3");
    assertThat(rows.hasImage("carwatch", "2.jpg")).isFalse();
    assertThat(rows.hasImage("carwatch", "3.jpg")).isTrue();
  }

  @Test
  void whoeverAsksForWhatIsKnownOfAPlateIsToldItsRecords() {
    note("ABCD12", AT, "one.jpg");
    note("EFGH34", AT, null);
    SubjectRows.Known known =
        new SubjectRows(session, FactKinds.PRODUCT)
            .of("carwatch", List.of("ABCD12"), "ABCD12", null, null, 10);
    assertThat(known.facts().get("history"))
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one).containsEntry("plate", "ABCD12").containsEntry("picture", "one.jpg");
            });
  }

  @Test
  void aNameIsOnePicturesOnly() {
    note("ABCD12", AT, "one.jpg");
    Record record = new Record(rows.number(), "carwatch", "", "Unknown Status", "", AT, null);
    Image image = new Image("carwatch", "one.jpg", "carwatch/other", 3, 640, 480, AT, null);
    assertThat(rows.add(record, image, null)).isFalse();
    assertThat(plates()).containsExactly("ABCD12");
  }

  @Test
  void listsAreReadByTheirIndexes() {
    JdbcClient jdbc = JdbcClient.create(session);
    jdbc.sql("insert into users (username, role, password_hash) values ('ada', 'viewer', 'x')")
        .update();
    jdbc.sql(
            """
            insert into history (site, plate, subject, description, date, user_id)
            select 'site-' || i % 3, 'P' || i, 's', 'd', now() - i * interval '1 minute',
              case when i % 100 = 0 then (select user_id from users) end
            from generate_series(1, 30000) i
            """)
        .update();
    jdbc.sql("analyze history").update();
    assertThat(plan(false, Map.of())).contains("history_by_time").doesNotContain("Sort");
    assertThat(plan(true, Map.of("user", 1L))).contains("history_by_user").doesNotContain("Sort");
  }

  private String plan(boolean own, Map<String, ?> more) {
    Map<String, Object> parameters =
        new HashMap<>(
            Map.of(
                "site",
                "site-1",
                "before_date",
                AT.plus(Duration.ofDays(9_000)).atOffset(ZoneOffset.UTC),
                "before_id",
                1L));
    parameters.put("most", 100);
    parameters.putAll(more);
    return TestPlans.of(database.address(), RecordRows.records(own), parameters);
  }
}
