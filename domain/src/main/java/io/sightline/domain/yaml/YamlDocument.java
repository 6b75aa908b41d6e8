package io.sightline.domain.yaml;

import io.sightline.domain.BadInput;
import io.sightline.domain.text.TextFile;
import java.nio.file.Path;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads a YAML 1.2 (and so also a JSON) document into values that know their file, line and key, so
 * that whatever is wrong with one of them can say where.
 */
public final class YamlDocument {
  private static final int MAX_MEGABYTES = 4;
  private static final int MAX_CHARACTERS = MAX_MEGABYTES * 1024 * 1024;
  private static final int MAX_ALIASES = 20;

  private YamlDocument() {}

  public static YamlMap read(Path file) {
    return parse(file.toString(), TextFile.read(file, MAX_MEGABYTES));
  }

  /**
   * @param name what to call the document in errors, a file name as a rule
   */
  public static YamlMap parse(String name, String text) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(name)
            .setCodePointLimit(MAX_CHARACTERS)
            .setMaxAliasesForCollections(MAX_ALIASES)
            .setAllowRecursiveKeys(false)
            .build();
    try {
      return new Compose(settings)
          .composeString(text)
          .map(root -> new YamlValue(name, "", root).asMap())
          .orElseThrow(() -> new BadInput(name + " is empty; write the document first."));
    } catch (MarkedYamlEngineException e) {
      String where = e.getProblemMark().map(mark -> ", line " + (mark.getLine() + 1)).orElse("");
      throw new BadInput(name + where + ": not valid YAML (" + oneLine(e.getProblem()) + ").", e);
    } catch (YamlEngineException e) {
      throw new BadInput(name + ": not valid YAML (" + oneLine(e.getMessage()) + ").", e);
    } catch (StackOverflowError e) {
      throw new BadInput(name + ": nested too deeply.", e);
    }
  }

  private static String oneLine(String message) {
    return message == null ? "no reason given" : message.strip().replaceAll("\\s+", " ");
  }
}
