package io.sightline.store.imports;

import io.sightline.domain.BadInput;
import io.sightline.domain.DerivedIds;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.PlateRead;
import io.sightline.domain.json.Json;
import io.sightline.domain.plates.NormalPlate;
import io.sightline.domain.privacy.PlateKeys;
import io.sightline.domain.runs.RunName;
import io.sightline.domain.site.Privacy;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteDocument;
import io.sightline.domain.text.Slug;
import io.sightline.domain.watchlist.WatchPattern;
import io.sightline.domain.watchlist.WatchlistEntry.Match;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.ReportedFacts;
import io.sightline.store.registry.CameraSecrets;
import io.sightline.store.registry.SiteRegistry;
import io.sightline.store.review.ReviewRows;
import io.sightline.store.sites.CameraDetailRows;
import io.sightline.store.watchlists.BoloRows;
import io.sightline.store.watchlists.BoloRows.Bolo;
import io.sightline.store.watchlists.BoloRows.Question;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Brings ANPR City's people with their passwords, its cameras, plates that were read with what was
 * said of them, and who is wanted. What was brought before stays as it is, so that it may be broken
 * off and run again. The source is only read; nobody is told of what is brought.
 */
public final class AnprImport {
  private static final int AT_ONCE = 1_000;
  private static final int MOST_BOLOS = 20_000;
  private static final int LONGEST_OF_A_NAME = 40;
  private static final Set<String> SAID = Set.of("confirmed", "corrected", "rejected");

  private final JdbcClient from;
  private final JdbcClient to;
  private final Target target;
  private final SiteRegistry registry;
  private final CameraDetailRows details;
  private final ReportedFacts facts;
  private final ReviewRows reviews;
  private final BoloRows bolos;
  private final BroughtUsers people;
  private final TransactionTemplate transactions;
  private final Set<String> notes = new TreeSet<>();
  private final Map<String, String> cameras = new HashMap<>();

  /**
   * Where it is brought to.
   *
   * @param site id of the site that cameras belong to
   * @param secrets what keeps cameras' credentials
   * @param crops keeps pictures of plates
   * @param version of the program
   */
  public record Target(
      DatabaseAddress database,
      String site,
      PlateKeys keys,
      CameraSecrets secrets,
      Crops crops,
      String version) {}

  /** Keeps pictures of plates. */
  @FunctionalInterface
  public interface Crops {
    /** Where nobody has them. */
    Crops NONE = (camera, at, event, path) -> Optional.empty();

    /**
     * @param camera as it is known here
     * @param event its id there
     * @param path as it stands there; null for none
     * @return the picture's name among those of the live run; empty where there is none
     */
    Optional<String> keep(String camera, Instant at, String event, String path);
  }

  private AnprImport(
      SingleConnectionDataSource source, SingleConnectionDataSource session, Target target) {
    this.from = JdbcClient.create(source);
    this.to = JdbcClient.create(session);
    this.target = target;
    this.registry = new SiteRegistry(session, target.secrets());
    this.details = new CameraDetailRows(session);
    this.facts =
        new ReportedFacts(new JdbcTemplate(session), target.keys(), target.version(), false);
    this.reviews = new ReviewRows(session);
    this.bolos = new BoloRows(session);
    this.people = new BroughtUsers(to, "anpr", notes);
    this.transactions = new TransactionTemplate(new JdbcTransactionManager(session));
  }

  /** How many were read, and how many of them are new. */
  public record Count(long read, long written) {}

  /**
   * What came of it.
   *
   * @param notes what was left out, and why
   */
  public record Outcome(
      Count users, Count cameras, Count events, Count bolos, List<String> notes) {}

  /**
   * Brings all that is there.
   *
   * @param source ANPR City's database
   * @param progress told how many events were read
   * @throws BadInput when the source cannot be read, or is another system's
   */
  public static Outcome run(DatabaseAddress source, Target target, LongConsumer progress) {
    try (Connection read = source.connect();
        Connection written = target.database().connect()) {
      read.setReadOnly(true);
      return new AnprImport(
              new SingleConnectionDataSource(read, true),
              new SingleConnectionDataSource(written, true),
              target)
          .all(progress);
    } catch (SQLException | DataAccessException e) {
      throw new BadInput(
          "ANPR City's database could not be brought: " + e.getMessage() + "; check its address.",
          e);
    }
  }

