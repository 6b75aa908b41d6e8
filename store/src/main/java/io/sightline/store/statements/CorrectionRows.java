package io.sightline.store.statements;

import io.sightline.domain.plates.NormalPlate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What people have said of plates: kept in order, never changed but by erasure. */
public final class CorrectionRows {
  /** What a plate can be corrected in, by the kind of fact: the tracks that it is about. */
  private static final Map<String, String> SUBJECTS =
      Map.of(
          "passages",
          """
          select site, camera, track, at, x, y, width, height, plate from passages
          where run = :run and id = :fact and not retracted
          """,
          "plate_reads",
          """
          select site, camera, track, at, x, y, width, height, text from plate_reads
          where run = :run and id = :fact and not retracted and track is not null
          """,
          "vehicle_sessions",
          """
          select p.site, p.camera, p.track, p.at, p.x, p.y, p.width, p.height, s.plate
          from vehicle_sessions s join passages p on p.run = s.run and p.site = s.site
            and p.id = any (array[s.entry_passage, s.exit_passage]) and not p.retracted
          where s.run = :run and s.id = :fact and not s.retracted order by p.at
          """);

  /** What can be corrected, by its table. */
  public static final Set<String> KINDS = SUBJECTS.keySet();

  private static final String COLUMNS =
      """
      select number, id, site, run, of_kind, fact, field, camera, track, at, was, became, reason, by,
        made_at, erased_at from corrections
      """;

  private final JdbcClient jdbc;
  private final TransactionTemplate transactions;

  public CorrectionRows(DataSource database) {
    this.jdbc = JdbcClient.create(database);
    this.transactions = new TransactionTemplate(new JdbcTransactionManager(database));
  }

  /**
   * A track whose plate is said.
   *
   * @param at when it was where its box says
   * @param plate as it is told there now; null for none
   */
  public record Subject(
      String site,
      String camera,
      UUID track,
      OffsetDateTime at,
      int x,
      int y,
      int width,
      int height,
      String plate) {}

  /**
   * What somebody says.
   *
   * @param kind one of {@link #KINDS}
   * @param was the plate that they saw; null for none
   * @param became what it is; null when it cannot be read
   * @param reason why, for those who ask later; null for no words
   * @param by the user
   */
  public record Wanted(
      String run, String kind, UUID fact, String was, String became, String reason, String by) {}

  /**
   * A correction.
   *
   * @param at capture time of what it is about
   * @param by null where there is no such user any more
   * @param erasedAt since when it is not known what it said; null where it is
   */
  public record Correction(
      long number,
      UUID id,
      String site,
      String run,
      String kind,
      UUID fact,
      String field,
      String camera,
      UUID track,
      Instant at,
      String was,
      String became,
      String reason,
      String by,
      Instant madeAt,
      Instant erasedAt) {

    /** By its columns. */
    public Map<String, Object> told() {
      Map<String, Object> told = new LinkedHashMap<>();
      told.put("id", id.toString());
      told.put("run", run);
      told.put("of_kind", kind);
      told.put("fact", fact.toString());
      told.put("field", field);
      told.put("camera", camera);
      told.put("track", track.toString());
      told.put("at", at);
      told.put("was", was);
      told.put("became", became);
      told.put("reason", reason);
      told.put("by", by);
      told.put("made_at", madeAt);
      return told;
    }
  }

  /**
   * What came of saying something.
   *
   * @param made by tracks; none where something is in the way
   * @param plate as it is by now where that is not what the person saw
   * @param standing what another one has said meanwhile; null where the plate was read otherwise
   */
  public record Outcome(List<Correction> made, String plate, Correction standing) {
    public boolean isMade() {
      return !made.isEmpty();
    }
  }

  /**
   * What is known of a vehicle that no run has shown yet.
   *
   * @param at when it is where its box says
   */
  public record Told(
      String camera,
      Instant at,
      int x,
      int y,
      int width,
      int height,
      String was,
      String became,
      String reason) {}

