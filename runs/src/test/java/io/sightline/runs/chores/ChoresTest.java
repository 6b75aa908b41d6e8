package io.sightline.runs.chores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.sightline.media.store.EvidenceNames;
import io.sightline.media.store.MediaAddress;
import io.sightline.media.store.MediaStore;
import io.sightline.runs.RunsFixture;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.runs.RunClaim;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

  private static Chores chores(DatabaseAddress database, MediaAddress media) {
    return new Chores(database, media, Clock.fixed(NOW, ZoneOffset.UTC));
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
