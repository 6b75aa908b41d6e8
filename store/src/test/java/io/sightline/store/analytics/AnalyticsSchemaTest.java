package io.sightline.store.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.facts.CameraGap;
import io.sightline.domain.facts.FactHead;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.Schema;
import io.sightline.store.TestDatabase;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.FactWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

/** What people find who ask in SQL. */
class AnalyticsSchemaTest {
  private static final String OTHER =
      """
      drop view analytics.camera_gaps;
      create view analytics.camera_gaps as
        select run, id, site, at, camera, reason from public.camera_gaps;
      create view analytics.own as select camera, reason from analytics.camera_gaps;
      comment on schema analytics is 'older'
      """;

  private TestDatabase database;
  private FactWriter writer;

  @BeforeEach
  void open() {
    database = TestDatabase.create();
    writer = new FactWriter(database.address());
  }

  @AfterEach
  void drop() {
    writer.close();
    database.close();
  }

  private List<String> texts(String sql) {
    return database.address().with(jdbc -> jdbc.sql(sql).query(String.class).list());
  }

  private void execute(String sql) {
    database.address().with(jdbc -> jdbc.sql(sql).update());
  }

  private void gap(int id, long revision, boolean retracted) {
    FactHead head =
        new FactHead(FactWriter.id(id), "garage", 1_000, revision, false, retracted, "", "layout");
    writer.write(FactKinds.CAMERA_GAPS, "live", new CameraGap(head, "gate", 2_000, "stalled"));
  }

  @Test
  void everyKindHasAViewAndEveryColumnSaysWhatItIs() {
    assertThat(
            texts(
                "select table_name from information_schema.views where table_schema = 'analytics'"))
        .containsExactlyInAnyOrderElementsOf(AnalyticsSchema.views(FactKinds.PRODUCT));
    assertThat(
            texts(
                """
                select c.relname || '.' || a.attname from pg_class c
                join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
                where c.relnamespace = 'analytics'::regnamespace
                  and coalesce(col_description(c.oid, a.attnum), '') = ''
                """))
        .isEmpty();
    assertThat(texts("select obj_description('analytics.vehicle_sessions'::regclass)"))
        .containsExactly("Stays: a vehicle from entry to exit");
  }

  @Test
  void noViewHasAPlate() {
    assertThat(
            texts(
                """
                select table_name || '.' || column_name from information_schema.columns
                where table_schema = 'analytics' and (column_name like '%plate%'
                  or table_name = 'plate_reads' and column_name in ('text', 'evidence'))
                """))
        .isEmpty();
  }

  @Test
  void whatWasTakenBackIsGoneAndARevisionIsRecordedAnew() {
    gap(1, 5, false);
    gap(2, 5, false);
    String when = "select recorded_at::text from analytics.camera_gaps where id = '%s'";
    String first = when.formatted(FactWriter.id(1));
    OffsetDateTime before = at(first);
    gap(1, 6, false);
    gap(2, 6, true);
    assertThat(at(first)).isAfter(before);
    assertThat(texts("select id::text from analytics.camera_gaps"))
        .containsExactly(FactWriter.id(1));
  }

  private OffsetDateTime at(String sql) {
    return database
        .address()
        .with(
            jdbc ->
                jdbc.sql(sql.replace("::text from", " from")).query(OffsetDateTime.class).single());
  }

  @Test
  void analystsReadTheViewsAndNothingElse() {
    gap(1, 5, false);
    database
        .address()
        .transaction(
            jdbc -> {
              jdbc.sql("set local role " + AnalyticsSchema.ROLE).update();
              for (String view : AnalyticsSchema.views(FactKinds.PRODUCT)) {
                jdbc.sql("select count(*) from analytics." + view).query(Long.class).single();
              }
              return null;
            });
    for (String refused :
        List.of(
            "select 1 from public.camera_gaps",
            "select 1 from public.users",
            "delete from analytics.camera_gaps",
            "create table analytics.mine (a int)")) {
      assertThatThrownBy(
              () ->
                  database
                      .address()
                      .transaction(
                          jdbc -> {
                            jdbc.sql("set local role " + AnalyticsSchema.ROLE).update();
                            return jdbc.sql(refused).update();
                          }))
          .as(refused)
          .isInstanceOf(DataAccessException.class)
          .rootCause()
          .hasMessageContaining("permission denied");
    }
  }

  /** Another user's database, in which it may do what owners may. */
  private DatabaseAddress owned(String user, String options) {
    String name = "of_" + user;
    execute("create role %s login password 'x' nosuperuser %s".formatted(user, options));
    execute("create database %s owner %s".formatted(name, user));
    return new DatabaseAddress(
        database.address().url().replaceFirst("(//[^/]+/)[^?]*", "$1" + name), user, "x");
  }

  private static long count(DatabaseAddress database, String table) {
    return database.with(
        jdbc -> jdbc.sql("select count(*) from " + table).query(Long.class).single());
  }

  @Test
  void whoIsNoSuperuserAsksAsAMemberOfTheRole() throws Exception {
    DatabaseAddress owned = owned("small_owner", "createrole");
    execute("grant %s to small_owner with admin option".formatted(AnalyticsSchema.ROLE));
    Schema.prepare(owned);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    AnalyticsQuery.csv(owned, "select count(*) from vehicle_sessions;", out);
    AnalyticsQuery.csv(owned, "select count(*) from vehicle_sessions -- of all", out);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("count\n0\ncount\n0\n");
  }

  @Test
  void whereNoSchemaMayBeMadeAllElseGoesOn() {
    DatabaseAddress poor = owned("poor_owner", "");
    execute("alter database of_poor_owner owner to current_user");
    DatabaseAddress ofSuperuser =
        new DatabaseAddress(poor.url(), database.address().user(), database.address().password());
    ofSuperuser.with(
        jdbc -> {
          jdbc.sql("grant all on schema public to poor_owner").update();
          jdbc.sql("revoke create on database of_poor_owner from poor_owner, public").update();
          return null;
        });
    Schema.prepare(poor);
    assertThat(count(poor, "public.runs")).isZero();
    ofSuperuser.with(jdbc -> jdbc.sql("create schema analytics authorization poor_owner").update());
    Schema.prepare(poor);
    assertThat(count(poor, "analytics.runs")).isZero();
  }

  @Test
  void aViewKeepsItsColumnsInOrderAndGainsNewOnesBehindThem() {
    execute(OTHER);
    AnalyticsSchema.apply(database.address(), FactKinds.PRODUCT);
    assertThat(
            texts(
                """
                select column_name from information_schema.columns
                where table_schema = 'analytics' and table_name = 'camera_gaps'
                order by ordinal_position
                """))
        .containsExactly(
            "run",
            "id",
            "site",
            "at",
            "camera",
            "reason",
            "ended_at",
            "shift_x",
            "shift_y",
            "final",
            "recorded_at");
    gap(1, 5, false);
    assertThat(texts("select reason from analytics.own")).containsExactly("stalled");
  }
}
