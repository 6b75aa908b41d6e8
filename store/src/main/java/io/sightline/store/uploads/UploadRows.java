package io.sightline.store.uploads;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Videos that people have sent, and the runs that are made of them. */
public final class UploadRows {
  /** What becomes of a run is what becomes of its job; without a run there is nothing any more. */
  private static final String JOBS =
      """
      select j.job_id, j.upload_id, j.run, u.site, u.camera, u.filename, u.file_size, u.captured_at,
        u.path, j.created_at, r.state, r.progress, r.error, r.started_at, r.ended_at
      from jobs j join uploads u on u.upload_id = j.upload_id left join runs r on r.run = j.run
      """;

  private final JdbcClient jdbc;
  private final TransactionTemplate transactions;

  public UploadRows(DataSource database) {
    this.jdbc = JdbcClient.create(database);
    this.transactions = new TransactionTemplate(new JdbcTransactionManager(database));
  }

  /**
   * A video.
   *
   * @param path below the media folder
   * @param bytes of the file
   * @param capturedAt capture time of its first frame
   * @param user who has sent it
   */
  public record Upload(
      UUID id,
      String site,
      String camera,
      String filename,
      String path,
      long bytes,
      Instant capturedAt,
      long user) {}

  /**
   * What is made of a video.
   *
   * @param state of its run; null where that is no more
   * @param progress 0 to 1
   * @param error why it failed; null unless it did
   * @param startedAt null until it is
   * @param endedAt null until it is
   */
  public record Job(
      UUID id,
      UUID upload,
      String run,
      String site,
      String camera,
      String filename,
      long bytes,
      Instant capturedAt,
      String path,
      Instant createdAt,
      String state,
      double progress,
      String error,
      Instant startedAt,
      Instant endedAt) {}

  /** Keeps a video, and the run that is to be made of it. */
  public void add(Upload upload, UUID job, String run) {
    transactions.executeWithoutResult(
        status -> {
          jdbc.sql(
                  """
                  insert into uploads (upload_id, site, camera, filename, path, file_size, captured_at,
                    user_id)
                  values (:id, :site, :camera, :filename, :path, :bytes, :at,
                    (select user_id from users where user_id = :user))
                  """)
              .param("id", upload.id())
              .param("site", upload.site())
              .param("camera", upload.camera())
              .param("filename", upload.filename())
              .param("path", upload.path())
              .param("bytes", upload.bytes())
              .param("at", upload.capturedAt().atOffset(ZoneOffset.UTC))
              .param("user", upload.user())
              .update();
          jdbc.sql("insert into jobs (job_id, upload_id, run) values (?, ?, ?)")
              .params(job, upload.id(), run)
              .update();
        });
  }

  public Optional<Job> find(UUID job) {
    return jdbc.sql(JOBS + " where j.job_id = ?")
        .param(job)
        .query((row, number) -> job(row))
        .optional();
  }

  /**
   * The newest first.
   *
   * @param sites only theirs; null for all
   * @param beforeAt only what comes behind this in the list, with the id; null for all
   */
  public List<Job> list(Collection<String> sites, Instant beforeAt, UUID beforeId, int most) {
    return jdbc.sql(
            JOBS
                + """
                 where (cast(:sites as text[]) is null or u.site = any (:sites))
                   and (cast(:at as timestamptz) is null or (j.created_at, j.job_id) < (:at, :id))
                 order by j.created_at desc, j.job_id desc limit :most
                """)
        .param("sites", sites == null ? null : sites.toArray(String[]::new))
        .param("at", beforeAt == null ? null : beforeAt.atOffset(ZoneOffset.UTC))
        .param("id", beforeId)
        .param("most", most)
        .query((row, number) -> job(row))
        .list();
  }

  /** Those whose runs are no more, so that nobody needs the video. */
  public List<Job> over(int most) {
    return jdbc.sql(
            JOBS
                + " where r.run is null and j.created_at < now() - interval '1 minute' order by j.created_at desc limit ?")
        .param(most)
        .query((row, number) -> job(row))
        .list();
  }

  /** Videos of which the run is not begun. */
  public long waiting() {
    return jdbc.sql(
            "select count(*) from runs r join jobs j on j.run = r.run where r.state = 'requested'")
        .query(Long.class)
        .single();
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return jdbc.sql("select not exists (select from jobs)").query(Boolean.class).single();
  }

  /** Forgets a video, and what was to be made of it. */
  public void remove(UUID upload) {
    jdbc.sql("delete from uploads where upload_id = ?").param(upload).update();
  }

  private static Job job(ResultSet row) throws SQLException {
    return new Job(
        row.getObject("job_id", UUID.class),
        row.getObject("upload_id", UUID.class),
        row.getString("run"),
        row.getString("site"),
        row.getString("camera"),
        row.getString("filename"),
        row.getLong("file_size"),
        time(row, "captured_at"),
        row.getString("path"),
        time(row, "created_at"),
        row.getString("state"),
        row.getDouble("progress"),
        row.getString("error"),
        time(row, "started_at"),
        time(row, "ended_at"));
  }

  private static Instant time(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
