package io.sightline.standalone.imports;

import io.sightline.analytics.vehicles.StaysOfRecords;
import io.sightline.domain.BadInput;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.VehicleSession;
import io.sightline.domain.frames.PictureSize;
import io.sightline.domain.runs.RunName;
import io.sightline.domain.site.Site;
import io.sightline.media.MediaFailure;
import io.sightline.media.PictureEncoder;
import io.sightline.media.PictureFile;
import io.sightline.media.store.EvidenceNames;
import io.sightline.media.store.MediaStore;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.imports.BroughtUsers;
import io.sightline.store.imports.MySqlDump;
import io.sightline.store.imports.MySqlDump.About;
import io.sightline.store.imports.RecordsTarget;
import io.sightline.store.records.Movement;
import io.sightline.store.records.RecordRows;
import io.sightline.store.records.RecordRows.Image;
import io.sightline.store.records.RecordRows.Origin;
import io.sightline.store.records.RecordRows.Record;
import io.sightline.store.records.RecordSite;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Brings what a dump of CarWatch's MySQL database holds: users with their passwords, the history
 * with the passages and stays that follow, and pictures. What was brought before stays as it is, so
 * that it may be broken off and run again.
 */
public final class CarWatchImport {
  private static final String USERS = "users";
  private static final String HISTORY = "history";
  private static final String IMAGES = "images";
  private static final int AT_ONCE = 5_000;

  /** From a picture that was sent to the record made of it. */
  private static final Duration NEAR = Duration.ofSeconds(30);

  private final Path dump;
  private final String name;
  private final RecordsTarget target;
  private final RecordRows rows;
  private final RecordSite records;
  private final MediaStore pictures;
  private final Consumer<String> progress;
  private final Set<String> notes = new TreeSet<>();
  private final Map<Long, Long> users = new HashMap<>();
  private ZoneId zone;
  private Site site;
  private String system;
  private Set<String> kept;
  private long read;
  private long written;
  private long imagesRead;
  private long imagesWritten;

  private CarWatchImport(
      Path dump,
      String name,
      RecordsTarget target,
      MediaStore pictures,
      ZoneId zone,
      Consumer<String> progress) {
    this.dump = dump;
    this.name = name;
    this.target = target;
    this.rows = target.rows();
    this.records = target.site();
    this.pictures = pictures;
    this.zone = zone;
    this.progress = progress;
  }

  /**
   * Somebody there.
   *
   * @param hash of their password
   */
  private record User(long id, String name, String hash) {}

  /** How many were read, and how many of them are new. */
  public record Count(long read, long written) {}

  /**
   * What came of it.
   *
   * @param notes what was left out or assumed, and why
   */
  public record Outcome(Count users, Count history, Count images, List<String> notes) {}

  /**
   * Brings all that is there.
   *
   * @param name of the installation that it is of; null for its database's
   * @param zone of the dump's times where it does not say itself; null for UTC, with a note
   * @param progress told how far it is
   * @throws BadInput when the dump cannot be read, or is another system's
   */
  public static Outcome run(
      Path dump,
      String name,
      ZoneId zone,
      RecordsTarget target,
      MediaStore pictures,
      Consumer<String> progress)
      throws IOException {
    return new CarWatchImport(dump, name, target, pictures, zone, progress).all();
  }

