package io.sightline.standalone.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.sightline.domain.BadInput;
import io.sightline.store.DatabaseAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.util.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server of a folder, used by this process and by others. */
class EmbeddedPostgresTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir static Path temp;
  private Path folder;
  private final List<Process> others = new ArrayList<>();

  /** What another process does: opens the folder, says so, and holds it until its input ends. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws IOException {
      EmbeddedPostgres server = EmbeddedPostgres.open(Path.of(args[0]));
      System.out.println("open");
      if (System.in.read() < 0) {
        server.close();
      }
    }
  }

  @BeforeEach
  void choose() throws IOException {
    // As root, the server runs as another user, who has to reach it.
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
    folder = temp.resolve("postgres");
  }

  @AfterEach
  void end() throws Exception {
    for (Process other : others) {
      other.destroyForcibly().waitFor();
    }
    // Nobody is left who would stop it.
    EmbeddedPostgres.open(folder).close();
  }

  private Process another() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                folder.toString())
            .redirectError(temp.resolve("other.err").toFile())
            .start();
    others.add(process);
    BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = said.readLine();
    while (line != null && !line.equals("open")) {
      line = said.readLine();
    }
    assertThat(line).as(Files.readString(temp.resolve("other.err"))).isEqualTo("open");
    return process;
  }

  private Optional<ProcessHandle> postmaster() {
    try {
      return ProcessHandle.of(
              Long.parseLong(
                  Files.readAllLines(folder.resolve("cluster/postmaster.pid")).get(0).strip()))
          .filter(ProcessHandle::isAlive);
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static void kill(ProcessHandle process) {
    process.destroyForcibly();
    process.onExit().join();
  }

  @Test
  void whoComesLaterUsesTheSameServerAndTheLastOneOutStopsIt() throws Exception {
    EmbeddedPostgres first = EmbeddedPostgres.open(folder);
    ProcessHandle server = postmaster().orElseThrow();
    Process other = another();
    EmbeddedPostgres again = EmbeddedPostgres.open(folder);
    assertThat(postmaster()).contains(server);
    DatabaseAddress address = first.address();
    assertThat(again.address()).isEqualTo(address);
    again.close();
    first.close();
    assertThat(address.answers()).as("the other process still uses it").isTrue();
    other.getOutputStream().close();
    assertThat(other.waitFor()).isZero();
    assertThat(postmaster()).as("the last one is out").isEmpty();
  }

  @Test
  void oneThatDiesIsStartedAgainWhereItWas() throws Exception {
    try (EmbeddedPostgres server = EmbeddedPostgres.open(folder)) {
      DatabaseAddress address = server.address();
      address.with(
          jdbc -> jdbc.sql("create table if not exists kept as select 7 as value").update());
      ProcessHandle died = postmaster().orElseThrow();
      kill(died);
      await().atMost(Duration.ofSeconds(10)).until(address::answers);
      assertThat(postmaster()).isPresent().get().isNotEqualTo(died);
      assertThat(
              address.<Integer>with(
                  jdbc -> jdbc.sql("select value from kept").query(Integer.class).single()))
          .isEqualTo(7);
    }
  }

  @Test
  void oneThatKilledProcessesLeftBehindIsTakenOver() throws Exception {
    Process other = another();
    ProcessHandle server = postmaster().orElseThrow();
    kill(other.toHandle());
    assertThat(server.isAlive()).isTrue();
    try (EmbeddedPostgres next = EmbeddedPostgres.open(folder)) {
      assertThat(next.address().answers()).isTrue();
      assertThat(postmaster()).contains(server);
    }
    assertThat(postmaster()).isEmpty();
  }

  @Test
  void whoeverIsLeftStartsItAgain() throws Exception {
    Process first = another();
    try (EmbeddedPostgres second = EmbeddedPostgres.open(folder)) {
      kill(first.toHandle());
      kill(postmaster().orElseThrow());
      await().atMost(Duration.ofSeconds(10)).until(() -> second.address().answers());
    }
  }

  @Test
  void aProcessThatHappensToHaveItsNumberIsLeftAlone() throws Exception {
    EmbeddedPostgres.open(folder).close();
    Process innocent = new ProcessBuilder("sleep", "600").start();
    others.add(innocent);
    Files.writeString(
        folder.resolve("cluster/postmaster.pid"),
        innocent.pid() + "\n" + folder.resolve("cluster") + "\n1\n1\n\n\n\n");
    try (EmbeddedPostgres server = EmbeddedPostgres.open(folder)) {
      assertThat(server.address().answers()).isTrue();
      assertThat(innocent.isAlive()).isTrue();
    }
    assertThat(innocent.isAlive()).isTrue();
  }

  @Test
  void aHalfMadeClusterIsMadeAnew() throws Exception {
    FileUtils.deleteDirectory(folder.resolve("cluster").toFile());
    Files.createDirectories(folder.resolve("cluster.new/base"));
    try (EmbeddedPostgres server = EmbeddedPostgres.open(folder)) {
      assertThat(server.address().answers()).isTrue();
    }
  }

  @Test
  void whyItDoesNotStartIsSaid() throws Exception {
    EmbeddedPostgres.open(folder).close();
    Path control = folder.resolve("cluster/global/pg_control");
    Path aside = temp.resolve("pg_control");
    Files.move(control, aside);
    assertThatThrownBy(() -> EmbeddedPostgres.open(folder))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("pg_control");
    Files.move(aside, control);
  }

  @Test
  void aFolderThatMayNotBeWrittenIsNamed() throws Exception {
    Path closed = Files.createDirectory(temp.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-xr-x"));
    assumeThat(Files.isWritable(closed)).as("root may write anywhere").isFalse();
    assertThatThrownBy(() -> EmbeddedPostgres.open(closed.resolve("postgres")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("may not be written");
  }
}
