package io.sightline.store.records;

import io.sightline.domain.BadInput;
import io.sightline.domain.facts.Fact;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.privacy.PlateKeys;
import io.sightline.domain.runs.RunName;
import io.sightline.store.facts.FactKind;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.ReportedFacts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What people note of vehicles, the pictures they keep with it, and the facts that follow. */
public final class RecordRows {
  private static final Instant BEGINNING = Instant.parse("0001-01-01T00:00:00Z");

  private static final OffsetDateTime END =
      Instant.parse("9999-12-31T23:59:59Z").atOffset(ZoneOffset.UTC);

  private final JdbcClient jdbc;
  private final TransactionTemplate transactions;
  private final ReportedFacts facts;
  private final PlateKeys keys;

  /**
   * @param keys by which plates are known that are erased
   * @param codeVersion of the program
   */
  public RecordRows(DataSource database, PlateKeys keys, String codeVersion) {
    this(database, keys, codeVersion, true);
  }

  /**
   * @param news whether those who listen are told what is written
   */
  public RecordRows(DataSource database, PlateKeys keys, String codeVersion, boolean news) {
    JdbcTemplate template = new JdbcTemplate(database);
    this.jdbc = JdbcClient.create(template);
    this.transactions = new TransactionTemplate(new JdbcTransactionManager(database));
    this.keys = keys;
    this.facts = new ReportedFacts(template, keys, codeVersion, news);
  }

  /**
   * A picture that is kept.
   *
   * @param filename as people know it, one of its site's
   * @param picture its name among the live run's pictures
   * @param bytes of the file
   * @param width pixels of the upright picture
   * @param user who sent it; null for nobody who is known
   */
  public record Image(
      String site,
      String filename,
      String picture,
      long bytes,
      int width,
      int height,
      Instant sentAt,
      Long user) {
    Image named(String other) {
      return new Image(site, other, picture, bytes, width, height, sentAt, user);
    }
  }

  /**
   * Something that was noted of a vehicle.
   *
   * @param plate empty where none was read
   * @param user who noted it; null for nobody who is known
   */
  public record Record(
      long id,
      String site,
      String plate,
      String subject,
      String description,
      Instant at,
      Long user) {}

  /**
   * The same as people are told it.
   *
   * @param username null where there is no such user any more, or never was
   */
  public record Told(
      long id, String plate, String subject, String description, Instant at, String username) {}

  /** A number for a record, which no other gets. */
  public long number() {
    return jdbc.sql("select nextval('history_id_seq')").query(Long.class).single();
  }

  /** Whether there is a picture of that name. */
  public boolean hasImage(String site, String filename) {
    return jdbc.sql("select exists (select from images where site = ? and filename = ?)")
        .params(site, filename)
        .query(Boolean.class)
        .single();
  }

  /**
   * Keeps a record with what belongs to it, all or nothing.
   *
   * @param image null for none
   * @param passage that it says there was; null for none
   * @return whether it was kept; false when there is a picture of that name by now
   */
  public boolean add(Record record, Image image, Passage passage) {
    return transactions.execute(
        status -> {
          Long imageId = null;
          if (image != null) {
            imageId = insert(image).orElse(null);
            if (imageId == null) {
              return false;
            }
          }
          insert(record, imageId, passage == null ? null : passage.head().id(), null);
          if (passage != null) {
            facts.write(FactKinds.PASSAGES, List.of(passage));
          }
          return true;
        });
  }

  /**
   * What a record or picture was in another system.
   *
   * @param system and which of them
   * @param number of it there
   */
  public record Origin(String system, long number) {}

  /**
   * Keeps a picture that was brought, unless it was before.
   *
   * @return whether it is new
   */
  public boolean bring(Image image, Origin origin) {
    if (isBrought("images", "upload_date", origin, image.sentAt())) {
      return false;
    }
    Image named = image;
    while (insert(named, origin).isEmpty()) {
      // Two of one name, which people tell apart by their numbers.
      named =
          image.named(image.filename().replaceFirst("(\\.[^.]*)?$", "-" + origin.number() + "$1"));
      if (isBrought("images", "upload_date", origin, image.sentAt())) {
        return false;
      }
    }
    return true;
  }

