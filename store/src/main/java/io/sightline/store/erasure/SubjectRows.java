package io.sightline.store.erasure;

import io.sightline.domain.facts.Fact;
import io.sightline.domain.plates.NormalPlate;
import io.sightline.domain.plates.PlateInText;
import io.sightline.store.facts.FactKind;
import io.sightline.store.facts.FactKinds;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** All that is known of one plate at a site, in all runs. */
public final class SubjectRows {
  private final JdbcClient jdbc;
  private final FactKinds kinds;

  public SubjectRows(DataSource database, FactKinds kinds) {
    this.jdbc = JdbcClient.create(database);
    this.kinds = kinds;
  }

  /**
   * What is known.
   *
   * @param facts by kind, each with its run, the oldest first
   * @param pictures of the plate and of its passages, by the facts that name them
   * @param audit what people did that names the plate
   * @param erasures requests that erased it, or are about to
   * @param truncated whether there is more than this
   */
  public record Known(
      Map<String, List<Map<String, Object>>> facts,
      List<Picture> pictures,
      List<Noted> audit,
      List<Long> erasures,
      boolean truncated) {}

  /**
   * A picture, and the fact that names it.
   *
   * @param whole whether it is the whole picture of a passage
   */
  public record Picture(String run, UUID fact, boolean whole) {}

  /** Something that somebody did. */
  public record Noted(Instant at, String principal, String action, String object) {}

  /**
   * @param spellings how the plate may stand in rows
   * @param plate in its normal form
   * @param mark by what it is known when it is erased; null where nobody can tell
   * @param subject by what the audit knows the plate; null where it knows none
   * @param most of each kind at most so many
   */
  public Known of(
      String site,
      Collection<String> spellings,
      String plate,
      byte[] mark,
      byte[] subject,
      int most) {
    Map<String, List<Map<String, Object>>> facts = new LinkedHashMap<>();
    List<Picture> pictures = new ArrayList<>();
    Set<String> tracks = new LinkedHashSet<>();
    boolean truncated = false;
    for (FactKind<?> kind : kinds.all()) {
      if (kind.plate().isPresent()) {
        List<Map<String, Object>> told = named(kind, site, spellings, most);
        truncated |= told.size() > most;
        facts.put(kind.name(), told.subList(0, Math.min(most, told.size())));
      }
    }
    for (Map<String, Object> read : facts.get(FactKinds.PLATE_READS.name())) {
      if (read.get("evidence") != null) {
        pictures.add(picture(read, false));
      }
      if (read.get("track") != null) {
        tracks.add((String) read.get("track"));
      }
    }
    for (Map<String, Object> passage : facts.get(FactKinds.PASSAGES.name())) {
      if (passage.get("picture") != null) {
        pictures.add(picture(passage, true));
      }
    }
    for (FactKind<?> kind :
        List.of(FactKinds.VEHICLE_TRACKS, FactKinds.DWELL_TIMES, FactKinds.SPOT_STAYS)) {
      List<Map<String, Object>> told = ofTracks(kind, site, tracks, most);
      truncated |= told.size() > most;
      facts.put(kind.name(), told.subList(0, Math.min(most, told.size())));
    }
    facts.put("corrections", corrections(site, spellings, most));
    List<Map<String, Object>> noted = records(site, spellings, most);
    truncated |= noted.size() > most;
    facts.put("history", noted.subList(0, Math.min(most, noted.size())));
    facts.put("reviews", reviews(site, plate, ids(facts.get(FactKinds.PLATE_READS.name())), most));
    facts.put("bolos", bolos(site, plate, most));
    UUID[] told =
        kinds.all().stream()
            .filter(kind -> kind.plate().isPresent())
            .flatMap(kind -> Stream.of(ids(facts.get(kind.name()))))
            .toArray(UUID[]::new);
    facts.put("webhook_deliveries", deliveries(site, told, most));
    List<Noted> done = audit(plate, subject, most);
    truncated |=
        done.size() >= most
            || Stream.of("reviews", "bolos", "webhook_deliveries")
                .anyMatch(kind -> facts.get(kind).size() >= most);
    return new Known(facts, pictures, done, erasures(site, mark), truncated);
  }

