package io.sightline.query.runs;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.domain.json.Json;
import io.sightline.domain.runs.ReplayRequest;
import io.sightline.domain.runs.RunName;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteDocument;
import io.sightline.domain.site.SiteFile;
import io.sightline.media.store.EvidenceNames;
import io.sightline.media.store.MediaStore;
import io.sightline.query.QueryServiceOptions;
import io.sightline.query.access.Access;
import io.sightline.query.access.Audit;
import io.sightline.query.access.Role;
import io.sightline.query.sites.Registry;
import io.sightline.query.web.FactQuery;
import io.sightline.query.web.Problem;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.ledger.LedgerDiff;
import io.sightline.store.runs.RunDeletion;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Runs: the live one and replays. A replay asked for here is made by the run controller. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "runs", description = "The live run and replays")
class RunsController {
  private static final String COLUMNS =
      "select run, site, state, from_run, progress, error, summary::text as summary, requested_at,"
          + " started_at, ended_at from runs";

  /** Comparing whole runs may take longer than a list does. */
  private static final int DIFF_SECONDS = 60;

  private final JdbcClient jdbc;
  private final DataSource database;
  private final Access access;
  private final Audit audit;
  private final Registry registry;
  private final QueryServiceOptions options;

  RunsController(
      JdbcClient jdbc,
      DataSource database,
      Access access,
      Audit audit,
      Registry registry,
      QueryServiceOptions options) {
    this.jdbc = jdbc;
    this.database = database;
    this.access = access;
    this.audit = audit;
    this.registry = registry;
    this.options = options;
  }

  @GetMapping("/runs")
  @Operation(summary = "The runs that may be seen, newest first")
  List<Map<String, Object>> runs(@RequestParam(defaultValue = "100") int limit) {
    if (limit < 1 || limit > 1_000) {
      throw Problem.badRequest("`limit` must be from 1 to 1000.");
    }
    Set<String> sites = access.sites();
    return jdbc
        .sql(
            COLUMNS
                + " where run = 'live' or cast(:sites as text[]) is null or site = any (:sites)"
                + " order by requested_at desc, run limit :limit")
        .param("sites", sites == null ? null : sites.toArray(String[]::new))
        .param("limit", limit)
        .query()
        .listOfRows()
        .stream()
        .map(RunsController::shown)
        .toList();
  }

  @GetMapping("/runs/{run}")
  @Operation(
      summary =
          "A run, with its progress from 0 to 1, its summary when it is done, and the layout it is"
              + " judged by")
  Map<String, Object> run(@PathVariable String run) {
    Map<String, Object> found =
        jdbc
            .sql(COLUMNS.replace(" from runs", ", layout::text as layout from runs where run = ?"))
            .param(run)
            .query()
            .listOfRows()
            .stream()
            .findFirst()
            .map(RunsController::shown)
            .orElseThrow(() -> Problem.notFound("The run '" + run + "'"));
    requireSite(found, Role.VIEWER);
    Object layout = found.remove("layout");
    // The live run is judged by the layouts of its sites; one that is only asked for has none yet.
    if (layout != null && !layout.equals("{}")) {
      found.put("layout", SiteDocument.of(Json.read(layout.toString(), Site.class)));
    }
    return found;
  }

  private void requireSite(Map<String, Object> run, Role role) {
    if (!RunName.LIVE.equals(run.get("run"))) {
      Set<String> sites = access.sites();
      Object site = run.get("site");
      if (sites != null && !sites.contains(site)) {
        throw Problem.notFound("The run '" + run.get("run") + "'");
      }
      if (sites != null && role != Role.VIEWER) {
        access.require((String) site, role);
      }
    }
  }

  private static Map<String, Object> shown(Map<String, Object> row) {
    Map<String, Object> shown = FactQuery.shown(row);
    Object summary = shown.get("summary");
    if (summary != null) {
      shown.put("summary", Json.read(summary.toString(), Map.class));
    }
    return shown;
  }

  /**
   * What to make a replay from.
   *
   * @param run its name
   * @param site a site of the registry by whose layout it is judged
   * @param layout a site file's content in its place, for what-ifs
   */
  record NewReplay(
      String run,
      String site,
      Map<String, Object> layout,
      @JsonProperty("from_run") String fromRun,
      Instant from,
      Instant to,
      Map<String, String> footage,
      Map<String, Instant> start) {}

