package io.sightline.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.json.Json;
import io.sightline.media.store.EvidenceNames;
import io.sightline.media.store.MediaAddress;
import io.sightline.media.store.MediaStore;
import io.sightline.standalone.Secrets;
import io.sightline.standalone.postgres.Database;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run with pictures, backed up, and put back elsewhere. */
class BackupTest {
  private static final String CROP = EvidenceNames.of("made", "gate-1/1767600000000-0.jpg");

  @TempDir static Path folder;
  private static Path first;
  private static Path backup;
  private static String secret;

  @BeforeAll
  static void make() throws Exception {
    System.setProperty("sightline.home", System.getProperty("sightline.root"));
    first = folder.resolve("first");
    backup = folder.resolve("backup.zip");
    done(
        Outcome.of(
            "simulate",
            "--cameras",
            "1",
            "--days",
            "1",
            "--seed",
            "3",
            "--run",
            "made",
            "--data",
            first.toString()));
    try (MediaStore pictures = MediaAddress.of(first.resolve("media")).open()) {
      pictures.put(CROP, new byte[] {1, 2, 3});
    }
    secret = new Secrets(first).get("jwt");
    sql(
        first,
        "insert into users (username, password_hash, role) values ('ada', 'x\ty\\n', 'admin')");
    done(Outcome.of("backup", "--to", backup.toString(), "--data", first.toString()));
  }

  @AfterAll
  static void noHome() {
    System.clearProperty("sightline.home");
  }

  private static Outcome done(Outcome outcome) {
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return outcome;
  }

  private static void refused(Outcome outcome, String message) {
    assertThat(outcome.code()).isEqualTo(Sightline.BAD_INPUT);
    List<String> sentences =
        outcome.sentences().stream().filter(line -> !line.startsWith("restore: ")).toList();
    assertThat(sentences).singleElement().asString().contains(message);
  }

  private static void sql(Path data, String sql) {
    try (Database database = Database.open(null, data)) {
      database.address().with(jdbc -> jdbc.sql(sql).update());
    }
  }

  private static String ask(Path data, String sql) {
    try (Database database = Database.open(null, data)) {
      return database.address().with(jdbc -> jdbc.sql(sql).query(String.class).single());
    }
  }

  private static Outcome restore(Path from, Path data, String... more) {
    String[] arguments =
        Stream.concat(
                Stream.of("restore", "--from", from.toString(), "--data", data.toString()),
                Arrays.stream(more))
            .toArray(String[]::new);
    return Outcome.of(arguments);
  }

  /** By name. */
  private static Map<String, String> exported(Path data, String run) throws IOException {
    Path out = Files.createTempDirectory(folder, "out");
    done(
        Outcome.of(
            "export",
            "--run",
            run,
            "--lineage",
            "--out",
            out.toString(),
            "--data",
            data.toString()));
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(out)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        files.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return files;
  }

  @Test
  void theSameLedgerIsThereAfterwardsWithPicturesPeopleAndSecrets() throws Exception {
    Path second = folder.resolve("elsewhere/second");
    Outcome outcome = done(restore(backup, second, "--json"));
    Map<?, ?> said = Json.read(outcome.out(), Map.class);
    assertThat(said.get("pictures")).isEqualTo(1);
    assertThat(((Number) said.get("rows")).longValue()).isGreaterThan(1_000);
    assertThat(exported(second, "made")).isEqualTo(exported(first, "made"));
    assertThat(ask(second, "select password_hash from users where username = 'ada'"))
        .isEqualTo("x\ty\\n");
    assertThat(
            ask(
                second,
                "select md5(string_agg(o::text, '' order by at, camera)) from observations o"))
        .isEqualTo(
            ask(
                first,
                "select md5(string_agg(o::text, '' order by at, camera)) from observations o"));
    assertThat(new Secrets(second).get("jwt")).isEqualTo(secret);
    try (MediaStore pictures = MediaAddress.of(second.resolve("media")).open()) {
      assertThat(pictures.get(CROP).orElseThrow()).containsExactly(1, 2, 3);
    }
    sql(second, "insert into users (username, password_hash, role) values ('bob', 'x', 'admin')");
    assertThat(ask(second, "select count(distinct user_id) from users"))
        .as("numbers that were given are not given again")
        .isEqualTo("2");
    assertThat(ask(second, "select count(*) from observations_default")).isEqualTo("0");

    refused(restore(backup, second), "There is something in the database");
    assertThat(ask(second, "select count(*) from users")).isEqualTo("2");
    done(restore(backup, second, "--replace"));
    assertThat(ask(second, "select count(*) from users")).isEqualTo("1");
  }