  /**
   * @throws BadInput when what was brought by this number is of another time: it is something else
   */
  private boolean isBrought(String table, String column, Origin origin, Instant at) {
    Optional<Instant> brought =
        jdbc.sql("select %s from %s where origin = ? and origin_id = ?".formatted(column, table))
            .params(origin.system(), origin.number())
            .query((row, number) -> row.getObject(1, OffsetDateTime.class).toInstant())
            .optional();
    if (brought.isPresent() && !brought.get().equals(at.truncatedTo(ChronoUnit.MICROS))) {
      throw new BadInput(
          "Number %d of %s was brought before with the time %s and not %s: from another database of this name, or with another --time-zone; give --name where there are two."
              .formatted(origin.number(), table, brought.get(), at));
    }
    return brought.isPresent();
  }

  /**
   * Keeps a record that was brought, unless it was before.
   *
   * @param passage that it says there was; null for none
   * @return whether it is new
   */
  public boolean bring(Record record, Origin origin, Passage passage) {
    return transactions.execute(
        status -> {
          if (isBrought("history", "date", origin, record.at())) {
            return false;
          }
          insert(record, null, passage == null ? null : passage.head().id(), origin);
          if (passage != null) {
            facts.write(FactKinds.PASSAGES, List.of(passage));
          }
          return true;
        });
  }

  /**
   * Says of pictures that were brought which records they are of: where a picture was sent shortly
   * before a record was made, and no other of either lies so near.
   *
   * @return of how many
   */
  public int join(String system, Duration near) {
    return jdbc.sql(
            """
            update history h set image_id = i.image_id
            from images i
            where h.origin = :system and i.origin = :system and h.image_id is null
              and h.site = i.site and i.upload_date between h.date - cast(:near as interval) and h.date
              and (select count(*) from images o where o.site = h.site and o.origin = :system
                and o.upload_date between h.date - cast(:near as interval) and h.date) = 1
              and (select count(*) from history o where o.site = h.site and o.origin = :system
                and o.date between i.upload_date and i.upload_date + cast(:near as interval)) = 1
            """)
        .param("system", system)
        .param("near", near.toSeconds() + " s")
        .update();
  }

  /**
   * Forgets pictures that were brought and are of an erased record, or lie near one and are of
   * none.
   *
   * @return their names among the live run's pictures
   */
  public List<String> forgetErased(String system, Duration near) {
    return jdbc.sql(
            """
            delete from images i where i.origin = :system and exists (
              select from history h where h.site = i.site and h.erased_at is not null
                and (h.image_id = i.image_id
                  or h.date between i.upload_date and i.upload_date + cast(:near as interval)
                    and not exists (select from history o where o.image_id = i.image_id)))
            returning i.picture
            """)
        .param("system", system)
        .param("near", near.toSeconds() + " s")
        .query(String.class)
        .list();
  }

  private Optional<Long> insert(Image image) {
    return insert(image, null);
  }

  private Optional<Long> insert(Image image, Origin origin) {
    return jdbc.sql(
            """
            insert into images (site, filename, picture, file_size, file_type, width, height,
              upload_date, user_id, origin, origin_id)
            values (:site, :filename, :picture, :size, 'jpg', :width, :height, :at,
              (select user_id from users where user_id = :user), :origin, :number)
            on conflict (site, filename) do nothing returning image_id
            """)
        .param("origin", origin == null ? null : origin.system())
        .param("number", origin == null ? null : (Long) origin.number())
        .param("site", image.site())
        .param("filename", image.filename())
        .param("picture", image.picture())
        .param("size", image.bytes())
        .param("width", image.width())
        .param("height", image.height())
        .param("at", time(image.sentAt()))
        .param("user", image.user())
        .query(Long.class)
        .optional();
  }

