package io.sightline.runs.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.runs.JobRunner;
import io.sightline.runs.JobRunnerContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRunnerTest extends JobRunnerContract {
  private static final Path CONF =
      Path.of(System.getProperty("sightline.root")).resolve("flink-conf");

  @Override
  protected JobRunner start(Path temp) {
    return new EmbeddedRunner(CONF, temp, 2);
  }

  @Test
  void eachOfFlinksSettingsIsStatedOnce() {
    List<String> keys = new ArrayList<>();
    for (String file : new String[] {FlinkSettings.BASE, FlinkSettings.EMBEDDED, "cluster.yaml"}) {
      keys.addAll(FlinkSettings.read(CONF, file).keySet());
    }
    assertThat(keys).doesNotHaveDuplicates().contains("state.backend.type", "rest.bind-address");
  }

  @Test
  void aConfigurationThatIsNotThereIsSaid(@TempDir Path folder) throws Exception {
    assertThatThrownBy(() -> FlinkSettings.read(folder, FlinkSettings.BASE))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("base.yaml is missing");
    Files.writeString(folder.resolve(FlinkSettings.BASE), ": : :");
    assertThatThrownBy(() -> FlinkSettings.read(folder, FlinkSettings.BASE))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("cannot be read");
  }
}
