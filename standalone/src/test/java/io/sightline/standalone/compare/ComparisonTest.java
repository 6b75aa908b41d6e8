package io.sightline.standalone.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
  @TempDir Path folder;
  private HttpServer server;
  private volatile String answer;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          try (var out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Comparison.Row compared(Question question, String said) throws Exception {
    answer = said;
    Path picture = Files.writeString(folder.resolve("car.jpg"), "picture");
    URI address = URI.create("http://localhost:" + server.getAddress().getPort());
    Side old = new Side("old", address, null);
    return new Comparison(question, old, new Side("new", address, null)).of(picture, "car.jpg");
  }

  @Test
  void anAnswerThatSaysNothingOfWhatWasAskedIsNone() throws Exception {
    Comparison.Row failed =
        compared(Question.PLATE, "{\"success\": false, \"message\": \"model not loaded\"}");
    assertThat(failed.same()).isFalse();
    assertThat(failed.old().error()).startsWith("no plate_text: {").contains("model not loaded");
    assertThat(Comparison.sum(List.of(failed))).isEqualTo(new Comparison.Sum(1, 0, 0));

    Comparison.Row nothing = compared(Question.PLATE, "{\"plate_text\": null}");
    assertThat(nothing.same()).as("that there is no plate is an answer").isTrue();
    assertThat(compared(Question.VEHICLES, "{\"detections\": []}").same()).isTrue();
    assertThat(compared(Question.EMOTION, "{\"emotion\": \"happy\"}").same()).isFalse();
  }

  @Test
  void whatSystemsLeaveBesidePicturesIsNoPicture() throws Exception {
    Files.writeString(folder.resolve("._car.jpg"), "junk");
    Path car = Files.writeString(folder.resolve("car.jpg"), "picture");
    assertThat(Comparison.pictures(folder)).containsExactly(car);
  }
}
