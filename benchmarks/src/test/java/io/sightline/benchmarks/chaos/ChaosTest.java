package io.sightline.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.standalone.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replays in processes of their own, and what random faults make of their ledgers: nothing. */
class ChaosTest {
  private static final int FRAMES = 1_500;
  private static final int SCHEDULES = 3;
  private static final int NIGHTLY_SCHEDULES = 60;

  @TempDir Path folder;

  @Test
  void aScheduleIsPrintedAsItIsRead() {
    Random random = new Random(7);
    for (int n = 0; n < 200; n++) {
      Schedule schedule = Schedule.random(random, List.of(Fault.values()), 20_000);
      assertThat(Schedule.parse(schedule.toString())).isEqualTo(schedule);
    }
  }

  @Test
  void aSeedGivesTheSameSchedules() {
    List<Fault> possible = List.of(Fault.KILL, Fault.PAUSE);
    assertThat(Schedule.random(new Random(3), possible, 9_000))
        .isEqualTo(Schedule.random(new Random(3), possible, 9_000));
  }

  @Test
  void whatIsNoScheduleIsSaidInWords() {
    assertThatThrownBy(() -> Schedule.parse("p2 rocksdb burn@3, p1 rocksdb end"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("'p2 rocksdb burn@3' is no part of a schedule");
    assertThatThrownBy(() -> Schedule.parse("p2 rocksdb kill@3"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("ends with 'end'");
  }

  private Chaos chaos(Path data) throws IOException {
    Path site = TestSite.create(folder.resolve("site"), FRAMES);
    return new Chaos(
        Path.of(System.getProperty("sightline.root")),
        data,
        List.of("--site", site.toString(), "--models", folder.resolve("site/models").toString()));
  }

  private static void tryAll(Chaos chaos, int schedules) throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    long length = chaos.prepare();
    System.out.printf("ChaosTest: seed %d, length %d, faults %s%n", seed, length, chaos.possible());
    List<Chaos.Outcome> different = new ArrayList<>();
    for (int n = 0; n < schedules; n++) {
      Schedule schedule = Schedule.random(random, chaos.possible(), length);
      System.out.println("ChaosTest: " + schedule);
      Chaos.Outcome outcome = chaos.run("chaos-" + n, schedule);
      System.out.println("ChaosTest: " + outcome.codes() + ", differs: " + outcome.differences());
      if (!outcome.same()) {
        different.add(outcome);
      }
    }
    assertThat(different).isEmpty();
  }

  @Test
  void threeRandomSchedulesChangeNothing() throws Exception {
    Chaos chaos = chaos(folder.resolve("data"));
    tryAll(chaos, SCHEDULES);
    assertThat(chaos.files()).as("tables and pictures").isGreaterThan(12);
  }

  /** The disk is filled, too, where a small one can be made for it. */
  @Test
  @Tag("nightly")
  void sixtyRandomSchedulesChangeNothing() throws Exception {
    Path data = Files.createDirectory(folder.resolve("small"));
    boolean small = mount("mount", "-t", "tmpfs", "-o", "size=4g", "tmpfs", data.toString());
    if (!small) {
      System.out.println("ChaosTest: no file system can be made here, so no disk is filled.");
    }
    try {
      tryAll(chaos(data), NIGHTLY_SCHEDULES);
    } finally {
      if (small) {
        mount("umount", "-l", data.toString());
      }
    }
  }

  private static boolean mount(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).start().waitFor() == 0;
  }
}
