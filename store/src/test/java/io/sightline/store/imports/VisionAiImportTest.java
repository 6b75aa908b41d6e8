package io.sightline.store.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.store.TestDatabase;
import io.sightline.store.imports.VisionAiImport.Count;
import io.sightline.store.imports.VisionAiImport.Outcome;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database as VisionAI's migrations make it, in a schema of its own. */
class VisionAiImportTest {
  private static final String HASH = "$2b$12$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234";

  private TestDatabase source;
  private TestDatabase target;

  @BeforeEach
  void start() throws Exception {
    source = TestDatabase.create();
    target = TestDatabase.create();
    run(
        source,
        """
        drop schema public cascade;
        create schema public;
        create table users (user_id serial primary key, username varchar(50) unique,
          hashed_password text, is_active boolean default true, created_at timestamp default now());
        create table emotion_classes (emotion_id bigserial primary key, emotion_name varchar(20));
        create table model_versions (model_id bigserial primary key, version_tag varchar(20));
        create table predictions_log (
          predic_id bigserial primary key, emotion_id bigint not null, confidence float not null,
          model_id bigint not null, processing_time_ms integer, source_ip inet, "user" varchar(50),
          timestamp timestamptz default now());
        insert into users (username, hashed_password) values ('usuario', '%s'), ('clear', 'secret'),
          ('no name', '%s');
        insert into emotion_classes (emotion_name) values ('happy'), ('sad'), ('bored');
        insert into model_versions (version_tag) values ('v1.0.0');
        insert into predictions_log (emotion_id, confidence, model_id, processing_time_ms, source_ip,
          "user", timestamp)
        select 1 + i %% 3, 0.5, 1, 145, '10.0.0.1', case when i %% 2 = 0 then 'usuario' end,
          timestamptz '2025-11-28 10:30:45.123456+00' + i * interval '1 minute'
        from generate_series(1, 5000) i;
        """
            .formatted(HASH, HASH));
  }

  @AfterEach
  void stop() {
    source.close();
    target.close();
  }

  private static void run(TestDatabase database, String sql) throws Exception {
    try (Connection connection = database.address().connect();
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

  private Outcome bring() {
    return VisionAiImport.run(source.address(), target.address(), read -> {});
  }

  @Test
  void usersAndPredictionsAreBroughtOnce() throws Exception {
    Outcome first = bring();
    assertThat(first.users()).isEqualTo(new Count(3, 1));
    assertThat(first.models()).isEqualTo(new Count(1, 1));
    assertThat(first.predictions()).isEqualTo(new Count(5_000, 5_000));
    assertThat(String.join("\n", first.notes())).contains("clear", "no name", "number 3");
    assertThat(here("select password_hash from users where username = 'usuario'"))
        .containsExactly(HASH);
    assertThat(
            here(
                "select emotion_id || ' ' || confidence || ' ' || host(source_ip) || ' ' || \"user\" || ' '"
                    + " || to_char(timestamp at time zone 'UTC', 'HH24:MI:SS.US') from predictions_log"
                    + " where \"user\" is not null and emotion_id is not null order by timestamp limit 1"))
        .contains("6 0.5 10.0.0.1 usuario 10:34:45.123456");
    Outcome second = bring();
    assertThat(second.users()).isEqualTo(new Count(3, 0));
    assertThat(second.models()).isEqualTo(new Count(1, 0));
    assertThat(second.predictions()).isEqualTo(new Count(5_000, 0));
    assertThat(here("select sum(predictions)::text from prediction_days")).containsExactly("5000");
    assertThat(here("select total::text from report_users")).containsExactly("2500");
  }

  @Test
  void anotherDatabaseIsRefusedByName() throws Exception {
    run(source, "drop table predictions_log");
    assertThatThrownBy(this::bring)
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("predictions_log");
    assertThat(here("select username from users")).isEmpty();
  }
}