  /** An account may have been deleted at this moment, or a plate erased. */
  private void insert(Record record, Long image, String passage, Origin origin) {
    boolean canBeErased = keys.erasure() != null && !record.plate().isEmpty();
    jdbc.sql(
            """
            insert into history (id, site, plate, subject, description, date, user_id, image_id,
              passage, erased_at, origin, origin_id)
            select :id, :site, case when e.erased then '' else :plate end, :subject,
              case when e.erased then '' else :description end, :at,
              (select user_id from users where user_id = :user), :image, :passage,
              case when e.erased then now() end, :origin, :number
            from (select is_erased(:site, :mark, null, :at, :at) as erased) e
            """)
        .param("id", record.id())
        .param("site", record.site())
        .param("plate", record.plate())
        .param("subject", record.subject())
        .param("description", record.description())
        .param("at", time(record.at()))
        .param("user", record.user())
        .param("image", image)
        .param("passage", passage == null ? null : UUID.fromString(passage))
        .param("origin", origin == null ? null : origin.system())
        .param("number", origin == null ? null : (Long) origin.number())
        .param("mark", canBeErased ? keys.mark(record.site(), record.plate()) : null)
        .update();
  }

  /** Whether a plate was erased for a time, so that nobody may write it again. */
  public boolean isErased(String site, String plate, Instant at) {
    return keys.erasure() != null
        && jdbc.sql("select is_erased(:site, :mark, null, :at, :at)")
            .param("site", site)
            .param("mark", keys.mark(site, plate))
            .param("at", time(at))
            .query(Boolean.class)
            .single();
  }