  /** Keeps what is known beforehand, of whatever was not said of that place and time already. */
  public void tell(String site, List<Told> told) {
    for (Told one : told) {
      transactions.executeWithoutResult(
          status ->
              jdbc.sql(
                      """
                      insert into corrections (site, number, run, of_kind, fact, field, camera, track, at,
                        x, y, width, height, was, became, reason)
                      select :site, next_statement(:site), '', 'passages', gen_random_uuid(), 'plate',
                        :camera, gen_random_uuid(), :at, :x, :y, :width, :height, :was, :became, :reason
                      where not exists (select from corrections where site = :site and camera = :camera
                        and at = :at and x = :x and y = :y)
                      """)
                  .param("site", site)
                  .param("camera", one.camera())
                  .param("at", time(one.at()))
                  .param("x", one.x())
                  .param("y", one.y())
                  .param("width", one.width())
                  .param("height", one.height())
                  .param("was", one.was())
                  .param("became", one.became())
                  .param("reason", one.reason())
                  .update());
    }
  }

  /** The tracks of a fact; none where there is no such fact. */
  public List<Subject> subjects(String run, String kind, UUID fact) {
    return jdbc.sql(SUBJECTS.get(kind))
        .param("run", run)
        .param("fact", fact)
        .query((row, number) -> subject(row))
        .list();
  }

  private static Subject subject(ResultSet row) throws SQLException {
    return new Subject(
        row.getString(1),
        row.getString(2),
        row.getObject(3, UUID.class),
        row.getObject(4, OffsetDateTime.class),
        row.getInt(5),
        row.getInt(6),
        row.getInt(7),
        row.getInt(8),
        row.getString(9));
  }

  /** Whether a plate was erased for a time, so that nobody may write it again. */
  public boolean isErased(String site, byte[] mark, Instant at) {
    OffsetDateTime time = at.atOffset(ZoneOffset.UTC);
    return jdbc.sql("select is_erased(?, ?, null, ?, ?)")
        .params(site, mark, time, time)
        .query(Boolean.class)
        .single();
  }

  /**
   * Keeps what somebody says, unless the plate is not the one that they saw any more. Statements
   * about a site come one after the other, so two people never both believe to be the last.
   *
   * @return empty where there is no such fact any more
   */
  public Optional<Outcome> add(Wanted wanted, String site) {
    return Optional.ofNullable(
        transactions.execute(
            status -> {
              // Whoever says something of the site waits from here on.
              long number = nextStatement(site);
              List<Subject> subjects = subjects(wanted.run(), wanted.kind(), wanted.fact());
              if (subjects.isEmpty()) {
                status.setRollbackOnly();
                return null;
              }
              Outcome inTheWay = inTheWay(wanted, subjects);
              if (inTheWay != null) {
                status.setRollbackOnly();
                return inTheWay;
              }
              List<Correction> made = new ArrayList<>();
              for (Subject subject : subjects) {
                long next = made.isEmpty() ? number : nextStatement(site);
                made.add(insert(wanted, subject, next));
              }
              return new Outcome(List.copyOf(made), wanted.became(), null);
            }));
  }

  private long nextStatement(String site) {
    return jdbc.sql("select next_statement(?)").param(site).query(Long.class).single();
  }

  private Outcome inTheWay(Wanted wanted, List<Subject> subjects) {
    // Until the job has applied a word, and in a run that is done, the fact says what was before.
    Optional<Correction> newest = newest(subjects);
    String now = newest.map(Correction::became).orElse(null);
    if (newest.isEmpty()) {
      now = subjects.get(0).plate();
    }
    return isSame(now, wanted.was()) ? null : new Outcome(List.of(), now, newest.orElse(null));
  }

  private static boolean isSame(String one, String other) {
    return NormalPlate.of(one == null ? "" : one)
        .equals(NormalPlate.of(other == null ? "" : other));
  }

  private Optional<Correction> newest(List<Subject> subjects) {
    return jdbc.sql(
            COLUMNS
                + "where track = any (:tracks) and site = :site and erased_at is null"
                + " order by number desc limit 1")
        .param("tracks", subjects.stream().map(Subject::track).toArray(UUID[]::new))
        .param("site", subjects.get(0).site())
        .query((row, number) -> correction(row))
        .optional();
  }