  private Outcome all(LongConsumer progress) {
    Set<String> events = columns("events");
    if (!events.contains("plate") || !events.contains("camera_id")) {
      throw new BadInput("This is no database of ANPR City: it has no table events with plates.");
    }
    if (registry.find(target.site()).isEmpty()) {
      registry.change(
          target.site(),
          known -> known.orElseGet(() -> SiteDocument.empty(target.site(), "ANPR City")),
          "import");
    }
    Count broughtUsers = users(columns("users"));
    Count broughtCameras = cameras(columns("cameras"));
    Count broughtEvents = events(events, progress);
    return new Outcome(
        broughtUsers, broughtCameras, broughtEvents, bolos(columns("bolos")), List.copyOf(notes));
  }

  /** Names of a table's columns; nothing where there is no such table. */
  private Set<String> columns(String table) {
    return new HashSet<>(
        from.sql(
                "select column_name from information_schema.columns"
                    + " where table_schema = any (current_schemas(false)) and table_name = ?")
            .param(table)
            .query(String.class)
            .list());
  }

  /** The first of some names that a table has, as text; null where it has none. */
  private static String text(Set<String> columns, String... names) {
    for (String name : names) {
      if (columns.contains(name)) {
        return '"' + name + "\"::text";
      }
    }
    return "null::text";
  }

  private Count users(Set<String> columns) {
    if (!columns.contains("email") && !columns.contains("username")) {
      return new Count(0, 0);
    }
    List<String[]> all =
        from.sql(
                "select %s, %s, %s, %s, %s from users order by 1"
                    .formatted(
                        text(columns, "email"),
                        text(columns, "username"),
                        text(columns, "hashed_password", "password_hash", "password"),
                        text(columns, "role"),
                        text(columns, "is_active", "active")))
            .query(
                (row, number) ->
                    new String[] {
                      row.getString(1),
                      row.getString(2),
                      row.getString(3),
                      row.getString(4),
                      row.getString(5)
                    })
            .list();
    long written = 0;
    for (String[] one : all) {
      String name = one[1] == null || one[1].isBlank() ? one[0] : one[1];
      boolean isNew = transactions.execute(status -> add(one, name));
      written += isNew ? 1 : 0;
    }
    return new Count(all.size(), written);
  }

  /**
   * @param one email, user name, hash, role, and whether they may sign in
   */
  private boolean add(String[] one, String name) {
    boolean isNew = people.add(name, one[2], !"false".equals(one[4]));
    if (isNew) {
      to.sql(
              """
                insert into site_grants (username, site, role) values (?, ?, 'clerk')
                on conflict do nothing
                """)
          .params(name, target.site())
          .update();
      email(name, one[0]);
      if ("admin".equals(one[3])) {
        notes.add(
            "The admin " + name + " was brought as a clerk; an admin here can make them one.");
      }
    }
    return isNew;
  }

  private void email(String name, String email) {
    if (email != null && !email.isBlank()) {
      to.sql(
              """
              update users set email = :email where username = :name and email is null
                and not exists (select from users where lower(email) = lower(:email)
                  or username = :email and username <> :name)
              """)
          .param("email", email)
          .param("name", name)
          .update();
    }
  }

  private Count cameras(Set<String> columns) {
    if (!columns.contains("id")) {
      return new Count(0, 0);
    }
    List<Map<String, String>> all = new ArrayList<>();
    from.sql(
            "select id::text, %s, %s, %s, %s, %s, %s, %s from cameras order by 1"
                .formatted(
                    text(columns, "name"),
                    text(columns, "lat", "latitude"),
                    text(columns, "lon", "lng", "longitude"),
                    text(columns, "heading"),
                    text(columns, "rtsp_url"),
                    text(columns, "active", "is_active"),
                    text(columns, "description")))
        .query(
            row -> {
              all.add(camera(row));
            });
    long written = 0;
    for (Map<String, String> camera : all) {
      String id = id(camera);
      cameras.put(camera.get("id"), id);
      if (details.find(id).isEmpty()) {
        try {
          transactions.executeWithoutResult(status -> add(id, camera));
          written++;
        } catch (BadInput e) {
          notes.add("The camera " + camera.get("name") + " was left out: " + e.getMessage());
        }
      }
    }
    return new Count(all.size(), written);
  }

  private static Map<String, String> camera(ResultSet row) throws SQLException {
    Map<String, String> camera = new LinkedHashMap<>();
    String[] names = {"id", "name", "lat", "lon", "heading", "rtsp", "active", "description"};
    for (int i = 0; i < names.length; i++) {
      camera.put(names[i], row.getString(i + 1));
    }
    return camera;
  }

