package io.sightline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.json.Json;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A form as browsers, curl and httpx send it. */
final class Form {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final String address;
  private final String boundary = UUID.randomUUID().toString();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final List<String> headers = new ArrayList<>();

  private Form(String address) {
    this.address = address;
  }

  /** To the service at an address. */
  static Form to(String address) {
    return new Form(address);
  }

  private Form part(String head, byte[] body) {
    bytes.writeBytes(
        ("--" + boundary + "\r\n" + head + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes(body);
    bytes.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    return this;
  }

  Form file(String field, String name, byte[] content) {
    return part(
        "Content-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\nContent-Type: application/octet-stream"
            .formatted(field, name),
        content);
  }

  Form text(String field, String value) {
    return part(
        "Content-Disposition: form-data; name=\"%s\"".formatted(field),
        value.getBytes(StandardCharsets.UTF_8));
  }

  Form header(String name, String value) {
    headers.add(name);
    headers.add(value);
    return this;
  }

  HttpResponse<byte[]> post(String path) throws Exception {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(bytes.toByteArray());
    whole.writeBytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + path))
            .header("Content-Type", "multipart/form-data; boundary=" + boundary)
            .POST(HttpRequest.BodyPublishers.ofByteArray(whole.toByteArray()));
    if (!headers.isEmpty()) {
      request.headers(headers.toArray(String[]::new));
    }
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  /** Asks, with the same headers and without a body. */
  HttpResponse<byte[]> get(String path) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path));
    if (!headers.isEmpty()) {
      request.headers(headers.toArray(String[]::new));
    }
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  Map<?, ?> answer(String path) throws Exception {
    HttpResponse<byte[]> answer = post(path);
    String text = new String(answer.body(), StandardCharsets.UTF_8);
    assertThat(answer.statusCode()).as(text).isEqualTo(200);
    return Json.read(text, Map.class);
  }
}
