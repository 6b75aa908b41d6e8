package io.sightline.standalone.demo;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.store.statements.CorrectionRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** What a person has said of the demonstration's plates, before it is made. */
public final class DemoCorrections {
  private DemoCorrections() {}

  private record Word(
      String camera,
      Instant at,
      int x,
      int y,
      int width,
      int height,
      String was,
      String became,
      String reason) {}

  /**
   * Says it, unless it is said already.
   *
   * @param file JSON: where and when the vehicles are, and what their plates are
   * @throws BadInput when the file cannot be read
   */
  public static void say(Path file, String site, CorrectionRows corrections) {
    Word[] words;
    try {
      words = Json.read(Files.readString(file), Word[].class);
    } catch (IOException e) {
      throw new BadInput("The demonstration's " + file.getFileName() + " cannot be read.", e);
    }
    List<CorrectionRows.Told> told =
        Arrays.stream(words)
            .map(
                word ->
                    new CorrectionRows.Told(
                        word.camera(),
                        word.at(),
                        word.x(),
                        word.y(),
                        word.width(),
                        word.height(),
                        word.was(),
                        word.became(),
                        word.reason()))
            .toList();
    corrections.tell(site, told);
  }
}