  /** The same whenever it is brought. */
  private static String id(Map<String, String> camera) {
    String plain = Slug.of(camera.get("name") == null ? "" : camera.get("name"), LONGEST_OF_A_NAME);
    String theirs = camera.get("id").toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    String base = plain.isEmpty() ? "camera" : plain;
    return base + "-" + theirs.substring(0, Math.min(8, theirs.length()));
  }

  private void add(String id, Map<String, String> camera) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("id", id);
    members.put(
        "uri",
        camera.get("rtsp") == null || camera.get("rtsp").isBlank() ? "none" : camera.get("rtsp"));
    members.put("analyse", List.of("vehicles", "plates"));
    members.put("evidence", "crops");
    if (camera.get("lat") != null && camera.get("lon") != null) {
      Map<String, Object> location = new LinkedHashMap<>();
      location.put("latitude", Double.valueOf(camera.get("lat")));
      location.put("longitude", Double.valueOf(camera.get("lon")));
      location.put(
          "heading", camera.get("heading") == null ? 0 : Double.valueOf(camera.get("heading")));
      members.put("location", location);
    }
    registry.change(
        target.site(),
        known -> {
          Map<String, Object> document = SiteDocument.of(known.orElseThrow());
          List<Object> all = new ArrayList<>((List<?>) document.get("cameras"));
          all.add(members);
          document.put("cameras", all);
          return SiteDocument.read("the site", Json.write(document));
        },
        "import");
    details.describe(
        id,
        camera.get("name"),
        camera.get("description"),
        camera.get("active") == null ? null : Boolean.valueOf(camera.get("active")));
  }

  private Count events(Set<String> columns, LongConsumer progress) {
    Site site = registry.find(target.site()).orElseThrow();
    String sql =
        "select id::text, %s, %s, %s, %s, %s, %s, %s from events where id > cast(? as %s) order by id limit %d"
            .formatted(
                text(columns, "plate"),
                text(columns, "confidence", "score"),
                text(columns, "camera_id"),
                text(columns, "bbox"),
                "\"" + (columns.contains("captured_at") ? "captured_at" : "created_at") + "\"",
                text(columns, "review_state"),
                text(columns, "crop_path"),
                type("events", "id"),
                AT_ONCE);
    String last = type("events", "id").equals("uuid") ? new UUID(0, 0).toString() : "-1";
    long read = 0;
    long written = 0;
    while (true) {
      List<Event> part = from.sql(sql).param(last).query((row, number) -> event(row)).list();
      if (part.isEmpty()) {
        return new Count(read, written);
      }
      read += part.size();
      last = part.get(part.size() - 1).id();
      written += transactions.execute(status -> keep(site, part));
      progress.accept(read);
    }
  }

  private String type(String table, String column) {
    return from.sql(
            "select data_type from information_schema.columns where table_schema = any"
                + " (current_schemas(false)) and table_name = ? and column_name = ?")
        .params(table, column)
        .query(String.class)
        .single();
  }

  /**
   * A plate as it stands there.
   *
   * @param said what people say of it; null for nothing
   * @param crop where its picture is; null for nowhere
   */
  private record Event(
      String id,
      String plate,
      String score,
      String camera,
      String box,
      Instant at,
      String said,
      String crop) {}

  private static Event event(ResultSet row) throws SQLException {
    OffsetDateTime at = row.getObject(6, OffsetDateTime.class);
    return new Event(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        at == null ? null : at.toInstant(),
        row.getString(7),
        row.getString(8));
  }

  private long keep(Site site, List<Event> part) {
    Map<String, Event> byId = new LinkedHashMap<>();
    part.forEach(event -> byId.put(DerivedIds.plateRead(track(site, event)), event));
    to.sql("select id::text from plate_reads where run = ? and id = any (?)")
        .params(RunName.LIVE, byId.keySet().stream().map(UUID::fromString).toArray(UUID[]::new))
        .query(String.class)
        .list()
        .forEach(byId::remove);
    List<PlateRead> news =
        byId.values().stream().flatMap(event -> read(site, event).stream()).toList();
    facts.write(FactKinds.PLATE_READS, news);
    for (PlateRead read : news) {
      String said = byId.get(read.head().id()).said();
      if (said != null && SAID.contains(said)) {
        reviews.add(RunName.LIVE, read, said, null, null, false);
      }
    }
    return news.size();
  }

  /** The same whenever it is brought. */
  private static String track(Site site, Event event) {
    return DerivedIds.recordedTrack(site.id(), "anpr/" + event.id());
  }

  private Optional<PlateRead> read(Site site, Event event) {
    String camera = cameras.get(event.camera());
    String normal = event.plate() == null ? "" : NormalPlate.of(event.plate());
    if (normal.isEmpty() || event.at() == null || camera == null) {
      notes.add("Events without a plate, a time or a known camera were left out.");
      return Optional.empty();
    }
    String spelled = site.plates().spell(event.plate()).orElse(normal);
    boolean hidden = site.privacy().plates() == Privacy.Plates.PSEUDONYM;
    String track = track(site, event);
    int[] box = box(event.box());
    long millis = event.at().toEpochMilli();
    return Optional.of(
        new PlateRead(
            new FactHead(
                DerivedIds.plateRead(track),
                site.id(),
                millis,
                millis,
                true,
                "",
                site.layoutVersion()),
            camera,
            track,
            hidden ? target.keys().pseudonym(spelled) : spelled,
            score(event.score()),
            1,
            // A pseudonym is none beside the plate's picture.
            hidden
                ? null
                : target.crops().keep(camera, event.at(), event.id(), event.crop()).orElse(null),
            box[0],
            box[1],
            box[2],
            box[3],
            "corrected".equals(event.said())));
  }

  private static float score(String text) {
    try {
      return text == null ? 0 : Math.max(0, Math.min(1, Float.parseFloat(text)));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** Left, top, width and height; nothing where nobody says. */
  private static int[] box(String json) {
    if (json == null || !json.strip().startsWith("{")) {
      return new int[4];
    }
    Map<?, ?> box = Json.read(json, Map.class);
    int left = number(box.get("x1"));
    int top = number(box.get("y1"));
    return new int[] {left, top, number(box.get("x2")) - left, number(box.get("y2")) - top};
  }

  private static int number(Object value) {
    return value instanceof Number number ? number.intValue() : 0;
  }

  private Count bolos(Set<String> columns) {
    if (!columns.contains("plate_pattern")) {
      return new Count(0, 0);
    }
    List<Bolo> all =
        from.sql(
                "select plate_pattern, %s, %s, %s from bolos order by 1"
                    .formatted(
                        text(columns, "description"),
                        text(columns, "active", "is_active"),
                        columns.contains("expires_at")
                            ? "expires_at::timestamptz"
                            : "null::timestamptz"))
            .query((row, number) -> bolo(row))
            .list();
    Set<List<Object>> known = new HashSet<>();
    bolos
        .list(new Question(Set.of(target.site()), null, null), MOST_BOLOS)
        .forEach(one -> known.add(key(one)));
    long written = 0;
    for (Bolo theirs : all) {
      Bolo one = meant(theirs);
      if (!isUsable(one)) {
        continue;
      }
      if (known.add(key(one)) && bolos.add(one, MOST_BOLOS).isPresent()) {
        written++;
      }
    }
    return new Count(all.size(), written);
  }

  /** ANPR City looked for regular expressions anywhere in a plate. */
  private static Bolo meant(Bolo bolo) {
    return bolo.pattern() == null || !WatchPattern.looksLikeRegex(bolo.pattern())
        ? bolo
        : bolo.with(
            WatchPattern.anywhere(bolo.pattern()),
            Match.REGEX.name().toLowerCase(Locale.ROOT),
            bolo.description(),
            bolo.validFrom(),
            bolo.validTo(),
            bolo.coolDownMillis(),
            bolo.active());
  }

  /** What cannot be looked out for is said. */
  private boolean isUsable(Bolo bolo) {
    try {
      WatchPattern.of(
          Match.valueOf(bolo.match().toUpperCase(Locale.ROOT)),
          bolo.pattern() == null ? "" : bolo.pattern());
    } catch (IllegalArgumentException e) {
      notes.add("A BOLO was left out: its pattern " + e.getMessage() + ".");
      return false;
    }
    if (bolo.validTo() != null && !bolo.validFrom().isBefore(bolo.validTo())) {
      notes.add("BOLOs that were over were left out.");
      return false;
    }
    return true;
  }

  private static List<Object> key(Bolo bolo) {
    List<Object> key = new ArrayList<>();
    key.add(bolo.pattern());
    key.add(bolo.description());
    key.add(bolo.validTo());
    return key;
  }

  private Bolo bolo(ResultSet row) throws SQLException {
    OffsetDateTime expires = row.getObject(4, OffsetDateTime.class);
    return new Bolo(
        null,
        target.site(),
        row.getString(1),
        "wildcard",
        row.getString(2),
        Instant.now(),
        expires == null ? null : expires.toInstant(),
        null,
        !"false".equals(row.getString(3)),
        null,
        null,
        null);
  }
}
