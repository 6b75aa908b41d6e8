package io.sightline.domain.settings;

import io.sightline.domain.BadInput;
import io.sightline.domain.text.TextFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file of environment variables, {@code NAME=VALUE} a line, as dotenv and Docker read it. */
public final class DotEnv {
  public static final String FILE_NAME = ".env";

  private static final int MOST_MEGABYTES = 1;

  private static final Pattern LINE =
      Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*?)\\s*");

  private DotEnv() {}

  /**
   * The environment with what a folder's file adds to it; what is set wins.
   *
   * @throws BadInput when a line cannot be read
   */
  public static Map<String, String> over(Path folder, Map<String, String> environment) {
    Path file = folder.resolve(FILE_NAME);
    if (!Files.isRegularFile(file)) {
      return environment;
    }
    Map<String, String> all = read(file);
    all.putAll(environment);
    return all;
  }

  private static Map<String, String> read(Path file) {
    // A byte order mark is what editors on Windows leave.
    List<String> lines =
        TextFile.read(file, MOST_MEGABYTES).replaceFirst("^\ufeff", "").lines().toList();
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.isBlank() || line.stripLeading().startsWith("#")) {
        continue;
      }
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw new BadInput(
            "Line " + (i + 1) + " of " + file + " is no NAME=VALUE; mend or remove it.");
      }
      values.put(matcher.group(1), value(matcher.group(2)));
    }
    return values;
  }

  private static String value(String text) {
    if (text.length() > 1 && (text.startsWith("\"") || text.startsWith("'"))) {
      int end = text.indexOf(text.charAt(0), 1);
      return end < 0 ? text : text.substring(1, end);
    }
    int comment = text.indexOf(" #");
    return (comment < 0 ? text : text.substring(0, comment)).strip();
  }
}
