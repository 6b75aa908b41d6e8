package io.sightline.store.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MySqlDumpTest {
  private final List<String> rows = new ArrayList<>();

  private MySqlDump.About read(byte[] dump) throws IOException {
    return MySqlDump.read(
        new ByteArrayInputStream(dump),
        Set.of("users", "images"),
        (table, row) -> rows.add(table + " " + told(row)));
  }

  private MySqlDump.About read(String dump) throws IOException {
    return read(dump.getBytes(StandardCharsets.UTF_8));
  }

  private static String told(Map<String, byte[]> row) {
    return row.entrySet().stream()
        .map(
            entry ->
                entry.getKey()
                    + "="
                    + (entry.getValue() == null
                        ? "null"
                        : new String(entry.getValue(), StandardCharsets.UTF_8)))
        .collect(Collectors.joining(" "));
  }

  /** As mysqldump 8.0 writes it. */
  private static final String DUMP =
      """
      -- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
      --
      -- Host: mysql    Database: carwatch
      -- ------------------------------------------------------
      /*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
      /*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;
      /*!40103 SET TIME_ZONE='+00:00' */;
      DROP TABLE IF EXISTS `images`;
      /*!50503 SET character_set_client = utf8mb4 */;
      CREATE TABLE `images` (
        `image_id` int NOT NULL AUTO_INCREMENT,
        `filename` varchar(255) NOT NULL COMMENT 'a (name), or; ''two''',
        `image_data` mediumblob NOT NULL,
        PRIMARY KEY (`image_id`),
        KEY `by_name` (`filename`(10))
      ) ENGINE=InnoDB AUTO_INCREMENT=3 DEFAULT CHARSET=utf8mb4;
      LOCK TABLES `images` WRITE;
      /*!40000 ALTER TABLE `images` DISABLE KEYS */;
      INSERT INTO `images` VALUES (1,'one.jpg',_binary '\\0\\'\\"\\\\\\n\\Z;),('),(2,'two.jpg',0x68656c6c6f);
      UNLOCK TABLES;
      CREATE TABLE `users` (
        `user_id` int NOT NULL,
        `username` varchar(255) NOT NULL,
        `created_at` timestamp NULL DEFAULT CURRENT_TIMESTAMP,
        PRIMARY KEY (`user_id`),
        UNIQUE KEY `username` (`username`)
      ) ENGINE=InnoDB;
      INSERT INTO `users` VALUES (1,'O''Brien','2025-06-15 10:30:00'),(-2,'Ñandú',NULL);
      DELIMITER ;;
      /*!50003 CREATE TRIGGER `t` BEFORE INSERT ON `users` FOR EACH ROW BEGIN SET NEW.username = 'x'; END */;;
      DELIMITER ;
      /*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;
      -- Dump completed on 2025-06-15 12:00:00
      """;

  @Test
  void rowsAreReadAsMysqldumpWritesThem() throws Exception {
    MySqlDump.About about = read(DUMP);
    assertThat(rows)
        .containsExactly(
            "images image_id=1 filename=one.jpg image_data=\0'\"\\\n\u001a;),(",
            "images image_id=2 filename=two.jpg image_data=hello",
            "users user_id=1 username=O'Brien created_at=2025-06-15 10:30:00",
            "users user_id=-2 username=Ñandú created_at=null");
    assertThat(about.zone()).isEqualTo("+00:00");
    assertThat(about.database()).isEqualTo("carwatch");
    assertThat(about.tables()).containsExactlyInAnyOrder("images", "users");
  }

  @Test
  void rowsAreReadFromGzipAndAsPhpMyAdminWritesThem() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(DUMP.getBytes(StandardCharsets.UTF_8));
    }
    read(packed.toByteArray());
    assertThat(rows).hasSize(4);
    rows.clear();
    MySqlDump.About about =
        read(
            """
            SET SQL_MODE = "NO_AUTO_VALUE_ON_ZERO";
            SET time_zone = "-03:00";
            -- Database: `carwatch`
            CREATE TABLE IF NOT EXISTS `carwatch`.`users` (`user_id` int(11) NOT NULL, username text) ENGINE=InnoDB;
            INSERT IGNORE INTO `users` (`username`, `user_id`) VALUES
            ('a', 1),
            ('b', 2) ON DUPLICATE KEY UPDATE username = ';';
            REPLACE INTO users VALUES (3, x'63');
            """);
    assertThat(rows)
        .containsExactly(
            "users username=a user_id=1",
            "users username=b user_id=2",
            "users user_id=3 username=c");
    assertThat(about.zone()).isEqualTo("-03:00");
    assertThat(about.database()).isEqualTo("carwatch");
  }

  @Test
  void anyBytesComeBackAsTheyWere() throws Exception {
    byte[] all = new byte[512];
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    ByteArrayOutputStream dump = new ByteArrayOutputStream();
    dump.writeBytes(
        "insert into images (image_data, other) values ('".getBytes(StandardCharsets.US_ASCII));
    for (byte one : all) {
      switch (one) {
        case 0 -> dump.writeBytes(new byte[] {'\\', '0'});
        case '\'', '"', '\\' -> dump.writeBytes(new byte[] {'\\', one});
        case '\n' -> dump.writeBytes(new byte[] {'\\', 'n'});
        case '\r' -> dump.writeBytes(new byte[] {'\\', 'r'});
        case 0x1a -> dump.writeBytes(new byte[] {'\\', 'Z'});
        default -> dump.write(one);
      }
    }
    text.append("', 0x").append(HexFormat.of().formatHex(all)).append(");");
    dump.writeBytes(text.toString().getBytes(StandardCharsets.US_ASCII));
    List<byte[]> values = new ArrayList<>();
    MySqlDump.read(
        new ByteArrayInputStream(dump.toByteArray()),
        Set.of("images"),
        (table, row) -> values.addAll(row.values()));
    assertThat(values).hasSize(2).allSatisfy(value -> assertThat(value).isEqualTo(all));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "insert into users (a) values ('cut | in the middle",
        "insert into users (a) values (1, 2); | 2 values for 1 columns",
        "insert into users values (1); | which columns the table users has",
        "insert into users (a) select 1; | otherwise than by VALUES",
        "insert into users (a) values (now()); | word NOW",
        "insert into users (a) values (x'6g'); | hexadecimal",
        "insert into (a) values (1); | where a name should stand",
      })
  void whatCannotBeIsRefused(String dump, String sentence) {
    assertThatThrownBy(() -> read(dump))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-- MySQL dump 10.13%nINSERT INTO users (id) VALUES (1);%n | The dump is cut off: its last line, 'Dump completed', is missing",
        "/*!40101 SET NAMES latin1 */;%n | The dump's texts are in latin1; make it with --default-character-set=utf8mb4.",
        "SET NAMES 'cp1251';%n | The dump's texts are in cp1251",
        "USE `a`;%nINSERT INTO users (id) VALUES (1);%nUSE `b`;%nINSERT INTO users (id) VALUES (1);%n | The dump is of several databases that have a table users (a, b)",
        "PK%n | The dump is in a ZIP archive; unpack it first.",
      })
  void whatWouldBeTakenForSomethingElseIsRefused(String dump, String message) {
    assertThatThrownBy(() -> read(dump.formatted()))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void dumpsOfWindowsAreReadOrNamed() throws IOException {
    String dump = "-- Host: h    Database: carwatch\nINSERT INTO users (id) VALUES (1);\n";
    assertThat(read("\ufeff" + dump).database()).isEqualTo("carwatch");
    assertThat(rows).containsExactly("users id=1");
    for (Charset written : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      assertThatThrownBy(() -> read(("\ufeff" + dump).getBytes(written)))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("make it with mysqldump --result-file=DUMP.sql");
    }
  }

  @Test
  void ofSeveralDatabasesTheOneThatHasTheTablesIsNamed() throws IOException {
    String dump =
        """
        -- MySQL dump 10.13
        -- Current Database: `shop`
        USE `shop`;
        INSERT INTO `goods` (id) VALUES (1);
        -- Current Database: `carwatch`
        USE `carwatch`;
        INSERT INTO `users` (id) VALUES (1);
        -- Dump completed on 2025-06-16  8:00:00
        """;
    assertThat(read(dump).database()).isEqualTo("carwatch");
  }
}