  /**
   * What was noted at a site, the newest first.
   *
   * @param user only by them; null for all
   * @param beforeAt only what comes behind this in the list, with the id; null for all
   */
  public List<Told> list(String site, Long user, Instant beforeAt, Long beforeId, int most) {
    return jdbc.sql(records(user != null))
        .param("site", site)
        .param("user", user)
        .param("before_date", beforeAt == null ? END : time(beforeAt))
        .param("before_id", beforeId == null ? (Long) Long.MAX_VALUE : beforeId)
        .param("most", most)
        .query(
            (row, number) ->
                new Told(
                    row.getLong(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    instant(row, 5),
                    row.getString(6)))
        .list();
  }

  /**
   * @param own whether only those by a user
   */
  static String records(boolean own) {
    return """
        select h.id, h.plate, h.subject, h.description, h.date, u.username
        from history h left join users u on u.user_id = h.user_id
        where h.site = :site %s and (h.date, h.id) < (:before_date, :before_id)
        order by h.date desc, h.id desc limit :most
        """
        .formatted(ofUser(own, "h.user_id"));
  }

  private static String ofUser(boolean own, String column) {
    return own ? "and " + column + " = :user" : "";
  }

  /**
   * The newest picture of a site.
   *
   * @param user only theirs; null for anybody's
   */
  public Optional<Image> newestImage(String site, Long user) {
    return jdbc.sql(
            """
            select site, filename, picture, file_size, width, height, upload_date, user_id
            from images where site = :site %s
            order by upload_date desc, image_id desc limit 1
            """
                .formatted(ofUser(user != null, "user_id")))
        .param("site", site)
        .param("user", user)
        .query(
            (row, number) ->
                new Image(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getLong(4),
                    row.getInt(5),
                    row.getInt(6),
                    instant(row, 7),
                    row.getObject(8, Long.class)))
        .optional();
  }

  private static Instant instant(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static OffsetDateTime time(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }

  /** Does something alone: of a site's stays one at a time is made, whoever makes them. */
  public <T> T alone(String site, Supplier<T> work) {
    return transactions.execute(
        status -> {
          jdbc.sql("select pg_advisory_xact_lock(hashtextextended('sightline records ' || ?, 0))")
              .param(site)
              .query()
              .listOfRows();
          return work.get();
        });
  }

  /** Passages that were noted, the oldest first; without those of which something is erased. */
  public List<Passage> passages(String site, String camera, Instant from) {
    return jdbc.sql(
            """
            select * from passages where run = :run and site = :site and camera = :camera
              and at >= :from and not retracted and erased_at is null order by at, id
            """)
        .param("run", RunName.LIVE)
        .param("site", site)
        .param("camera", camera)
        .param("from", time(from))
        .query((row, number) -> FactKinds.PASSAGES.read(row))
        .list();
  }

  /**
   * A part of all passages that were noted, in the order of their times.
   *
   * @param after the last one of the part before it; null for the first
   */
  public List<Passage> passages(String site, String camera, Passage after, int most) {
    return jdbc.sql(
            """
            select * from passages where run = :run and site = :site and camera = :camera
              and (at, id) > (:at, :id) and not retracted and erased_at is null
            order by at, id limit :most
            """)
        .param("run", RunName.LIVE)
        .param("site", site)
        .param("camera", camera)
        .param(
            "at", time(after == null ? BEGINNING : Instant.ofEpochMilli(after.head().atMillis())))
        .param("id", after == null ? new UUID(0, 0) : UUID.fromString(after.head().id()))
        .param("most", most)
        .query((row, number) -> FactKinds.PASSAGES.read(row))
        .list();
  }

  /** Those facts of some ids that there are. */
  public <F extends Fact> List<F> known(FactKind<F> kind, Collection<String> ids) {
    return jdbc.sql(
            "select * from %s where run = :run and id = any (:ids) and not retracted"
                .formatted(kind.name()))
        .param("run", RunName.LIVE)
        .param("ids", ids.stream().map(UUID::fromString).toArray(UUID[]::new))
        .query((row, number) -> kind.read(row))
        .list();
  }

  /**
   * What a person has said last of a vehicle's plate.
   *
   * @param plate null when it cannot be read
   */
  public record Word(String track, String plate, Instant madeAt) {}

  /** What was said of vehicles that were seen since a time. */
  public List<Word> words(String site, String camera, Instant from) {
    return jdbc.sql(
            """
            select distinct on (track) track, became, made_at from corrections
            where site = :site and camera = :camera and at >= :from and erased_at is null
            order by track, number desc
            """)
        .param("site", site)
        .param("camera", camera)
        .param("from", time(from))
        .query((row, number) -> new Word(row.getString(1), row.getString(2), instant(row, 3)))
        .list();
  }

  /** Writes facts, or revises those that are there. */
  public <F extends Fact> void write(FactKind<F> kind, Collection<F> written) {
    facts.write(kind, written);
  }

  /**
   * Writes of what was made anew what is other than what is there, and takes back what is not made
   * any more.
   *
   * @param of the same fact with another head
   * @param possible ids of all that there can be
   * @param made with ids that are possible
   */
  public <F extends Fact> void writeChanges(
      FactKind<F> kind,
      BiFunction<F, FactHead, F> of,
      Collection<String> possible,
      List<F> made,
      long nowMillis) {
    Map<String, F> before = new LinkedHashMap<>();
    known(kind, possible).forEach(fact -> before.put(fact.head().id(), fact));
    List<F> gone = new ArrayList<>();
    List<F> written = new ArrayList<>();
    for (F fact : made) {
      F known = fact.head().isRetracted() ? null : before.remove(fact.head().id());
      if (known == null) {
        if (!fact.head().isRetracted()) {
          written.add(fact);
        }
      } else if (!isSame(of, known, fact)) {
        if (known.head().isFinal() && !fact.head().isFinal()) {
          gone.add(of.apply(known, known.head().retracted(later(known, nowMillis))));
        }
        written.add(
            of.apply(fact, fact.head().revised(later(fact, nowMillis), fact.head().isFinal())));
      }
    }
    before
        .values()
        .forEach(fact -> gone.add(of.apply(fact, fact.head().retracted(later(fact, nowMillis)))));
    write(kind, gone);
    write(kind, written);
  }

  private static <F extends Fact> boolean isSame(BiFunction<F, FactHead, F> of, F one, F other) {
    FactHead head = one.head().revised(other.head().revisionMillis(), one.head().isFinal());
    return of.apply(one, head).equals(other);
  }

  private static long later(Fact fact, long millis) {
    return Math.max(fact.head().revisionMillis(), millis);
  }

  /** The record of a passage says the plate that the passage does. */
  public void rename(Passage passage) {
    jdbc.sql("update history set plate = ? where passage = ? and erased_at is null")
        .params(
            passage.plate() == null ? "" : passage.plate(), UUID.fromString(passage.head().id()))
        .update();
  }
}