  @PostMapping("/replays")
  @ResponseStatus(HttpStatus.ACCEPTED)
  @Operation(
      summary =
          "Asks for a replay: of a run's stored observations (`from_run`; with `from` and `to` for"
              + " the live run), or of `footage` below the media folder. `layout` judges by another"
              + " layout than the site's own")
  Map<String, Object> replay(@RequestBody NewReplay wanted, HttpServletRequest request) {
    RunName.requireReplay(wanted.run());
    if (wanted.site() == null) {
      throw Problem.badRequest("`site` is missing; say whose layout the replay is judged by.");
    }
    access.require(wanted.site(), Role.CLERK);
    Site site =
        wanted.layout() == null
            ? registry.require(wanted.site())
            : SiteFile.parse("`layout`", Path.of("/"), Json.write(wanted.layout())).site();
    if (!site.id().equals(wanted.site())) {
      throw Problem.badRequest("`layout` is of another site than `site`.");
    }
    requireOwn(site, wanted);
    requireSource(wanted);
    ReplayRequest replay =
        new ReplayRequest(
            SiteDocument.write(site.withoutCredentials()),
            wanted.fromRun(),
            wanted.from(),
            wanted.to(),
            wanted.footage(),
            wanted.start());
    int created =
        jdbc.sql(
                "insert into runs (run, site, state, from_run, layout, request)"
                    + " values (?, ?, 'requested', ?, '{}', ?::json) on conflict (run) do nothing")
            .params(wanted.run(), site.id(), wanted.fromRun(), Json.write(replay))
            .update();
    if (created == 0) {
      throw Problem.conflict(
          "There is a run '" + wanted.run() + "' already; choose another name or delete it first.");
    }
    audit.note(request, Access.username(), "request-replay", wanted.run());
    return run(wanted.run());
  }

  /** What a layout names as its cameras must be the site's: their observations become its facts. */
  private void requireOwn(Site site, NewReplay wanted) {
    for (Camera camera : site.cameras()) {
      Optional<String> owner = registry.owner(camera.id());
      boolean live = RunName.LIVE.equals(wanted.fromRun());
      boolean others = owner.isPresent() ? !owner.get().equals(site.id()) : live;
      if (others) {
        throw Problem.notFound("A camera '" + camera.id() + "' of this site");
      }
    }
    if (wanted.footage() != null && !wanted.footage().isEmpty() && access.sites() != null) {
      throw new AccessDeniedException("The media folder is the administrators'.");
    }
  }

  private void requireSource(NewReplay wanted) {
    boolean footage = wanted.footage() != null && !wanted.footage().isEmpty();
    if ((wanted.fromRun() != null) == footage) {
      throw Problem.badRequest("Give either `from_run` or `footage`.");
    }
    if (wanted.fromRun() != null) {
      Map<String, Object> source = run(wanted.fromRun());
      boolean live = RunName.LIVE.equals(wanted.fromRun());
      if (!live && !wanted.site().equals(source.get("site"))) {
        throw Problem.notFound("A run '" + wanted.fromRun() + "' of this site");
      }
      if (live && (wanted.from() == null || wanted.to() == null)) {
        throw Problem.badRequest(
            "The live run goes on; say which part of it to use, with `from` and `to`.");
      }
      if (!live && !"done".equals(source.get("state"))) {
        throw Problem.conflict("The run '" + wanted.fromRun() + "' is not done.");
      }
    }
    if (wanted.from() != null && wanted.to() != null && !wanted.from().isBefore(wanted.to())) {
      throw Problem.badRequest("`to` must lie after `from`.");
    }
  }

  @DeleteMapping("/replays/{run}")
  @Operation(
      summary =
          "Cancels a replay that is going on (202); deletes one that has ended, with its facts (204)")
  ResponseEntity<Map<String, Object>> delete(@PathVariable String run, HttpServletRequest request)
      throws IOException {
    if (RunName.LIVE.equals(run)) {
      throw Problem.conflict("The live run is no replay; it cannot be deleted.");
    }
    Map<String, Object> found = run(run);
    requireSite(found, Role.CLERK);
    int cancelled =
        jdbc.sql(
                "update runs set cancel_requested = true,"
                    + " state = case state when 'requested' then 'cancelled' else state end,"
                    + " ended_at = case state when 'requested' then now() else ended_at end"
                    + " where run = ? and state in ('requested', 'running')")
            .param(run)
            .update();
    if (cancelled > 0) {
      audit.note(request, Access.username(), "cancel-replay", run);
      return ResponseEntity.accepted().body(run(run));
    }
    // First, since without the run nobody would know of them.
    try (MediaStore pictures = options.pictures().open()) {
      pictures.deleteAll(EvidenceNames.folder(run));
    }
    RunDeletion.delete(jdbc, FactKinds.PRODUCT, run);
    audit.note(request, Access.username(), "delete-replay", run);
    return ResponseEntity.noContent().build();
  }

  @GetMapping("/runs/{a}/diff/{b}")
  @Operation(summary = "What was added, removed and changed from run a to run b, per table")
  LedgerDiff diff(@PathVariable String a, @PathVariable String b) {
    run(a);
    run(b);
    if (access.sites() != null && (a.equals(RunName.LIVE) || b.equals(RunName.LIVE))) {
      throw Problem.notFound("A comparison with the live run, which holds other sites,");
    }
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("set statement_timeout = '" + DIFF_SECONDS + "s'");
      try {
        return LedgerDiff.between(connection, FactKinds.PRODUCT, a, b);
      } finally {
        connection.rollback();
        connection.setReadOnly(false);
        connection.setAutoCommit(true);
        statement.execute("reset statement_timeout");
      }
    } catch (SQLException e) {
      throw new UncategorizedSQLException("diff", null, e);
    }
  }
}
