package io.sightline.standalone;

import io.sightline.domain.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** A client of the service, signed in or not. */
final class Api {
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final String address;
  private final String token;

  private Api(String address, String token) {
    this.address = address;
    this.token = token;
  }

  static Api anonymous(String address) {
    return new Api(address.replaceFirst("/$", "").replace("localhost", "127.0.0.1"), null);
  }

  /** The same person at another address. */
  Api at(String other) {
    return new Api(other, token);
  }

  /** Somebody who brings this token, whatever it is. */
  Api with(String anyToken) {
    return new Api(address, anyToken);
  }

  String token() {
    return token;
  }

  Api signIn(String username, String password) throws Exception {
    Map<?, ?> answer =
        Json.read(
            send(
                    "POST",
                    "/api/v1/auth/login",
                    Json.write(Map.of("username", username, "password", password)))
                .body(),
            Map.class);
    if (answer.get("access_token") == null) {
      throw new IllegalStateException("Not signed in: " + answer);
    }
    return new Api(address, answer.get("access_token").toString());
  }

  HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + path))
            .timeout(Duration.ofSeconds(30))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (body != null) {
      request.header(
          "Content-Type",
          body.stripLeading().startsWith("{") ? "application/json" : "application/yaml");
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  int status(String method, String path, String body) throws Exception {
    return send(method, path, body).statusCode();
  }

  @SuppressWarnings("unchecked") // JSON objects have texts as keys.
  Map<String, Object> get(String path) throws Exception {
    HttpResponse<String> answer = send("GET", path, null);
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(path + ": " + answer.statusCode() + " " + answer.body());
    }
    return Json.read(answer.body(), Map.class);
  }

  /** The names of a zip's entries and what is in them, as text. */
  List<String> unzipped(String path, Object... parameters) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + path.formatted(parameters)))
            .header("Authorization", "Bearer " + token)
            .build();
    HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(path + ": " + answer.statusCode());
    }
    List<String> texts = new ArrayList<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(answer.body()))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        texts.add(entry.getName());
        texts.add(new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return texts;
  }

  @SuppressWarnings("unchecked") // Items are JSON objects.
  List<Map<String, Object>> items(String path) throws Exception {
    return (List<Map<String, Object>>) get(path).get("items");
  }

  /**
   * Opens the live feed and leaves again.
   *
   * @return the status of the answer; 101 when it opened
   */
  int handshake(String query) throws Exception {
    return handshakeAt("/api/v1/live" + query);
  }

  /** As {@link #handshake}, of any WebSocket. */
  int handshakeAt(String path) throws Exception {
    WebSocket.Builder builder = client.newWebSocketBuilder();
    if (token != null) {
      builder.header("Authorization", "Bearer " + token);
    }
    try {
      builder
          .buildAsync(
              URI.create(address.replaceFirst("http", "ws") + path), new WebSocket.Listener() {})
          .get()
          .abort();
      return 101;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof WebSocketHandshakeException refused) {
        return refused.getResponse().statusCode();
      }
      throw e;
    }
  }

  /**
   * Listens to the live feed.
   *
   * @param heard called with each message and the time it came, milliseconds since 1970
   */
  WebSocket listen(String query, BiConsumer<Map<?, ?>, Long> heard) throws Exception {
    return listenAt("/api/v1/live" + query, heard);
  }

  /** As {@link #listen}, to any WebSocket. */
  WebSocket listenAt(String path, BiConsumer<Map<?, ?>, Long> heard) throws Exception {
    return client
        .newWebSocketBuilder()
        .header("Authorization", "Bearer " + token)
        .buildAsync(
            URI.create(address.replaceFirst("http", "ws") + path),
            new WebSocket.Listener() {
              private final StringBuilder text = new StringBuilder();

              @Override
              public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                text.append(data);
                if (last) {
                  heard.accept(Json.read(text.toString(), Map.class), System.currentTimeMillis());
                  text.setLength(0);
                }
                socket.request(1);
                return null;
              }
            })
        .get();
  }
}