  private static UUID[] ids(List<Map<String, Object>> facts) {
    return facts.stream()
        .map(fact -> UUID.fromString((String) fact.get("id")))
        .toArray(UUID[]::new);
  }

  /** What people have said of its reads, or of others with its name. */
  private List<Map<String, Object>> reviews(String site, String plate, UUID[] reads, int most) {
    List<Map<String, Object>> told = new ArrayList<>();
    Set<UUID> known = new LinkedHashSet<>(List.of(reads));
    jdbc.sql(
            "select run, fact, at, state, comments, made_at from reviews where site = :site and (fact = any (:reads) or "
                + ErasedTexts.mayName("comments")
                + ") order by at, fact")
        .param("site", site)
        .param("reads", reads)
        .param("skeletons", ErasedTexts.skeletons(List.of(plate)))
        .query(
            row -> {
              UUID fact = row.getObject("fact", UUID.class);
              String comments = row.getString("comments");
              boolean isNamed = comments != null && PlateInText.names(comments, List.of(plate));
              if (told.size() < most && (isNamed || known.contains(fact))) {
                Map<String, Object> review = new LinkedHashMap<>();
                review.put("run", row.getString("run"));
                review.put("fact", fact.toString());
                review.put("at", time(row, "at"));
                review.put("state", row.getString("state"));
                review.put("comments", comments);
                review.put("made_at", time(row, "made_at"));
                told.add(review);
              }
            });
    return told;
  }

  /** Entries of watchlists that people made for it alone. */
  private List<Map<String, Object>> bolos(String site, String plate, int most) {
    List<Map<String, Object>> told = new ArrayList<>();
    jdbc.sql(
            """
            select id, pattern, match, description, valid_from, valid_to, made_at from bolos
            where site = ? and match in ('exact', 'similar') order by made_at, id
            """)
        .param(site)
        .query(
            row -> {
              if (told.size() < most && NormalPlate.of(row.getString("pattern")).equals(plate)) {
                Map<String, Object> entry = new LinkedHashMap<>();
                entry.put("id", row.getString("id"));
                entry.put("pattern", row.getString("pattern"));
                entry.put("match", row.getString("match"));
                entry.put("description", row.getString("description"));
                entry.put("valid_from", time(row, "valid_from"));
                entry.put(
                    "valid_to", row.getObject("valid_to") == null ? null : time(row, "valid_to"));
                entry.put("made_at", time(row, "made_at"));
                told.add(entry);
              }
            });
    return told;
  }

  /** Who was told, or is to be told, of its facts. */
  private List<Map<String, Object>> deliveries(String site, UUID[] facts, int most) {
    return jdbc.sql(
            """
            select w.url, w.description, d.of_kind, d.fact, d.state, d.made_at
            from webhook_deliveries d join webhooks w on w.id = d.webhook
            where d.site = :site and d.fact = any (:facts) order by d.id limit :most
            """)
        .param("site", site)
        .param("facts", facts)
        .param("most", most)
        .query(
            (row, number) -> {
              Map<String, Object> told = new LinkedHashMap<>();
              told.put("url", row.getString("url"));
              told.put("description", row.getString("description"));
              told.put("of_kind", row.getString("of_kind"));
              told.put("fact", row.getString("fact"));
              told.put("state", row.getString("state"));
              told.put("made_at", time(row, "made_at"));
              return told;
            })
        .list();
  }

  private static Picture picture(Map<String, Object> fact, boolean whole) {
    return new Picture((String) fact.get("run"), UUID.fromString((String) fact.get("id")), whole);
  }

  private <F extends Fact> List<Map<String, Object>> named(
      FactKind<F> kind, String site, Collection<String> spellings, int most) {
    return jdbc.sql(
            "select * from %s where %s = any (?) and site = ? and not retracted order by at, run limit ?"
                .formatted(kind.name(), kind.plate().orElseThrow().name()))
        .params(spellings.toArray(String[]::new), site, most + 1)
        .query((row, number) -> kind.told(row.getString("run"), kind.read(row)))
        .list();
  }

