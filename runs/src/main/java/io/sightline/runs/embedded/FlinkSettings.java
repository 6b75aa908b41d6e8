package io.sightline.runs.embedded;

import io.sightline.domain.BadInput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.YamlParserUtils;

/** The files of {@code flink-conf}: Flink's keys and their values, each stated in one of them. */
public final class FlinkSettings {
  public static final String BASE = "base.yaml";
  public static final String EMBEDDED = "embedded.yaml";
  public static final String LIVE = "live.yaml";

  private FlinkSettings() {}

  /**
   * @param folder that has the file
   * @throws BadInput when it has none that can be read
   */
  public static Map<String, String> read(Path folder, String file) {
    Path path = folder.resolve(file);
    if (!Files.isRegularFile(path)) {
      throw new BadInput("Flink's configuration " + path + " is missing; restore it.");
    }
    try {
      Map<String, String> settings = new TreeMap<>();
      YamlParserUtils.loadYamlFile(path.toFile())
          .forEach((key, value) -> settings.put(key, String.valueOf(value)));
      return settings;
    } catch (Exception e) {
      // The parser declares no less.
      throw new BadInput("Flink's configuration " + path + " cannot be read; restore it.", e);
    }
  }
}
