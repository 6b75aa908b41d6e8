package io.sightline.runs;

import io.sightline.domain.json.Json;
import io.sightline.domain.runs.ReplayRequest;
import io.sightline.media.store.MediaAddress;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.TestDatabase;
import io.sightline.store.runs.RunRows;
import io.sightline.store.runs.StoredRun;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** A database of its own and folders for runs, and what tests of runs put there and ask. */
public final class RunsFixture implements AutoCloseable {
  static final String VERSION = "7";
  static final int PARALLELISM = 2;

  private final TestDatabase database = TestDatabase.create();
  private final Path folder;

  public RunsFixture(Path folder) {
    this.folder = folder;
  }

  public DatabaseAddress database() {
    return database.address();
  }

  public RunFolders folders() {
    return new RunFolders(folder.resolve("runs"));
  }

  public MediaAddress media() {
    return MediaAddress.of(folder.resolve("media"));
  }

  RunMaker maker(JobRunner runner) {
    return new RunMaker(runner, database(), folders(), media(), VERSION, PARALLELISM);
  }

  /**
   * Stores observations of one minute.
   *
   * @param frames in that minute
   */
  public void observe(String run, String camera, Instant minute, int frames) {
    update(
        """
        insert into observations (run, id, site, camera, at, revision, frames, detections,
          layout_version, code_version, payload)
        values (?, gen_random_uuid(), 'garage', ?, ?, 0, ?, 2, '', '1', '')
        """,
        run,
        camera,
        minute.atOffset(ZoneOffset.UTC),
        frames);
  }

  /** A run that is done and has a minute of a camera. */
  public void done(String run, String camera, Instant minute) {
    try (var claim = io.sightline.store.runs.RunClaim.of(database(), run)) {
      TestingPlan plan = TestingPlan.ofFootage(run, 60);
      claim.rows().create(run, plan.site(), plan.identity());
      claim.rows().finish(run, "{}");
    }
    observe(run, camera, minute, 60);
  }

  /** Asks for a run, as people do over the network. */
  void request(String run, ReplayRequest request, int minutesAgo) {
    update(
        """
        insert into runs (run, site, state, from_run, layout, request, requested_at)
        values (?, 'garage', 'requested', ?, '{}', ?::json, now() - make_interval(mins => ?))
        """,
        run,
        request.fromRun(),
        Json.write(request),
        minutesAgo);
  }

  public int update(String sql, Object... params) {
    return database().with(jdbc -> jdbc.sql(sql).params(params).update());
  }

  /** One value of the database as text; "null" when it is none. */
  public String ask(String sql, Object... params) {
    return database()
        .with(
            jdbc ->
                jdbc.sql(sql)
                    .params(params)
                    .query((row, number) -> String.valueOf(row.getString(1)))
                    .single());
  }

  public String state(String run) {
    return find(run).state();
  }

  StoredRun find(String run) {
    return database().with(jdbc -> new RunRows(jdbc).require(run));
  }

  String error(String run) {
    return ask("select error from runs where run = ?", run);
  }

  public boolean hasPartition(LocalDate day) {
    String name = "observations_" + day.toString().replace('-', '_');
    return ask("select to_regclass(?) is not null", name).equals("t");
  }

  @Override
  public void close() {
    database.close();
  }
}
