package io.sightline.store.analytics;

import io.sightline.domain.Digest;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.facts.FactColumn;
import io.sightline.store.facts.FactKind;
import io.sightline.store.facts.FactKinds;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The schema {@code analytics}: a view for each kind of fact, for people who ask in SQL. Facts that
 * were taken back are not in it, nor is any plate. A view keeps its columns in their order and
 * gains new ones behind them, so that what builds on it goes on.
 */
public final class AnalyticsSchema {
  public static final String SCHEMA = "analytics";

  /** Who may read it, and nothing else. */
  public static final String ROLE = "sightline_analyst";

  private static final Logger LOG = LoggerFactory.getLogger(AnalyticsSchema.class);
  private static final List<String> FIRST = List.of("run", "id", "site", "at");
  private static final List<String> OTHERS = List.of("final", "recorded_at");
  private static final Properties COMMENTS = comments();

  /** Those that are of no single kind of fact. */
  private static final List<String> WORDED =
      List.of(
          """
          create or replace view analytics.sites as
          select site, name, time_zone from public.sites
          """,
          """
          create or replace view analytics.runs as
          select run, site, state, from_run, requested_at, started_at, ended_at from public.runs
          """,
          """
          create or replace view analytics.emotion_shares as
          select w.run, w.site, w.at, w.scope, w.scope_id, w.window_ms, w.starts_at, w.faces,
            w.people, e.emotion, coalesce((w.distribution ->> e.emotion)::double precision, 0) as share,
            w.final, w.recorded_at, w.camera
          from public.emotion_windows w
          cross join lateral (
            select unnest('{angry,disgust,fear,happy,neutral,sad,surprise}'::text[]) as emotion
            union select jsonb_object_keys(w.distribution)) e
          where not w.retracted and w.distribution <> '{}'
          """);

  private static final List<String> WORDED_NAMES = List.of("sites", "runs", "emotion_shares");

  private AnalyticsSchema() {}

