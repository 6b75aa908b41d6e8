package io.sightline.standalone.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.domain.frames.PictureSize;
import io.sightline.domain.privacy.PlateKeys;
import io.sightline.media.PictureEncoder;
import io.sightline.media.PictureFile;
import io.sightline.media.store.MediaAddress;
import io.sightline.media.store.MediaStore;
import io.sightline.standalone.postgres.Database;
import io.sightline.store.imports.RecordsTarget;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CarWatchImportTest {
  private static final String HASH = "$2b$12$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234";
  private static final byte[] PICTURE =
      PictureEncoder.jpeg(new BufferedImage(64, 48, BufferedImage.TYPE_3BYTE_BGR));

  /** The same lying on its side, with a note that says so, as telephones write it. */
  private static byte[] turned() {
    ByteArrayOutputStream picture = new ByteArrayOutputStream();
    picture.write(PICTURE, 0, 2);
    picture.writeBytes(
        HexFormat.of()
            .parseHex(
                "ffe10022" // A segment of 34 bytes: Exif, with one entry, which is the orientation.
                    + "457869660000"
                    + "49492a0008000000"
                    + "0100"
                    + "120103000100000006000000"
                    + "00000000"));
    picture.write(PICTURE, 2, PICTURE.length - 2);
    return picture.toByteArray();
  }

  @TempDir Path folder;
  private Database database;

  @BeforeEach
  void create() {
    database = Database.open(null, folder);
  }

  @AfterEach
  void drop() {
    database.close();
  }

  /** As mysqldump writes CarWatch's schema, with tables in the order of their names. */
  private String dump() {
    return """
        -- Host: mysql    Database: carwatch
        /*!40103 SET TIME_ZONE='+00:00' */;
        CREATE TABLE `history` (
          `id` int NOT NULL AUTO_INCREMENT, `plate` varchar(255) DEFAULT NULL,
          `subject` varchar(255) DEFAULT NULL, `description` text,
          `date` timestamp NULL DEFAULT CURRENT_TIMESTAMP, `user_id` int DEFAULT NULL,
          PRIMARY KEY (`id`), KEY `user_id` (`user_id`));
        INSERT INTO `history` VALUES
          (1,'ABC-123','Vehicle Entry','car is available','2025-06-15 10:30:05',1),
          (2,'ABC123','Vehicle Exit','','2025-06-15 12:30:05',1),
          (3,'XYZ789','Manual Entry','Manually recorded plate','2025-06-15 13:00:00',2),
          (4,NULL,'Unknown Status',NULL,'2025-06-15 14:00:00',NULL),
          (5,'KLM456','Vehicle Entry','',NULL,1),
          (6,'KLM456','Vehicle Entry','','2025-06-16 08:00:00',3);
        CREATE TABLE `images` (
          `image_id` int NOT NULL, `filename` varchar(255) NOT NULL, `image_data` mediumblob NOT NULL,
          `file_size` int NOT NULL, `file_type` varchar(10) NOT NULL,
          `upload_date` timestamp NULL DEFAULT CURRENT_TIMESTAMP, PRIMARY KEY (`image_id`));
        INSERT INTO `images` VALUES
          (1,'image_20250615103000.jpg',0x%1$s,10,'jpg','2025-06-15 10:30:00'),
          (2,'image_20250615103000.jpg',0x%3$s,10,'jpg','2025-06-15 11:00:00'),
          (3,'image_20250615140000.jpg',_binary 'no picture',10,'jpg','2025-06-15 13:59:58');
        CREATE TABLE `users` (
          `user_id` int NOT NULL, `username` varchar(255) NOT NULL, `password` varchar(255) NOT NULL,
          `created_at` timestamp NULL, PRIMARY KEY (`user_id`));
        INSERT INTO `users` VALUES (1,'user123','%2$s','2025-01-01 00:00:00'),
          (2,'plain','secret','2025-01-01 00:00:00'),(3,'taken','%2$s','2025-01-01 00:00:00'),(4,NULL,NULL,NULL);
        """
        .formatted(HexFormat.of().formatHex(PICTURE), HASH, HexFormat.of().formatHex(turned()));
  }

  private CarWatchImport.Outcome bring(String dump, ZoneId zone) throws Exception {
    Path file = folder.resolve("DUMP.sql");
    Files.writeString(file, dump, StandardCharsets.UTF_8);
    try (RecordsTarget target =
            new RecordsTarget(database.address(), "carwatch", PlateKeys.NONE, "test");
        MediaStore pictures = MediaAddress.of(folder.resolve("media")).open()) {
      return CarWatchImport.run(file, null, zone, target, pictures, told -> {});
    }
  }

  private List<String> here(String sql) throws Exception {
    List<String> texts = new ArrayList<>();
    try (Connection connection = database.address().connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  private List<String> all() throws Exception {
    List<String> all = new ArrayList<>();
    for (String table :
        List.of("users", "history", "images", "passages", "vehicle_sessions", "alerts")) {
      all.addAll(here("select t::text from " + table + " t order by t::text"));
    }
    return all;
  }

  @Test
  void usersHistoryAndPicturesAreBroughtWithTheStaysThatFollow() throws Exception {
    try (Connection connection = database.address().connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "insert into users (username, password_hash, role) values ('taken', 'another', 'viewer')");
    }
    CarWatchImport.Outcome outcome = bring(dump(), null);
    assertThat(outcome.users()).isEqualTo(new CarWatchImport.Count(4, 1));
    assertThat(outcome.history()).isEqualTo(new CarWatchImport.Count(6, 5));
    assertThat(outcome.images()).isEqualTo(new CarWatchImport.Count(3, 3));
    assertThat(outcome.notes())
        .anyMatch(note -> note.contains("plain"))
        .anyMatch(note -> note.contains("none here and was left out: null"))
        .anyMatch(note -> note.contains("The record 5 has no time"))
        .anyMatch(note -> note.contains("taken is somebody else here"))
        .anyMatch(note -> note.contains("image_20250615140000.jpg cannot be read"))
        .hasSize(5);
    assertThat(
            here(
                "select concat_ws('|', plate, history.subject, description, date at time zone 'UTC', username)"
                    + " from history left join users using (user_id) order by date"))
        .containsExactly(
            "ABC123|Vehicle Entry|car is available|2025-06-15 10:30:05|user123",
            "ABC123|Vehicle Exit||2025-06-15 12:30:05|user123",
            "XYZ789|Manual Entry|Manually recorded plate|2025-06-15 13:00:00",
            "|Unknown Status||2025-06-15 14:00:00",
            "KLM456|Vehicle Entry||2025-06-16 08:00:00");
    assertThat(
            here(
                "select concat_ws('|', plate, outcome, match, stay_ms, final) from vehicle_sessions"
                    + " where not retracted order by at"))
        .containsExactly("ABC123|completed|plate|7200000|t", "KLM456|missed-exit|t");
    assertThat(
            here("select filename || ' ' || width || 'x' || height from images order by image_id"))
        .containsExactly(
            "image_20250615103000.jpg 64x48",
            "image_20250615103000-2.jpg 48x64",
            "image_20250615140000.jpg 0x0");
    assertThat(
            here("select filename from history join images using (image_id) order by history.date"))
        .as("the only ones that lie so near")
        .containsExactly("image_20250615103000.jpg", "image_20250615140000.jpg");
    try (MediaStore store = MediaAddress.of(folder.resolve("media")).open()) {
      assertThat(store.names("crops/live/carwatch")).hasSize(3);
      assertThat(
              store.get(
                  "crops/live/" + here("select picture from images order by image_id").get(0)))
          .hasValueSatisfying(
              bytes ->
                  assertThat(PictureFile.size("first", bytes)).isEqualTo(new PictureSize(64, 48)));
      assertThat(
              store.get(
                  "crops/live/" + here("select picture from images order by image_id").get(1)))
          .hasValueSatisfying(
              bytes ->
                  assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                      .doesNotContain("Exif"));
    }
    assertThat(here("select count(*) from passages where written_xid::text <> '3'"))
        .as("nobody is told of what is long ago")
        .containsExactly("0");
  }

  @Test
  void twiceChangesNothingAndWhatWasBrokenOffGoesOn() throws Exception {
    String dump = dump();
    final int cut = dump.indexOf("(4,NULL");
    assertThatThrownBy(() -> bring(dump.substring(0, cut) + "(4,NULL", null))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("ends in the middle of a statement, after 3 rows");
    assertThat(here("select username from users")).as("nothing of it").isEmpty();
    bring(dump, null);
    List<String> first = all();
    CarWatchImport.Outcome again = bring(dump, null);
    assertThat(again.users().written() + again.history().written() + again.images().written())
        .isZero();
    assertThat(all()).isEqualTo(first);
    try (MediaStore store = MediaAddress.of(folder.resolve("media")).open()) {
      String lost = store.names("crops/live/carwatch").get(0);
      store.delete(lost);
      bring(dump, null);
      assertThat(store.get(lost)).isPresent();
    }
  }

  @Test
  void timesAreOfTheZoneThatIsSaid() throws Exception {
    String dump = dump().replace("/*!40103 SET TIME_ZONE='+00:00' */;", "");
    assertThat(bring(dump, ZoneId.of("America/Santiago")).notes())
        .noneMatch(note -> note.contains("time zone"));
    assertThat(here("select date at time zone 'UTC' from history order by date limit 1"))
        .containsExactly("2025-06-15 14:30:05");
  }

  @Test
  void whatIsNoDumpOfCarWatchIsRefused() {
    assertThatThrownBy(() -> bring("CREATE TABLE t (a int);", null))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("no dump of CarWatch's database");
  }

  private static String changed(String dump) {
    return dump.replace("'2025-06-15 10:30:05',1)", "'2025-06-15 11:31:06',1)");
  }

  @Test
  void anotherInstallationOfTheSameNameIsNotTakenForWhatWasBroughtBefore() throws Exception {
    bring(dump(), null);
    List<String> before = all();
    assertThatThrownBy(() -> bring(changed(dump()), null))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("Number 1 of history was brought before with the time")
        .hasMessageContaining("give --name where there are two");
    assertThat(all()).isEqualTo(before);
  }

  @Test
  void whoSignedInSinceOrIsNoMoreIsStillKnown() throws Exception {
    bring(dump(), null);
    sql(
        "update users set password_hash = 'made anew', username = 'renamed' where username = 'user123'");
    sql("delete from users where username = 'taken'");
    String more =
        dump()
            .replace(
                "(6,'KLM456'",
                "(7,'NEW111','Vehicle Entry','','2025-06-17 08:00:00',1),(6,'KLM456'");
    CarWatchImport.Outcome again = bring(more, null);
    assertThat(again.users()).isEqualTo(new CarWatchImport.Count(4, 0));
    assertThat(again.notes()).noneMatch(note -> note.contains("somebody else"));
    assertThat(
            here("select username from history join users using (user_id) where plate = 'NEW111'"))
        .containsExactly("renamed");
    assertThat(here("select username from users where username in ('taken', 'user123')")).isEmpty();
  }

  @Test
  void anHourThatCameTwiceIsSaid() throws Exception {
    String autumn =
        dump()
            .replace("/*!40103 SET TIME_ZONE='+00:00' */;\n", "")
            .replace("'2025-06-16 08:00:00'", "'2025-10-26 02:05:00'");
    assertThat(bring(autumn, ZoneId.of("Europe/Berlin")).notes())
        .anyMatch(note -> note.contains("that clocks had twice, or never, on 2025-10-26"));
  }

  private void sql(String sql) throws Exception {
    try (Connection connection = database.address().connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