  /** Tracks begin at most ten days before what is said of them. */
  private <F extends Fact> List<Map<String, Object>> ofTracks(
      FactKind<F> kind, String site, Set<String> tracks, int most) {
    String track = kind == FactKinds.VEHICLE_TRACKS ? "id" : "track";
    return jdbc.sql(
            """
            with spans as (select distinct run, track, min(at) as at from plate_reads
              where track = any (:tracks) and site = :site group by run, track)
            select t.* from spans s join %s t on t.run = s.run and t.site = :site and t.%s = s.track
              and t.at > s.at - interval '10 days' and t.at < s.at + interval '10 days'
            where not t.retracted order by t.at, t.run limit :most
            """
                .formatted(kind.name(), track))
        .param("tracks", tracks.stream().map(UUID::fromString).toArray(UUID[]::new))
        .param("site", site)
        .param("most", most + 1)
        .query((row, number) -> kind.told(row.getString("run"), kind.read(row)))
        .list();
  }

  private List<Map<String, Object>> corrections(
      String site, Collection<String> spellings, int most) {
    return jdbc.sql(
            """
            select id, run, of_kind, fact, camera, track, at, was, became, reason, made_at
            from corrections where site = :site and (was = any (:spellings) or became = any (:spellings))
            order by at, id limit :most
            """)
        .param("site", site)
        .param("spellings", spellings.toArray(String[]::new))
        .param("most", most)
        .query(
            (row, number) -> {
              Map<String, Object> told = new LinkedHashMap<>();
              told.put("id", row.getString("id"));
              told.put("run", row.getString("run"));
              told.put("of_kind", row.getString("of_kind"));
              told.put("fact", row.getString("fact"));
              told.put("camera", row.getString("camera"));
              told.put("track", row.getString("track"));
              told.put("at", time(row, "at"));
              told.put("was", row.getString("was"));
              told.put("became", row.getString("became"));
              told.put("reason", row.getString("reason"));
              told.put("made_at", time(row, "made_at"));
              return told;
            })
        .list();
  }

  /** What people have noted. */
  private List<Map<String, Object>> records(String site, Collection<String> spellings, int most) {
    return jdbc.sql(
            """
            select h.id, h.plate, h.subject, h.description, h.date, h.passage, i.filename
            from history h left join images i on i.image_id = h.image_id
            where h.site = :site and h.plate = any (:spellings) and h.plate <> ''
            order by h.date, h.id limit :most
            """)
        .param("site", site)
        .param("spellings", spellings.toArray(String[]::new))
        .param("most", most + 1)
        .query(
            (row, number) -> {
              Map<String, Object> told = new LinkedHashMap<>();
              told.put("id", row.getLong("id"));
              told.put("plate", row.getString("plate"));
              told.put("subject", row.getString("subject"));
              told.put("description", row.getString("description"));
              told.put("at", time(row, "date"));
              told.put("passage", row.getString("passage"));
              told.put("picture", row.getString("filename"));
              return told;
            })
        .list();
  }

  private static Instant time(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private List<Noted> audit(String plate, byte[] subject, int most) {
    List<Noted> noted = new ArrayList<>();
    jdbc.sql(
            "select at, principal, action, object, subject = :subject from audit_log where subject = :subject or "
                + ErasedTexts.mayName("object")
                + " order by at, id")
        .param("subject", subject)
        .param("skeletons", ErasedTexts.skeletons(List.of(plate)))
        .query(
            row -> {
              boolean isOfIt =
                  row.getBoolean(5) || PlateInText.names(row.getString(4), List.of(plate));
              if (isOfIt && noted.size() < most) {
                noted.add(
                    new Noted(
                        row.getObject(1, OffsetDateTime.class).toInstant(),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4)));
              }
            });
    return noted;
  }

  private List<Long> erasures(String site, byte[] mark) {
    return mark == null
        ? List.of()
        : jdbc.sql(
                "select distinct erasure from plate_tombstones where site = ? and mark = ? order by 1")
            .params(site, mark)
            .query(Long.class)
            .list();
  }
}