  private Outcome all() throws IOException {
    List<User> people = new ArrayList<>();
    // Dumps have their tables by name: the history comes before those who made it.
    About about =
        read(
            Set.of(USERS),
            (table, row) ->
                people.add(
                    new User(
                        number(row, "user_id", "id"),
                        text(row, "username"),
                        text(row, "password"))));
    if (!about.tables().contains(HISTORY) && !about.tables().contains(USERS)) {
      throw new BadInput(
          "This is no dump of CarWatch's database: it has neither a table users nor a table history.");
    }
    if (about.zone() != null) {
      zone = zone(about.zone());
    } else if (zone == null) {
      zone = ZoneOffset.UTC;
      notes.add(
          "The dump does not say of which time zone its times are; they were taken as UTC. Give"
              + " --time-zone, with a new data folder, where they are not.");
    }
    String installation = name == null ? about.database() : name;
    system = "carwatch/" + (installation == null ? "" : installation);
    if (installation == null) {
      notes.add(
          "The dump does not name its database; records of two such dumps count as one"
              + " installation's. Give --name where there are two.");
    }
    BroughtUsers brought = target.users(system, notes);
    long broughtNow =
        people.stream().filter(user -> brought.add(user.name(), user.hash(), true)).count();
    Map<String, Long> numbers = brought.numbers("records");
    people.forEach(user -> users.put(user.id(), numbers.get(user.name())));
    site = records.require();
    kept = new HashSet<>(pictures.names(EvidenceNames.of(RunName.LIVE, records.camera())));
    read(
        Set.of(HISTORY, IMAGES),
        (table, row) -> {
          if (table.equals(HISTORY)) {
            record(row);
          } else {
            image(row);
          }
          if ((read + imagesRead) % AT_ONCE == 0) {
            progress.accept(read + " records and " + imagesRead + " pictures read");
          }
        });
    rows.join(system, NEAR);
    // What was erased here does not come back with a dump of before.
    for (String picture : rows.forgetErased(system, NEAR)) {
      pictures.delete(EvidenceNames.of(RunName.LIVE, picture));
    }
    stays();
    return new Outcome(
        new Count(people.size(), broughtNow),
        new Count(read, written),
        new Count(imagesRead, imagesWritten),
        List.copyOf(notes));
  }

  private About read(Set<String> tables, MySqlDump.Rows each) throws IOException {
    try (InputStream in = Files.newInputStream(dump)) {
      return MySqlDump.read(in, tables, each);
    }
  }

  private static ZoneId zone(String said) {
    try {
      return ZoneId.of(said.equalsIgnoreCase("SYSTEM") ? "UTC" : said);
    } catch (DateTimeException e) {
      throw new BadInput("The dump's times are of the zone '" + said + "', which is not known.", e);
    }
  }

  private static String text(Map<String, byte[]> row, String column) {
    byte[] value = row.get(column);
    return value == null ? null : new String(value, StandardCharsets.UTF_8).replace("\0", "");
  }

  /** The first of some columns that there is. */
  private static long number(Map<String, byte[]> row, String... columns) {
    for (String column : columns) {
      if (row.get(column) != null) {
        try {
          return Long.parseLong(text(row, column));
        } catch (NumberFormatException e) {
          throw new BadInput("The column " + column + " holds '" + text(row, column) + "'.", e);
        }
      }
    }
    throw new BadInput("A row has no " + String.join(" or ", columns) + ".");
  }

  /** Null where it is none, which is noted. */
  private Instant time(Map<String, byte[]> row, String column, String thing) {
    String text = text(row, column);
    try {
      LocalDateTime local = LocalDateTime.parse(text == null ? "" : text.strip().replace(' ', 'T'));
      if (zone.getRules().getValidOffsets(local).size() != 1) {
        notes.add(
            "Times of the hour that clocks had twice, or never, on "
                + local.toLocalDate()
                + " were taken as the first, or an hour later.");
      }
      return local.atZone(zone).toInstant();
    } catch (DateTimeException e) {
      notes.add(thing + " has no time (" + text + "), and was left out.");
      return null;
    }
  }

