package io.sightline.store.erasure;

import io.sightline.domain.facts.Fact;
import io.sightline.domain.json.Json;
import io.sightline.domain.messages.Topics;
import io.sightline.domain.plates.NormalPlate;
import io.sightline.store.facts.FactColumn;
import io.sightline.store.facts.FactKind;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.holds.Holds;
import io.sightline.store.holds.Holds.Hold;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Does what erasures ask for in the tables, in steps that are small transactions each and change
 * nothing when they are done again, so that whoever comes next goes on where one was broken off.
 */
public final class ErasureWork {
  /** Labels in the place of an erased plate. */
  public static final String PLATE_LABEL = "plate";

  static final String ERASED = "(erased)";
  private static final int BATCH = 1_000;

  private final JdbcClient jdbc;
  private final FactKinds kinds;

  /**
   * @param jdbc each statement of which is a transaction
   */
  public ErasureWork(JdbcClient jdbc, FactKinds kinds) {
    this.jdbc = jdbc;
    this.kinds = kinds;
  }

  /**
   * An erasure that is not done.
   *
   * @param track null for every track of the plate
   * @param spellings how the plate may stand in rows
   * @param to exclusive
   * @param position where the look through the observation log stands; null at its beginning
   */
  public record Open(
      long id,
      String site,
      UUID track,
      List<String> spellings,
      Instant from,
      Instant to,
      Position position) {

    /** Whether a text names the plate, in whatever spelling. */
    public boolean names(String text) {
      String normal = NormalPlate.of(text);
      return !normal.isEmpty() && plates().contains(normal);
    }

    /** In their normal form. */
    public List<String> plates() {
      return spellings.stream().map(NormalPlate::of).distinct().toList();
    }

    /** Whether something that lasted from one time to another is of the time to be erased. */
    public boolean covers(long firstMillis, long lastMillis) {
      return firstMillis < to.toEpochMilli() && lastMillis >= from.toEpochMilli();
    }
  }

  /** The last minute of the log that was looked at. */
  public record Position(String run, String camera, long atMillis) {}

  /**
   * Those whose tombstones everybody knows: who wrote without knowing them has ended.
   *
   * @param settledSeconds in which whoever remembers tombstones asks for new ones
   */
  public List<Open> open(int settledSeconds) {
    return jdbc.sql(
            """
            select id, site, track, spellings, from_at, to_at, position::text from erasures
            where state <> 'done' and made_at < now() - :settled * interval '1 second'
              and made_xid < pg_snapshot_xmin(pg_current_snapshot())
            order by id
            """)
        .param("settled", settledSeconds)
        .query(
            (row, number) ->
                new Open(
                    row.getLong(1),
                    row.getString(2),
                    row.getObject(3, UUID.class),
                    List.of((String[]) row.getArray(4).getArray()),
                    row.getObject(5, OffsetDateTime.class).toInstant(),
                    row.getObject(6, OffsetDateTime.class).toInstant(),
                    row.getString(7) == null ? null : Json.read(row.getString(7), Position.class)))
        .list();
  }

  /** Why an erasure waits: a hold of its site and time. It is noted with it. */
  public Optional<Hold> held(Open erasure) {
    Optional<Hold> hold = new Holds(jdbc).overlapping(erasure.site(), erasure.from(), erasure.to());
    jdbc.sql("update erasures set state = ?, error = ? where id = ?")
        .params(
            hold.isPresent() ? "held" : "running",
            hold.map(held -> "Held by hold " + held.id() + " (" + held.reason() + ").")
                .orElse(null),
            erasure.id())
        .update();
    return hold;
  }

  /** Blanks the plate in all facts. Their tracks are noted, so that the log follows. */
  public void facts(Open erasure) {
    for (FactKind<?> kind : kinds.all()) {
      if (kind.plate().isPresent()) {
        String plate = kind.plate().get().name();
        String ofTime =
            "s.site = :site and s.at < :to and greatest(s.revision, (extract(epoch from s.at) * 1000)::bigint)"
                + " >= :from and s."
                + plate;
        blank(erasure, kind, ofTime + " = any (:spellings)");
        if (erasure.track() != null) {
          for (FactColumn track : kind.tracks()) {
            blank(
                erasure,
                kind,
                "s.site = :site and s.%s = :track and s.%s <> ''".formatted(track.name(), plate));
          }
        }
      }
    }
  }

  private void blank(Open erasure, FactKind<?> kind, String condition) {
    String sql = blanking(kind, condition);
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("spellings", erasure.spellings().toArray(String[]::new));
    parameters.put("site", erasure.site());
    parameters.put("from", erasure.from().toEpochMilli());
    parameters.put("to", erasure.to().atOffset(ZoneOffset.UTC));
    parameters.put("track", erasure.track());
    parameters.put("batch", BATCH);
    parameters.put("table", kind.name());
    parameters.put("id", erasure.id());
    while (jdbc.sql(sql).params(parameters).update() > 0) {
      // The next batch.
    }
  }