  private static Properties comments() {
    try (InputStream in = AnalyticsSchema.class.getResourceAsStream("/db/analytics.properties")) {
      Properties comments = new Properties();
      comments.load(new InputStreamReader(in, StandardCharsets.UTF_8));
      return comments;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Names of its views, those of facts first. */
  public static List<String> views(FactKinds kinds) {
    List<String> views = new ArrayList<>(kinds.all().stream().map(FactKind::name).toList());
    views.addAll(WORDED_NAMES);
    return views;
  }

  /**
   * Done once for each state of the kinds and of what is said of them. Where the database's user
   * may make no schema, everything else goes on without it.
   */
  public static void apply(DatabaseAddress database, FactKinds kinds) {
    try {
      applyViews(database, kinds);
    } catch (DataAccessException e) {
      LOG.warn(
          "The schema {} for analysts could not be made; let the database's owner run"
              + " `create schema {} authorization …` for this user. {}",
          SCHEMA,
          SCHEMA,
          e.getMostSpecificCause().getMessage());
      return;
    }
    grant(database);
  }

  private static void applyViews(DatabaseAddress database, FactKinds kinds) {
    String state = Digest.sha256("analytics " + wanted(kinds) + WORDED + COMMENTS);
    database.transaction(
        jdbc -> {
          jdbc.sql("select pg_advisory_xact_lock(hashtextextended('sightline facts', 0))")
              .query()
              .listOfRows();
          boolean applied =
              jdbc.sql(
                      "select coalesce(obj_description(to_regnamespace(?)::oid, 'pg_namespace') = ?,"
                          + " false)")
                  .params(SCHEMA, comment(SCHEMA) + " State " + state)
                  .query(Boolean.class)
                  .single();
          if (!applied) {
            make(jdbc, kinds);
            jdbc.sql(
                    "comment on schema %s is '%s State %s'"
                        .formatted(SCHEMA, comment(SCHEMA).replace("'", "''"), state))
                .update();
          }
          return null;
        });
  }

  private static String wanted(FactKinds kinds) {
    StringBuilder wanted = new StringBuilder();
    kinds.all().forEach(kind -> wanted.append(kind.name()).append(columns(kind)));
    return wanted.toString();
  }

  private static void make(JdbcClient jdbc, FactKinds kinds) {
    boolean missing =
        jdbc.sql("select to_regnamespace(?) is null").param(SCHEMA).query(Boolean.class).single();
    if (missing) {
      jdbc.sql("create schema " + SCHEMA).update();
    }
    for (FactKind<?> kind : kinds.all()) {
      Set<String> columns = new LinkedHashSet<>(present(jdbc, kind.name()));
      columns.addAll(columns(kind));
      jdbc.sql(
              "create or replace view %s.%s as select %s from public.%s where not retracted"
                  .formatted(SCHEMA, kind.name(), String.join(", ", columns), kind.name()))
          .update();
    }
    WORDED.forEach(view -> jdbc.sql(view).update());
    for (String view : views(kinds)) {
      describe(jdbc, "view", view, comment(view));
      for (String column : present(jdbc, view)) {
        // A later build may have added others.
        if (said(view + "." + column).or(() -> said("*." + column)).isPresent()) {
          describe(jdbc, "column", view + "." + column, comment(view, column));
        }
      }
    }
  }

  private static List<String> columns(FactKind<?> kind) {
    Set<String> columns = new LinkedHashSet<>(FIRST);
    // Windows are identified by what they are about.
    boolean hasId = kind.storedColumns().stream().anyMatch(column -> column.name().equals("id"));
    if (!hasId) {
      columns.remove("id");
    }
    kind.ownColumns().stream()
        .filter(column -> column.ofPlate() == null)
        .map(FactColumn::name)
        .forEach(columns::add);
    columns.addAll(OTHERS);
    return List.copyOf(columns);
  }

  private static List<String> present(JdbcClient jdbc, String view) {
    return jdbc.sql(
            """
            select column_name from information_schema.columns
            where table_schema = ? and table_name = ? order by ordinal_position
            """)
        .params(SCHEMA, view)
        .query(String.class)
        .list();
  }

  private static void describe(JdbcClient jdbc, String what, String name, String comment) {
    String said = comment.replace("'", "''");
    jdbc.sql("comment on %s %s.%s is '%s'".formatted(what, SCHEMA, name, said)).update();
  }

  /** What a view is about. */
  static String comment(String view) {
    return said(view).orElseThrow(() -> new IllegalStateException("Nothing is said of " + view));
  }

  /** What stands in a column: what is said of it there, or wherever it stands. */
  static String comment(String view, String column) {
    return said(view + "." + column)
        .or(() -> said("*." + column))
        .orElseThrow(() -> new IllegalStateException("Nothing is said of " + view + "." + column));
  }

  private static Optional<String> said(String of) {
    return Optional.ofNullable(COMMENTS.getProperty(of));
  }

  /** Roles are a whole server's, and not everybody may make one: the views are there without. */
  private static void grant(DatabaseAddress database) {
    try {
      database.transaction(
          jdbc -> {
            jdbc.sql(
                    """
                    do $$ begin
                      perform pg_advisory_xact_lock(hashtextextended('sightline roles', 0));
                      if not exists (select from pg_roles where rolname = '%1$s') then
                        create role %1$s nologin;
                      end if;
                      -- Who is no superuser asks as this role only as a member of it.
                      if not (select rolsuper from pg_roles where rolname = current_user)
                        and not exists (select from pg_auth_members m
                          where m.roleid = '%1$s'::regrole and m.member = current_user::regrole
                            and (to_jsonb(m) ->> 'set_option') is distinct from 'false') then
                        execute format('grant %1$s to %%I', current_user);
                      end if;
                    end $$
                    """
                        .formatted(ROLE))
                .update();
            jdbc.sql("grant usage on schema %s to %s".formatted(SCHEMA, ROLE)).update();
            jdbc.sql("grant select on all tables in schema %s to %s".formatted(SCHEMA, ROLE))
                .update();
            return null;
          });
    } catch (DataAccessException e) {
      LOG.info(
          "The role {} could not be made or given the schema {}; let somebody who may do so. {}",
          ROLE,
          SCHEMA,
          e.getMostSpecificCause().getMessage());
    }
  }
}
