package io.sightline.standalone.cli;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.standalone.compare.Comparison;
import io.sightline.standalone.compare.Question;
import io.sightline.standalone.compare.Side;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "compare",
    description =
        "Sends pictures to a system that is to be replaced and to this one, and shows both answers"
            + " side by side.")
final class CompareCommand implements Subcommand {
  @Mixin private CommonOptions common;

  @Option(
      names = "--old",
      required = true,
      paramLabel = "URL",
      description = "Where the replaced system answers, such as http://HOST:8001.")
  private String old;

  @Option(
      names = "--new",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8000",
      description = "Where Sightline answers (default: ${DEFAULT-VALUE}).")
  private String ours;

  @Option(
      names = "--pictures",
      required = true,
      paramLabel = "DIR",
      description = "A folder of pictures, also in folders below it.")
  private Path pictures;

  @Option(
      names = "--ask",
      paramLabel = "WHAT",
      defaultValue = "emotion",
      description = "What is asked: emotion, plate or vehicles (default: ${DEFAULT-VALUE}).")
  private String ask;

  @Option(
      names = "--old-token-file",
      paramLabel = "FILE",
      description = "Holds the token or key that the replaced system wants.")
  private Path oldToken;

  @Option(
      names = "--new-token-file",
      paramLabel = "FILE",
      description = "Holds a token or key of Sightline; without it, strangers' limits hold.")
  private Path newToken;

  @Override
  public Integer call() throws Exception {
    Question question = Question.named(ask);
    Comparison comparison =
        new Comparison(
            question,
            new Side("old", address("--old", old), token(oldToken)),
            new Side("new", address("--new", ours), token(newToken)));
    List<Comparison.Row> rows = new ArrayList<>();
    for (Path picture : Comparison.pictures(pictures)) {
      Comparison.Row row = comparison.of(picture, pictures.relativize(picture).toString());
      rows.add(row);
      if (!common.json()) {
        System.out.println(row);
      }
    }
    Comparison.Sum sum = Comparison.sum(rows);
    if (common.json()) {
      Map<String, Object> said = new LinkedHashMap<>();
      said.put("asked", question.key());
      said.put("pictures", sum.pictures());
      said.put("answered", sum.answered());
      said.put("same", sum.same());
      said.put("items", rows);
      System.out.println(Json.write(said));
    } else {
      System.out.println(sum);
    }
    if (sum.answered() == 0) {
      System.err.println(
          "No picture was answered by both; nothing is compared. Each picture's line says why.");
      return 1;
    }
    return 0;
  }

  private static URI address(String option, String text) {
    try {
      URI uri = URI.create(text.replaceFirst("/+$", ""));
      if (uri.getHost() != null && List.of("http", "https").contains(uri.getScheme())) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new BadInput(option + " '" + text + "' is no address; give one as http://HOST:PORT.");
  }

  private static String token(Path file) {
    if (file == null) {
      return null;
    }
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new BadInput(
          "The token's file " + file + " cannot be read: " + e.getMessage() + ".", e);
    }
  }
}
