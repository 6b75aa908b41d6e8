package io.sightline.standalone.compare;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.media.HiddenFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One question asked of two systems with the same pictures, one after the other. */
public final class Comparison {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MOST_TRIES = 5;
  private static final long MOST_SECONDS = 30;
  private static final int MOST_SHOWN = 200;
  private static final int OK = 200;
  private static final List<Integer> LATER = List.of(429, 503);
  private static final List<String> FORMS =
      List.of(".jpg", ".jpeg", ".png", ".bmp", ".webp", ".gif", ".tif", ".tiff");

  private final Question question;
  private final Side old;
  private final Side ours;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  public Comparison(Question question, Side old, Side ours) {
    this.question = question;
    this.old = old;
    this.ours = ours;
  }

  /**
   * What a system said.
   *
   * @param says what it saw; null where it did not answer the question
   * @param error why not, in its words; else null
   * @param millis from sending to the answer
   */
  public record Said(String says, String error, long millis) {
    @Override
    public String toString() {
      return error != null ? "(" + error + ")" : says.isEmpty() ? "nothing" : says;
    }
  }

  /** Both answers to a picture. */
  public record Row(String picture, Said old, Said ours, boolean same) {
    @Override
    public String toString() {
      return "%s %s: old %s, new %s".formatted(same ? "=" : "≠", picture, old, ours);
    }
  }

  /**
   * Of all rows.
   *
   * @param answered pictures that both systems answered
   * @param same of those, how many they said the same of
   */
  public record Sum(int pictures, int answered, int same) {
    @Override
    public String toString() {
      return "%d pictures, %d answered by both, %d of them alike%s"
          .formatted(
              pictures,
              answered,
              same,
              answered == 0
                  ? ""
                  : String.format(Locale.ROOT, " (%.1f %%)", 100.0 * same / answered));
    }
  }

  public static Sum sum(List<Row> rows) {
    int answered =
        (int)
            rows.stream()
                .filter(row -> row.old().error() == null && row.ours().error() == null)
                .count();
    return new Sum(rows.size(), answered, (int) rows.stream().filter(Row::same).count());
  }

  /**
   * The pictures below a folder, in the order of their names.
   *
   * @throws BadInput when there are none
   */
  public static List<Path> pictures(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new BadInput("There is no folder of pictures " + folder + "; correct --pictures.");
    }
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> pictures =
          all.filter(Files::isRegularFile).filter(Comparison::isPicture).sorted().toList();
      if (pictures.isEmpty()) {
        throw new BadInput("There are no pictures in " + folder + "; correct --pictures.");
      }
      return pictures;
    } catch (IOException e) {
      throw new BadInput("The folder " + folder + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  private static boolean isPicture(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    if (HiddenFiles.isHidden(file)) {
      return false;
    }
    return FORMS.stream().anyMatch(name::endsWith);
  }

  /**
   * Asks both.
   *
   * @throws BadInput when one of them cannot be reached
   */
  public Row of(Path picture, String name) throws IOException, InterruptedException {
    byte[] content = Files.readAllBytes(picture);
    String file = picture.getFileName().toString();
    Said before = ask(old, file, content);
    Said now = ask(ours, file, content);
    boolean same = before.says() != null && before.says().equals(now.says());
    return new Row(name, before, now, same);
  }

  private Said ask(Side side, String file, byte[] content) throws InterruptedException {
    String boundary = UUID.randomUUID().toString();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(side.address().resolve(side.address().getPath() + question.path()))
            .timeout(PATIENCE)
            .header("Accept", "application/json")
            .header("Content-Type", "multipart/form-data; boundary=" + boundary)
            .POST(HttpRequest.BodyPublishers.ofByteArray(form(boundary, file, content)));
    if (side.token() != null) {
      // Keys go as either.
      request.header("Authorization", "Bearer " + side.token());
    }
    HttpRequest sent = request.build();
    for (int tries = 1; ; tries++) {
      long begun = System.nanoTime();
      HttpResponse<String> answer;
      try {
        answer = http.send(sent, HttpResponse.BodyHandlers.ofString());
      } catch (IOException e) {
        throw new BadInput(
            "The "
                + side
                + " does not answer ("
                + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage())
                + "); see whether it runs there.",
            e);
      }
      if (tries < MOST_TRIES && LATER.contains(answer.statusCode())) {
        TimeUnit.SECONDS.sleep(wait(answer));
      } else {
        return said(answer, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
      }
    }
  }

  private static long wait(HttpResponse<?> answer) {
    String seconds = answer.headers().firstValue("Retry-After").orElse("1");
    return seconds.matches("\\d{1,9}") ? Math.min(MOST_SECONDS, Long.parseLong(seconds)) : 1;
  }

  private Said said(HttpResponse<String> answer, long millis) {
    if (answer.statusCode() != OK) {
      return new Said(null, answer.statusCode() + ": " + start(answer.body()), millis);
    }
    Map<?, ?> said;
    try {
      said = Json.read(answer.body(), Map.class);
    } catch (RuntimeException e) {
      return new Said(null, "no JSON: " + start(answer.body()), millis);
    }
    return question.isIn(said)
        ? new Said(question.gist(said), null, millis)
        : new Said(null, "no " + question.member() + ": " + start(answer.body()), millis);
  }

  private static String start(String text) {
    return text.substring(0, Math.min(MOST_SHOWN, text.length())).replaceAll("\\s+", " ").strip();
  }

  private byte[] form(String boundary, String file, byte[] content) {
    String head =
        "--%s\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\nContent-Type: application/octet-stream\r\n\r\n"
            .formatted(boundary, question.field(), file.replaceAll("[\"\\r\\n]", "_"));
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    form.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    form.writeBytes(content);
    form.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
    return form.toByteArray();
  }
}