  private void record(Map<String, byte[]> row) {
    read++;
    long id = number(row, "id", "history_id");
    Instant at = time(row, "date", "The record " + id);
    if (at == null) {
      return;
    }
    String subject = text(row, "subject") == null ? "" : text(row, "subject").strip();
    String description = text(row, "description") == null ? "" : text(row, "description");
    String plate =
        records.stored(
            site, RecordSite.spelled(site, text(row, "plate") == null ? "" : text(row, "plate")));
    Record record =
        new Record(
            rows.number(),
            site.id(),
            plate,
            subject,
            RecordSite.hides(site) ? "" : description,
            at,
            row.get("user_id") == null ? null : users.get(number(row, "user_id")));
    Passage passage =
        Movement.ofSubject(subject)
            .direction()
            .map(
                direction ->
                    records.passage(site, system + ":" + id, at, direction, plate, null, ""))
            .orElse(null);
    written += rows.bring(record, new Origin(system, id), passage) ? 1 : 0;
  }

  private void image(Map<String, byte[]> row) throws IOException {
    imagesRead++;
    long id = number(row, "image_id", "id");
    Instant at = time(row, "upload_date", "The picture " + id);
    byte[] bytes = row.get("image_data");
    if (at == null || bytes == null) {
      return;
    }
    if (RecordSite.hides(site)) {
      notes.add("Pictures were left out: the site keeps pseudonyms of plates only.");
      return;
    }
    String filename = text(row, "filename");
    String name = filename == null || filename.isBlank() ? "image_" + id + ".jpg" : filename;
    String picture =
        EvidenceNames.ofPlate(records.camera(), at.toEpochMilli(), (int) (id & Integer.MAX_VALUE));
    Content content = content(name, bytes);
    // The row goes first: a picture that none names is deleted one day.
    imagesWritten +=
        rows.bring(
                new Image(
                    site.id(),
                    name,
                    picture,
                    content.jpeg().length,
                    content.size().width(),
                    content.size().height(),
                    at,
                    null),
                new Origin(system, id))
            ? 1
            : 0;
    String stored = EvidenceNames.of(RunName.LIVE, picture);
    if (kept.add(stored)) {
      pictures.put(stored, content.jpeg());
    }
  }

  private record Content(byte[] jpeg, PictureSize size) {}

  /** Upright, and without what cameras and telephones write beside it, such as places. */
  private Content content(String name, byte[] bytes) {
    try {
      BufferedImage image = PictureEncoder.image(PictureFile.read(name, bytes));
      return new Content(
          PictureEncoder.jpeg(image), new PictureSize(image.getWidth(), image.getHeight()));
    } catch (MediaFailure e) {
      notes.add(
          "The picture " + name + " cannot be read, and was kept as it is: " + e.getMessage());
      return new Content(bytes, new PictureSize(0, 0));
    }
  }

  /** Of all that was ever noted, in one go: each is what it would be had it been told then. */
  private void stays() {
    rows.alone(
        site.id(),
        () -> {
          StaysOfRecords keeper = new StaysOfRecords(site, records.camera());
          Map<String, VehicleSession> open = new LinkedHashMap<>();
          Passage last = null;
          List<Passage> part;
          do {
            part = rows.passages(site.id(), records.camera(), last, AT_ONCE);
            last = part.isEmpty() ? last : part.get(part.size() - 1);
            boolean more = part.size() == AT_ONCE;
            long until = more ? last.head().atMillis() : Instant.now().toEpochMilli();
            write(keeper.take(part, until).stays(), open);
          } while (part.size() == AT_ONCE);
          write(new ArrayList<>(open.values()));
          return null;
        });
  }

  /** Those that are over; the others may yet end. */
  private void write(List<VehicleSession> made, Map<String, VehicleSession> open) {
    List<VehicleSession> over = new ArrayList<>();
    for (VehicleSession stay : made) {
      open.remove(stay.head().id());
      if (stay.head().isFinal()) {
        over.add(stay);
      } else if (!stay.head().isRetracted()) {
        open.put(stay.head().id(), stay);
      }
    }
    write(over);
  }

  private void write(List<VehicleSession> stays) {
    rows.writeChanges(
        FactKinds.VEHICLE_SESSIONS,
        VehicleSession::of,
        stays.stream().map(stay -> stay.head().id()).toList(),
        stays,
        Instant.now().toEpochMilli());
  }
}
