package io.sightline.domain.yaml;

import io.sightline.domain.BadInput;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
  private static final int MAX_CHARACTERS = 4 * 1024 * 1024;
  private static final int MAX_ALIASES = 20;

  private YamlDocument() {}

  public static YamlMap read(Path file) {
    try {
      if (Files.isRegularFile(file) && Files.size(file) > MAX_CHARACTERS) {
        throw new BadInput(file + " is larger than 4 MB; that is not a file of ours.");
      }
      return parse(file.toString(), Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new BadInput("There is no file " + file + "; check the path.", e);
    } catch (CharacterCodingException e) {
      throw new BadInput(file + " is not text in UTF-8; save it as such.", e);
    } catch (IOException e) {
      throw new BadInput(file + " cannot be read: " + e.getMessage() + ".", e);
    }
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
