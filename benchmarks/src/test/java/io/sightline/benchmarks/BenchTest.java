package io.sightline.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.json.Json;
import io.sightline.standalone.cli.Sightline;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the benchmarks run and give figures; how good these are, no busy machine can tell. */
class BenchTest {
  private static final String HOME = "sightline.home";

  @TempDir Path folder;

  @BeforeEach
  void atHome() {
    System.setProperty(HOME, System.getProperty("sightline.root"));
  }

  @AfterEach
  void leave() {
    System.clearProperty(HOME);
  }

  private List<?> figures(String name) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = System.out;
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      assertThat(
              Sightline.execute(
                  "bench", name, "--rounds", "1", "--json", "--data", folder.toString()))
          .isZero();
    } finally {
      System.setOut(out);
    }
    return (List<?>)
        Json.read(said.toString(StandardCharsets.UTF_8).strip(), Map.class).get("figures");
  }

  private static void requireRatio(Object figure) {
    assertThat((Double) ((Map<?, ?>) figure).get("ratio")).as("%s", figure).isPositive();
  }

  @Test
  void perceptionIsHeldAgainstBareSessions() {
    assertThat(figures("perception")).hasSize(2).allSatisfy(BenchTest::requireRatio);
  }

  @Test
  void decodingIsHeldAgainstBareGrabbing() {
    assertThat(figures("decode")).hasSize(2).allSatisfy(BenchTest::requireRatio);
  }

  @Test
  void judgingAgainIsHeldAgainstPerception() {
    assertThat(figures("rejudge")).hasSize(2).allSatisfy(BenchTest::requireRatio);
  }
}