  private Correction insert(Wanted wanted, Subject subject, long number) {
    return jdbc.sql(
            """
            insert into corrections (site, number, run, of_kind, fact, field, camera, track, at, x, y,
              width, height, was, became, reason, by)
            values (:site, :number, :run, :kind, :fact, :field, :camera, :track, :at, :x, :y, :width,
              :height, :was, :became, :reason, :by)
            returning number, id, site, run, of_kind, fact, field, camera, track, at, was, became,
              reason, by, made_at, erased_at
            """)
        .param("site", subject.site())
        .param("number", number)
        .param("run", wanted.run())
        .param("kind", wanted.kind())
        .param("fact", wanted.fact())
        .param("field", wanted.kind().equals("plate_reads") ? "text" : "plate")
        .param("camera", subject.camera())
        .param("track", subject.track())
        .param("at", subject.at())
        .param("x", subject.x())
        .param("y", subject.y())
        .param("width", subject.width())
        .param("height", subject.height())
        .param("was", wanted.was())
        .param("became", wanted.became())
        .param("reason", wanted.reason())
        .param("by", wanted.by())
        .query((row, each) -> correction(row))
        .single();
  }

  /**
   * Which corrections; null for any.
   *
   * @param sites only of these
   * @param from only about this time or later
   * @param to only about times before this
   * @param before only older ones than this
   */
  public record Question(
      Set<String> sites,
      String run,
      UUID fact,
      UUID track,
      String camera,
      Instant from,
      Instant to,
      Place before) {}

  /** Where a correction stands in lists. */
  public record Place(Instant madeAt, UUID id) {}

  /**
   * The newest first.
   *
   * @param most at most so many
   */
  public List<Correction> list(Question question, int most) {
    return jdbc.sql(listing(question))
        .params(parameters(question, most))
        .query((row, number) -> correction(row))
        .list();
  }

  static String listing(Question question) {
    return COLUMNS + where(question) + " order by made_at desc, id desc limit :most";
  }

  private static String where(Question question) {
    List<String> conditions = new ArrayList<>(List.of("true"));
    add(conditions, question.sites(), "site = any (:sites)");
    add(conditions, question.run(), "run = :run");
    add(conditions, question.fact(), "fact = :fact");
    add(conditions, question.track(), "track = :track");
    add(conditions, question.camera(), "camera = :camera");
    add(conditions, question.from(), "at >= :from");
    add(conditions, question.to(), "at < :to");
    add(conditions, question.before(), "(made_at, id) < (:madeAt, :id)");
    return "where " + String.join(" and ", conditions);
  }

  private static void add(List<String> conditions, Object value, String condition) {
    if (value != null) {
      conditions.add(condition);
    }
  }

  static Map<String, Object> parameters(Question question, int most) {
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("most", most);
    if (question.sites() != null) {
      parameters.put("sites", question.sites().toArray(String[]::new));
    }
    parameters.put("run", question.run());
    parameters.put("fact", question.fact());
    parameters.put("track", question.track());
    parameters.put("camera", question.camera());
    parameters.put("from", time(question.from()));
    parameters.put("to", time(question.to()));
    if (question.before() != null) {
      parameters.put("madeAt", time(question.before().madeAt()));
      parameters.put("id", question.before().id());
    }
    return parameters;
  }

  private static OffsetDateTime time(Instant at) {
    return at == null ? null : at.atOffset(ZoneOffset.UTC);
  }

  private static Correction correction(ResultSet row) throws SQLException {
    OffsetDateTime erased = row.getObject(16, OffsetDateTime.class);
    return new Correction(
        row.getLong(1),
        row.getObject(2, UUID.class),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getObject(6, UUID.class),
        row.getString(7),
        row.getString(8),
        row.getObject(9, UUID.class),
        row.getObject(10, OffsetDateTime.class).toInstant(),
        row.getString(11),
        row.getString(12),
        row.getString(13),
        row.getString(14),
        row.getObject(15, OffsetDateTime.class).toInstant(),
        erased == null ? null : erased.toInstant());
  }
}
