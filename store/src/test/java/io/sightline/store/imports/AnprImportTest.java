package io.sightline.store.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.domain.privacy.PlateKeys;
import io.sightline.store.TestDatabase;
import io.sightline.store.TestKey;
import io.sightline.store.imports.AnprImport.Count;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database as ANPR City's documents describe it. */
class AnprImportTest {
  private static final String HASH = "$2b$12$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234";

  private TestDatabase source;
  private TestDatabase target;

  @BeforeEach
  void start() throws Exception {
    source = TestDatabase.create();
    target = TestDatabase.create();
    run(
        """
        drop schema public cascade;
        create schema public;
        create table users (id uuid primary key, email text, username text, hashed_password text,
          role text, is_active boolean default true);
        create table cameras (id uuid primary key, name text, lat float, lon float, heading float,
          rtsp_url text, active boolean, description text);
        create table events (id uuid primary key default gen_random_uuid(), plate text,
          normalized_plate text, confidence float, camera_id uuid, bbox jsonb, captured_at timestamptz,
          frame_no int, crop_path text, review_state text);
        create table bolos (id uuid primary key default gen_random_uuid(), plate_pattern text,
          description text, active boolean, priority text, expires_at timestamptz);
        insert into users values
          ('00000000-0000-4000-8000-000000000001', 'ana@example.org', 'ana', '%1$s', 'admin', true),
          ('00000000-0000-4000-8000-000000000002', 'leo@example.org', 'leo', 'secret', 'clerk', true);
        insert into cameras values
          ('11111111-0000-4000-8000-000000000001', 'Av. Norte', -33.4, -70.6, 90,
            'rtsp://me:canary@10.0.0.7/one', true, 'By the school'),
          ('22222222-0000-4000-8000-000000000002', 'Av. Norte', null, null, null,
            'rtsp://10.0.0.8/two', false, null);
        insert into events (plate, confidence, camera_id, bbox, captured_at, review_state,
          crop_path)
        select 'ABC' || lpad(i::text, 4, '0'), 0.9, '11111111-0000-4000-8000-000000000001',
          '{"x1": 10, "y1": 20, "x2": 40, "y2": 60}', timestamptz '2026-01-01 00:00:00Z' + i * interval '1 minute',
          case i %% 4 when 0 then 'confirmed' when 1 then 'corrected' else 'unreviewed' end,
          case i when 1 then '1.jpg' end
        from generate_series(1, 2500) i;
        insert into events (plate, confidence, captured_at) values ('XYZ', 0.5, now());
        insert into bolos (plate_pattern, description, active, expires_at) values
          ('AB?C*', 'Stolen', true, '2099-01-01'), ('ZZ99', null, false, null);
        """
            .formatted(HASH));
  }

  @AfterEach
  void stop() {
    source.close();
    target.close();
  }

  private void run(String sql) throws Exception {
    try (Connection connection = source.address().connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> here(String sql) throws Exception {
    List<String> texts = new ArrayList<>();
    try (Connection connection = target.address().connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  private AnprImport.Outcome bring() {
    return AnprImport.run(
        source.address(),
        new AnprImport.Target(
            target.address(),
            "anpr",
            PlateKeys.NONE,
            TestKey.secrets(),
            (camera, at, event, path) -> Optional.ofNullable(path).map(one -> camera + "/" + one),
            "test"),
        read -> {});
  }

  @Test
  void peopleCamerasPlatesAndWatchlistsAreBroughtAndTwiceChangesNothing() throws Exception {
    AnprImport.Outcome outcome = bring();
    assertThat(outcome.users()).isEqualTo(new Count(2, 1));
    assertThat(outcome.cameras()).isEqualTo(new Count(2, 2));
    assertThat(outcome.events()).isEqualTo(new Count(2_501, 2_500));
    assertThat(outcome.bolos()).isEqualTo(new Count(2, 2));
    assertThat(outcome.notes())
        .anyMatch(note -> note.contains("leo has no password"))
        .anyMatch(note -> note.contains("ana was brought as a clerk"))
        .anyMatch(note -> note.contains("Events without"))
        .hasSize(3);
    assertThat(here("select username || ' ' || email from users where username <> 'admin'"))
        .containsExactly("ana ana@example.org");
    assertThat(
            here(
                "select concat_ws(' ', camera, name, latitude, active, uri) from cameras order by camera"))
        .containsExactly(
            "av-norte-11111111 Av. Norte -33.4 t rtsp://10.0.0.7/one",
            "av-norte-22222222 Av. Norte f rtsp://10.0.0.8/two");
    assertThat(
            here(
                "select concat_ws(' ', text, camera, x, y, width, height, corrected, at at time zone 'UTC', evidence)"
                    + " from plate_reads order by at limit 1"))
        .containsExactly(
            "ABC0001 av-norte-11111111 10 20 30 40 t 2026-01-01 00:01:00 av-norte-11111111/1.jpg");
    assertThat(here("select state || ' ' || count(*) from reviews group by state order by 1"))
        .containsExactly("confirmed 625", "corrected 625");
    assertThat(here("select count(*) from plate_reads where written_xid::text <> '3'"))
        .containsExactly("0");
    assertThat(here("select pattern || ' ' || active from bolos order by 1"))
        .containsExactly("AB?C* true", "ZZ99 false");
    List<String> before =
        here(
            "select t::text from plate_reads t union all select c::text from cameras c"
                + " union all select b::text from bolos b union all select v::text from layout_versions v order by 1");
    AnprImport.Outcome again = bring();
    assertThat(again.users().written() + again.cameras().written()).isZero();
    assertThat(again.events().written() + again.bolos().written()).isZero();
    assertThat(
            here(
                "select t::text from plate_reads t union all select c::text from cameras c"
                    + " union all select b::text from bolos b union all select v::text from layout_versions v order by 1"))
        .isEqualTo(before);
  }

  @Test
  void anotherSystemsDatabaseIsRefused() throws Exception {
    run("drop table events");
    assertThatThrownBy(this::bring)
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("no database of ANPR City");
  }
}