  /**
   * Blanks a batch and counts it, at once.
   *
   * @param condition on rows {@code s}
   */
  static String blanking(FactKind<?> kind, String condition) {
    String set =
        kind.blanks().entrySet().stream()
            .map(blank -> blank.getKey() + " = " + blank.getValue())
            .collect(Collectors.joining(", "));
    return """
        with found as (%s),
        blanked as (update %s t set %s, erased_at = now(), recorded_at = default, written_xid = default%s
          from found f where t.run = f.run and t.at = f.at and t.id = f.id returning 1),
        counted as (select count(*) as rows from blanked)
        update erasures set counts = jsonb_set(counts, array[:table],
          to_jsonb(coalesce((counts ->> :table)::bigint, 0) + counted.rows))
        from counted where id = :id and counted.rows > 0
        """
        .formatted(
            finding(kind, condition),
            kind.name(),
            set,
            kind.goesWithItsPlate() ? ", retracted = true" : "");
  }

  /** Finds the rows of a plate, in all runs. */
  static String finding(FactKind<?> kind, String condition) {
    return "select s.run, s.at, s.id from %s s where %s limit :batch"
        .formatted(kind.name(), condition);
  }

  /**
   * A message of what is left of a fact.
   *
   * @param value null where nothing is
   */
  public record Message(String topic, String key, String value) {}

  /**
   * What is left of the live run's facts that were blanked, as messages of every topic of theirs.
   */
  public void messages(Open erasure, Consumer<Message> each) {
    for (FactKind<?> kind : kinds.all()) {
      if (kind.plate().isPresent()) {
        messages(erasure, kind, each);
      }
    }
  }

  private <F extends Fact> void messages(Open erasure, FactKind<F> kind, Consumer<Message> each) {
    jdbc.sql(
            """
            select * from %s t where run = 'live' and site = :site and at < :to
              and erased_at >= (select made_at from erasures where id = :id)
            """
                .formatted(kind.name()))
        .param("site", erasure.site())
        .param("to", erasure.to().atOffset(ZoneOffset.UTC))
        .param("id", erasure.id())
        .query((row, number) -> kind.read(row))
        .list()
        .forEach(
            fact -> {
              String left = kind.erasedMessage("live", fact);
              each.accept(new Message(kind.topic(), erasure.site(), left));
              each.accept(
                  new Message(
                      Topics.ofKind(kind.name()),
                      kind.messageKey("live", fact),
                      kind.goesWithItsPlate() ? null : left));
            });
  }

  /** Notes why it does not go on for now. */
  public void trouble(Open erasure, String sentence) {
    jdbc.sql("update erasures set error = ? where id = ?").params(sentence, erasure.id()).update();
  }

  /** Adds to what was done. */
  public void count(Open erasure, String what, long more) {
    if (more > 0) {
      jdbc.sql(
              """
              update erasures set counts = jsonb_set(counts, array[:what],
                to_jsonb(coalesce((counts ->> :what)::bigint, 0) + :more)) where id = :id
              """)
          .param("what", what)
          .param("more", more)
          .param("id", erasure.id())
          .update();
    }
  }

  /** Blanks the plate in texts: what was said of runs, of frames set aside, in the audit. */
  public void texts(Open erasure) {
    summaries(erasure);
    labels(erasure);
    corrections(erasure);
    records(erasure);
    ErasedTexts texts = new ErasedTexts(jdbc, erasure);
    texts.replace((table, changed) -> count(erasure, table, changed));
    count(erasure, "webhook_deliveries", texts.forgetDeliveries());
  }

  /** What a person has said of an erased plate or track is not known any more, and not applied. */
  private void corrections(Open erasure) {
    int blanked =
        jdbc.sql(
                """
                update corrections set was = null, became = null, reason = null, erased_at = now()
                where site = :site and erased_at is null and ((at >= :from and at < :to
                    and (was = any (:spellings) or became = any (:spellings)))
                  or track = :track
                  or track in (select t.track from erased_tracks t where t.site = :site
                    and t.noted_at >= (select made_at from erasures where id = :id)))
                """)
            .param("site", erasure.site())
            .param("from", erasure.from().atOffset(ZoneOffset.UTC))
            .param("to", erasure.to().atOffset(ZoneOffset.UTC))
            .param("spellings", erasure.spellings().toArray(String[]::new))
            .param("track", erasure.track())
            .param("id", erasure.id())
            .update();
    count(erasure, "corrections", blanked);
  }