  @Test
  void aBackupWithoutThePicturesThatFactsNameSaysSo() throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("elsewhere.yaml"),
            "media: {url: '%s'}%n".formatted(folder.resolve("no-pictures").toUri()));
    Path to = folder.resolve("without-pictures.backup");
    String[] backUp = {
      "backup", "--to", to.toString(), "--data", first.toString(), "--config", config.toString()
    };
    String said = "Facts name pictures, and there are none at file:";
    sql(
        first,
        """
        insert into plate_reads (run, id, site, at, camera, text, score, reads, evidence,
          revision, final, model_sha256, layout_version, code_version)
        values ('live', gen_random_uuid(), 'x', now(), 'gate', 'ABCD12', 0.9, 3, 'a.jpg', 0, true,
          '', '', '1')
        """);
    try {
      Outcome outcome = done(Outcome.of(backUp));
      assertThat(outcome.out() + outcome.err()).contains(said);
    } finally {
      sql(first, "delete from plate_reads where run = 'live'");
    }
    Files.delete(to);
    Outcome outcome = done(Outcome.of(backUp));
    assertThat(outcome.out() + outcome.err()).doesNotContain(said);
  }

  @Test
  void whatIsErasedStaysSoAndWhatWasAskedForSinceIsSaid() throws Exception {
    Path erasing = folder.resolve("erasing");
    done(restore(backup, erasing));
    String ask =
        """
        insert into erasures (site, from_at, to_at, reason, spellings, made_at, made_xid)
        values ('garage', '2026-01-01', '2026-01-02', 'asked', '{AB1234}', now(), '9000000000000')
        """;
    sql(erasing, ask);
    sql(
        erasing,
        """
        insert into plate_tombstones (erasure, site, mark, from_at, to_at)
        select id, site, 'x', from_at, to_at from erasures
        """);
    Path file = folder.resolve("erasing.zip");
    done(Outcome.of("backup", "--to", file.toString(), "--data", erasing.toString()));
    sql(erasing, ask);
    Outcome outcome = done(restore(file, erasing, "--replace"));
    assertThat(outcome.err())
        .contains("1 erasure was asked for after this backup was made; ask again");
    assertThat(ask(erasing, "select count(*) from plate_tombstones where mark = 'x'"))
        .isEqualTo("1");
    assertThat(
            ask(
                erasing,
                "select count(*) from erasures where made_xid < pg_snapshot_xmin(pg_current_snapshot())"))
        .as("those that somebody goes on with")
        .isEqualTo("1");
  }

  @Test
  void itIsItsOwnersAloneAndIsNeverWrittenOver() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
        .isEqualTo("rw-------");
    refused(
        Outcome.of("backup", "--to", backup.toString(), "--data", first.toString()),
        "There is a file " + backup + " already");
    Path into = Files.createDirectory(folder.resolve("backups"));
    done(Outcome.of("backup", "--to", into.toString(), "--data", first.toString()));
    try (Stream<Path> files = Files.list(into)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .singleElement()
          .asString()
          .matches("sightline-[0-9T-]+Z\\.backup\\.zip");
    }
  }

  @Test
  void aBackupThatWasCutOffOrOfWhichABitIsWrongIsRefusedBeforeAnythingIsTouched() throws Exception {
    byte[] whole = Files.readAllBytes(backup);
    Path third = folder.resolve("third");
    for (int length : new int[] {0, 100, whole.length / 2, whole.length - 30, whole.length - 1}) {
      Path cut = Files.write(folder.resolve("cut.zip"), Arrays.copyOf(whole, length));
      refused(restore(cut, third), "is damaged or cut off");
    }
    for (int share = 1; share < 8; share++) {
      byte[] wrong = whole.clone();
      wrong[(int) ((long) whole.length * share / 8)] ^= 4;
      Path flipped = Files.write(folder.resolve("flipped.zip"), wrong);
      refused(restore(flipped, third), "is damaged or cut off");
    }
    refused(restore(folder.resolve("none.zip"), third), "There is no backup");
    refused(restore(folder, third), "There is no backup");
    assertThat(third.resolve("postgres")).doesNotExist();
  }

  @Test
  void aRestoreThatWasBrokenOffIsNotUsedAndIsDoneAgain() throws Exception {
    Path fourth = Files.createDirectories(folder.resolve("fourth"));
    Files.writeString(fourth.resolve("restore.unfinished"), "");
    refused(
        Outcome.of("migrate", "--data", fourth.toString()), "was broken off, and not all is there");
    done(restore(backup, fourth));
    assertThat(exported(fourth, "made")).isEqualTo(exported(first, "made"));
  }

  @Test
  void whatIsNotOfTheDatabaseIsNotDeletedUnasked() throws Exception {
    Path own = folder.resolve("own");
    Path log = Files.createDirectories(own.resolve("runs")).resolve("my-training-log.txt");
    Files.writeString(log, "7");
    refused(restore(backup, own), "There is something in " + own.resolve("runs") + " already");
    assertThat(log).hasContent("7");

    Path shared = folder.resolve("shared");
    Path picture = Files.createDirectories(shared.resolve("crops/prod")).resolve("only-copy.jpg");
    Files.writeString(picture, "8");
    Path config = folder.resolve("media.yaml");
    Files.writeString(config, "media.url: file:" + shared + "\n");
    Path drill = folder.resolve("drill");
    refused(
        restore(backup, drill, "--config", config.toString()),
        "There are pictures in file:" + shared + " already; choose another media.url");
    assertThat(picture).hasContent("8");

    done(restore(backup, drill, "--config", config.toString(), "--replace"));
    assertThat(picture).doesNotExist();

    sql(drill, "insert into delivery_position (snapshot) values ('10:20:')");
    done(restore(backup, drill, "--config", config.toString(), "--replace"));
    assertThat(ask(drill, "select count(*) from delivery_position"))
        .as("nobody is told of what is restored")
        .isEqualTo("0");
  }

  @Test
  void twoBackupsDoNotWriteOneFile() throws Exception {
    Path to = folder.resolve("twice.zip");
    Path unfinished = folder.resolve("twice.zip.part");
    try (FileChannel other =
            FileChannel.open(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        FileLock lock = other.lock()) {
      assertThat(lock.isValid()).isTrue();
      Outcome outcome = Outcome.of("backup", "--to", to.toString(), "--data", first.toString());
      assertThat(outcome.code()).isEqualTo(Sightline.BAD_INPUT);
      assertThat(outcome.err()).contains("Another backup writes " + to + " now");
      assertThat(unfinished).exists();
    }
    // Of one that was killed the rest is written over.
    Files.writeString(unfinished, "much longer than nothing at all");
    done(Outcome.of("backup", "--to", to.toString(), "--data", first.toString()));
    assertThat(unfinished).doesNotExist();
    done(restore(to, folder.resolve("once")));
  }

  @Test
  void whatOthersPutAmongThePicturesIsLeftOutAndAFolderThatIsNotThereIsSaid() throws Exception {
    Path photo = first.resolve("media/crops/Foto vom Tor.jpg");
    Files.writeString(photo, "9");
    try {
      Path to = folder.resolve("without.zip");
      Outcome outcome =
          done(Outcome.of("backup", "--to", to.toString(), "--data", first.toString()));
      assertThat(outcome.err())
          .contains("What others put among the pictures is left out (1, such as");
      assertThat(outcome.out()).contains(" and 1 pictures are in ");
    } finally {
      Files.delete(photo);
    }
    String absent = folder.resolve("not-mounted") + "/";
    refused(
        Outcome.of("backup", "--to", absent, "--data", first.toString()),
        "There is no folder " + absent);
  }

  @Test
  void nobodyRestoresUnderACommandThatGoesOn() throws Exception {
    Path fifth = folder.resolve("fifth");
    try (Database database = Database.open(null, fifth);
        var using = database.address().connect()) {
      assertThat(using.isValid(1)).isTrue();
      refused(restore(backup, fifth), "is in use");
    }
  }

  @Test
  void whereNothingIsStoredNothingIsSetUpToSaySo() throws Exception {
    Path site =
        Files.writeString(
            folder.resolve("site.yaml"), "site: a\ncameras: [{id: gate, uri: gate.mp4}]\n");
    Path nowhere = folder.resolve("nowhere");
    for (String[] command :
        new String[][] {
          {"export", "--run", "x", "--out", folder.resolve("x").toString()},
          {"diff", "a", "b"},
          {"backup", "--to", folder.resolve("x.zip").toString()},
          {"replay", "--site", site.toString(), "--run", "r", "--from-run", "x"},
        }) {
      String[] arguments =
          Stream.concat(Arrays.stream(command), Stream.of("--data", nowhere.toString()))
              .toArray(String[]::new);
      refused(Outcome.of(arguments), "There is no database in " + nowhere);
      assertThat(nowhere).doesNotExist();
    }
    assertThat(folder.resolve("x")).doesNotExist();
    refused(
        Outcome.of(
            "replay",
            "--site",
            site.toString(),
            "--run",
            "r",
            "--from-run",
            "x",
            "--from",
            "+999999999-01-01T00:00:00Z",
            "--data",
            nowhere.toString()),
        "--from=+999999999-01-01T00:00:00Z is no time in UTC from 1900 to 2999");
  }

  @Test
  void aRunThatIsNotFinishedIsExportedOnlyAsAPart() throws Exception {
    sql(first, "update runs set state = 'failed', error = 'It broke.' where run = 'made'");
    Path out = folder.resolve("part");
    String[] export = {
      "export", "--run", "made", "--out", out.toString(), "--data", first.toString()
    };
    refused(Outcome.of(export), "The run 'made' is not finished: it failed (It broke)");
    assertThat(out).doesNotExist();
    refused(
        Outcome.of("diff", "made", "made", "--data", first.toString()),
        "What there is can be had with --partial.");
    refused(
        Outcome.of("diff", "made", "nobody", "--partial", "--data", first.toString()),
        "There is no run 'nobody'");
    done(
        Outcome.of(
            Stream.concat(Arrays.stream(export), Stream.of("--partial")).toArray(String[]::new)));
    try (Stream<Path> files = Files.list(out)) {
      assertThat(files.toList())
          .isNotEmpty()
          .allMatch(file -> file.toString().endsWith(".partial.csv"));
    }
    Outcome diff =
        done(Outcome.of("diff", "made", "made", "--partial", "--data", first.toString(), "--json"));
    assertThat(Json.read(diff.out(), Map.class).get("partial")).isEqualTo(true);
    assertThat(
            done(Outcome.of("diff", "made", "made", "--partial", "--data", first.toString())).out())
        .contains("are equal as far as they are");
    sql(first, "update runs set state = 'done', error = null where run = 'made'");
  }
}
