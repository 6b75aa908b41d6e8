package io.sightline.runs.chores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.sightline.media.store.EvidenceNames;
import io.sightline.media.store.MediaAddress;
import io.sightline.media.store.MediaStore;
import io.sightline.runs.RunsFixture;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.retention.Retention;
import io.sightline.store.runs.RunClaim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChoresTest {
  private static final Instant NOW = Instant.parse("2031-03-30T23:30:00Z");
  private static final LocalDate TODAY = LocalDate.of(2031, 3, 30);

  @TempDir Path folder;
  private RunsFixture runs;

  @BeforeEach
  void create() {
    runs = new RunsFixture(folder);
  }

  @AfterEach
  void close() {
    runs.close();
  }

  private Chores chores() {
    return chores(runs.database(), runs.media());
  }

  private Chores chores(DatabaseAddress database, MediaAddress media) {
    return chores(database, media, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private Chores chores(DatabaseAddress database, MediaAddress media, Clock clock) {
    Retention retention =
        new Retention(FactKinds.PRODUCT, Duration.ofDays(30), Duration.ofDays(400), 100);
    return new Chores(database, media, runs.folders(), retention, clock);
  }

  @Test
  void oneOfTwoProcessesDoesAChoreAtATime() throws Exception {
    List<String> done = new CopyOnWriteArrayList<>();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    try (Chores one = chores();
        Chores two = chores()) {
      Thread first =
          new Thread(
              () ->
                  one.run(
                      "sweep",
                      jdbc -> {
                        begun.countDown();
                        awaitOpen(ended);
                        done.add("sweep of one");
                      }));
      first.start();
      awaitOpen(begun);
      two.run("sweep", jdbc -> done.add("sweep of two"));
      two.run("dust", jdbc -> done.add("dust of two"));
      assertThat(done).containsExactly("dust of two");
      ended.countDown();
      first.join(TimeUnit.SECONDS.toMillis(20));
      assertThat(done).containsExactly("dust of two", "sweep of one");
      // PostgreSQL lets go of the lock once it has seen that its session is gone.
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                two.run("sweep", jdbc -> done.add("sweep of two"));
                return done.contains("sweep of two");
              });
    }
  }

  private static void awaitOpen(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void partsOfTablesAreMadeForTodayAndTheNextTwoDays() {
    try (Chores chores = chores()) {
      assertThat(runs.hasPartition(TODAY)).isFalse();
      chores.run("parts", chores::makePartitions);
      assertThat(runs.hasPartition(TODAY)).isTrue();
      assertThat(runs.hasPartition(TODAY.plusDays(1))).isTrue();
      assertThat(runs.hasPartition(TODAY.plusDays(2))).isTrue();
      assertThat(runs.hasPartition(TODAY.plusDays(3))).isFalse();
      assertThat(runs.ask("select to_regclass('plate_reads_2031_04') is not null"))
          .as("tables of months too")
          .isEqualTo("t");
      chores.run("parts", chores::makePartitions);
    }
  }

  @Test
  void partsAreMadeForEverAlsoWhenTheMachineSleptForAWeek() {
    AtomicReference<Instant> now = new AtomicReference<>(NOW);
    Clock clock =
        new Clock() {
          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }

          @Override
          public Instant instant() {
            return now.get();
          }
        };
    try (Chores chores = chores(runs.database(), runs.media(), clock)) {
      chores.makePartitionsOnceADay();
      now.set(NOW.plus(Duration.ofDays(7)));
      runs.observe("live", "gate", now.get().minus(Duration.ofDays(2)), 1);
      runs.observe("live", "gate", now.get(), 1);
      chores.makePartitionsOnceADay();
      assertThat(runs.hasPartition(TODAY.plusDays(7))).isTrue();
      assertThat(runs.hasPartition(TODAY.plusDays(9))).isTrue();
      assertThat(runs.ask("select count(*) from observations_default"))
          .as("what came meanwhile is where it belongs")
          .isEqualTo("0");
      assertThat(runs.ask("select count(*) from observations")).isEqualTo("2");
    }
  }

  @Test
  void whatHasBeenKeptLongEnoughGoesByTheClock() {
    runs.observe("live", "gate", NOW.minus(Duration.ofDays(31)), 1);
    runs.observe("live", "gate", NOW.minus(Duration.ofDays(29)), 1);
    try (Chores chores = chores()) {
      chores.run("retention", chores::applyRetention);
    }
    assertThat(runs.ask("select count(*) from observations")).isEqualTo("1");
  }

  @Test
  void runsAreDeletedInTheBackgroundAndADeletionThatWasKilledIsTakenUp() throws Exception {
    runs.done("monday", "gate", NOW);
    runs.done("tuesday", "gate", NOW);
    String crop = EvidenceNames.of("monday", "gate/1-0.jpg");
    Path checkpoint = Files.createDirectories(runs.folders().of("monday").resolve("checkpoints"));
    try (Chores chores = chores();
        MediaStore pictures = runs.media().open()) {
      pictures.put(crop, new byte[] {1});
      // Killed in the middle: marked, and some of it gone.
      runs.update("update runs set state = 'deleting', progress = 0.5 where run = 'monday'");
      runs.update("delete from observations where run = 'monday'");
      try (RunClaim claim = RunClaim.of(runs.database(), "monday")) {
        chores.run("deletions", chores::deleteRuns);
        assertThat(runs.state(claim.run())).as("somebody else is at it").isEqualTo("deleting");
      }
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                chores.run("deletions", chores::deleteRuns);
                return runs.ask("select count(*) from runs where run = 'monday'").equals("0");
              });
      assertThat(pictures.names("crops")).isEmpty();
      assertThat(checkpoint.getParent()).doesNotExist();
      assertThat(runs.state("tuesday")).isEqualTo("done");
    }
  }

  @Test
  void aRunOfWhichSomethingIsHeldStays() {
    runs.done("monday", "gate", NOW);
    runs.update(
        "insert into holds (site, from_at, to_at, reason, made_by) values"
            + " ((select site from runs where run = 'monday'), '2031-03-30', '2031-03-31', 'x', 'y')");
    runs.update("update observations set site = (select site from runs where run = 'monday')");
    runs.update("update runs set state = 'deleting' where run = 'monday'");
    try (Chores chores = chores()) {
      chores.run("deletions", chores::deleteRuns);
    }
    assertThat(runs.ask("select count(*) from observations where run = 'monday'")).isEqualTo("1");
  }

  @Test
  void runsThatNobodyMakesAreNoted() throws Exception {
    runs.update(
        "insert into runs (run, site, state, layout) values ('left', 's', 'running', '{}'),"
            + " ('made', 's', 'running', '{}')");
    try (Chores chores = chores();
        RunClaim claim = RunClaim.of(runs.database(), "made")) {
      chores.run("stuck", Chores::noteStuckRuns);
      assertThat(runs.state("left")).isEqualTo("failed");
      assertThat(runs.state(claim.run())).isEqualTo("running");
    }
  }

  @Test
  void picturesThatNoFactNamesAreDeletedByTheClock() throws Exception {
    String old = crop(Duration.ofHours(25));
    String young = crop(Duration.ofHours(23));
    try (Chores chores = chores();
        MediaStore pictures = runs.media().open()) {
      pictures.put(old, new byte[] {1});
      pictures.put(young, new byte[] {1});
      chores.run("pictures", chores::deleteForgottenPictures);
      assertThat(pictures.names("crops")).containsExactly(young);
    }
  }

  private static String crop(Duration age) {
    return EvidenceNames.of("live", "gate/" + NOW.minus(age).toEpochMilli() + "-0.jpg");
  }

  @Test
  void whatGoesWrongIsLeftForLater() {
    DatabaseAddress nowhere = new DatabaseAddress("jdbc:postgresql://127.0.0.1:1/x", "x", "x");
    List<String> done = new CopyOnWriteArrayList<>();
    try (Chores chores = chores();
        Chores cut = chores(nowhere, runs.media())) {
      // A task that throws would never be run again.
      assertThatCode(
              () -> {
                chores.run(
                    "media",
                    jdbc -> {
                      done.add("media");
                      throw new IOException("The disk is gone.");
                    });
                chores.run(
                    "broken",
                    jdbc -> {
                      done.add("broken");
                      throw new IllegalStateException("It is broken.");
                    });
                chores.run("sql", jdbc -> jdbc.sql("select from nothing").query().listOfRows());
                cut.run("cut", jdbc -> done.add("cut"));
              })
          .doesNotThrowAnyException();
    }
    assertThat(done).containsExactly("media", "broken");
  }
}
