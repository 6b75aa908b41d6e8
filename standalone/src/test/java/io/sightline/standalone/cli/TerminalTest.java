package io.sightline.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TerminalTest {
  private static long seconds(long seconds) {
    return TimeUnit.SECONDS.toNanos(seconds);
  }

  @Test
  void theTimeLeftFollowsThePaceOfThisStart() {
    Terminal terminal = new Terminal("run", false);
    // A run that is taken up begins where it was.
    assertThat(terminal.left(0.5, seconds(100))).isEmpty();
    assertThat(terminal.left(0.51, seconds(101))).as("too early to say").isEmpty();
    assertThat(terminal.left(0.6, seconds(120))).isEqualTo(", 1 min 20 s left");
    assertThat(terminal.left(0.9, seconds(180))).isEqualTo(", 20 s left");
    assertThat(terminal.left(1, seconds(200))).isEmpty();
    assertThat(terminal.left(-1, seconds(200))).as("nobody can say").isEmpty();
  }

  @Test
  void whereNothingMovesNoTimeIsSaid() {
    Terminal terminal = new Terminal("run", false);
    terminal.left(0, 0);
    assertThat(terminal.left(0, seconds(600))).isEmpty();
    assertThat(terminal.left(0.01, seconds(600))).isEqualTo(", 16 h 30 min left");
  }

  @Test
  void elsewhereThanOnATerminalLinesAreFew() {
    String said =
        said(
            () -> {
              Terminal terminal = new Terminal("run", false);
              for (int i = 0; i < 100; i++) {
                terminal.at(i / 100.0, i + " frames");
              }
            });
    assertThat(said.strip()).isEqualTo("run: 0 % 0 frames");
  }

  @Test
  void aBarIsOneLineThatIsLeftEmpty() {
    String said =
        said(
            () -> {
              Terminal terminal = new Terminal("run", true);
              terminal.at(0.5, "5 frames");
              terminal.endBar();
            });
    assertThat(said)
        .contains("[###############               ] 50 % 5 frames")
        .endsWith("\u001b[K");
    assertThat(said).doesNotContain("\n");
  }

  private static String said(Runnable work) {
    PrintStream err = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
      work.run();
    } finally {
      System.setErr(err);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
