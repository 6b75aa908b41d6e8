package io.sightline.benchmarks;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The chain as people write it in Python, in a process of its own: {@code
 * benchmarks/reference/chain.py}.
 */
final class PythonChain {
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Said(long frames, double seconds, double cpuSeconds) {}

  private PythonChain() {}

  /**
   * @param python an interpreter that has the packages of {@code requirements.txt}
   * @param script the chain
   * @param model folder of a model
   * @param warm frames that are not counted
   * @throws BadInput when it cannot run
   */
  static Measurement run(Path python, Path script, Path model, Path footage, long warm)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                List.of(
                    python.toString(),
                    script.toString(),
                    "--model",
                    model.toString(),
                    "--footage",
                    footage.toString(),
                    "--warm",
                    Long.toString(warm)))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new BadInput(
          "The Python chain ended with code "
              + process.exitValue()
              + "; give --python an interpreter that has the packages of"
              + " benchmarks/reference/requirements.txt.");
    }
    Said said = Json.read(output, Said.class);
    return new Measurement(said.frames(), said.seconds(), said.cpuSeconds());
  }
}