  /** What people have noted of the vehicle. */
  private void records(Open erasure) {
    int blanked =
        jdbc.sql(
                """
                update history set plate = '', description = '', erased_at = now()
                where site = :site and erased_at is null
                  and ((date >= :from and date < :to and plate = any (:spellings))
                    or passage in (select p.id from passages p where p.track = :track))
                """)
            .param("site", erasure.site())
            .param("from", erasure.from().atOffset(ZoneOffset.UTC))
            .param("to", erasure.to().atOffset(ZoneOffset.UTC))
            .param("spellings", erasure.spellings().toArray(String[]::new))
            .param("track", erasure.track())
            .update();
    count(erasure, "history", blanked);
  }

  /**
   * Has pictures deleted that were kept with erased records, and forgets them.
   *
   * @param delete deletes one of the live run's pictures
   */
  public <X extends Exception> void recordedPictures(Open erasure, DeletesPicture<X> delete)
      throws X {
    Map<Long, String> pictures = new LinkedHashMap<>();
    jdbc.sql(
            """
            select i.image_id, i.picture from history h join images i on i.image_id = h.image_id
            where h.site = :site and h.erased_at >= (select made_at from erasures where id = :id)
            """)
        .param("site", erasure.site())
        .param("id", erasure.id())
        .query(
            row -> {
              pictures.put(row.getLong(1), row.getString(2));
            });
    for (Map.Entry<Long, String> picture : pictures.entrySet()) {
      delete.delete(picture.getValue());
      jdbc.sql("delete from images where image_id = ?").param(picture.getKey()).update();
      count(erasure, "pictures", 1);
    }
  }

  /**
   * Has archives deleted that may hold the plate, and forgets them.
   *
   * @param delete deletes an archive by its id
   */
  public <X extends Exception> void exports(Open erasure, DeletesPicture<X> delete) throws X {
    for (String id :
        jdbc.sql(
                """
                select export_id::text from exports where (sites is null or :site = any (sites))
                  and made_at < (select made_at from erasures where id = :id) + interval '1 minute'
                """)
            .param("site", erasure.site())
            .param("id", erasure.id())
            .query(String.class)
            .list()) {
      delete.delete(id);
      jdbc.sql("delete from exports where export_id = ?::uuid").param(id).update();
      count(erasure, "exports", 1);
    }
  }

  /** Deletes a picture by its name. */
  @FunctionalInterface
  public interface DeletesPicture<X extends Exception> {
    void delete(String picture) throws X;
  }

  /** A run's summary lists the plates that were read. */
  private void summaries(Open erasure) {
    Map<String, String> summaries = new LinkedHashMap<>();
    jdbc.sql("select run, summary::text from runs where site = ? and summary is not null")
        .param(erasure.site())
        .query(
            row -> {
              summaries.put(row.getString(1), row.getString(2));
            });
    summaries.forEach(
        (run, text) -> {
          @SuppressWarnings("unchecked") // An object's keys are texts.
          Map<String, Object> summary = Json.read(text, LinkedHashMap.class);
          if (summary.get("plates") instanceof List<?> plates) {
            List<Object> left = new ArrayList<>(plates);
            left.removeIf(
                plate -> erasure.spellings().contains(plate) && !isRead(run, (String) plate));
            if (left.size() < plates.size()) {
              summary.put("plates", left);
              jdbc.sql("update runs set summary = ?::json where run = ?")
                  .params(Json.write(summary), run)
                  .update();
              count(erasure, "runs", 1);
            }
          }
        });
  }

  private boolean isRead(String run, String plate) {
    return jdbc.sql("select exists (select from plate_reads where text = ? and run = ?)")
        .params(plate, run)
        .query(Boolean.class)
        .single();
  }

  private void labels(Open erasure) {
    Map<String, String> cameras = new LinkedHashMap<>();
    jdbc.sql("select camera, boxes::text from camera_latest where site = ?")
        .param(erasure.site())
        .query(
            row -> {
              cameras.put(row.getString(1), row.getString(2));
            });
    cameras.forEach(
        (camera, text) -> {
          @SuppressWarnings("unchecked") // Boxes are objects with texts as keys.
          List<Map<String, Object>> boxes = Json.read(text, List.class);
          boolean changed = false;
          for (Map<String, Object> box : boxes) {
            if (box.get("label") instanceof String label && erasure.names(label)) {
              box.put("label", PLATE_LABEL);
              changed = true;
            }
          }
          if (changed) {
            // Unless a newer word came meanwhile, which does not name it.
            int rows =
                jdbc.sql(
                        "update camera_latest set boxes = ?::json, written_xid = default"
                            + " where camera = ? and boxes::text = ?")
                    .params(Json.write(boxes), camera, text)
                    .update();
            count(erasure, "camera_latest", rows);
          }
        });
  }

  /** Notes that all is done, and forgets which plate it was about. */
  public void done(Open erasure) {
    jdbc.sql(
            """
            update erasures set state = 'done', spellings = null, position = null, error = null,
              ended_at = now() where id = ?
            """)
        .param(erasure.id())
        .update();
  }
}
