package io.sightline.media.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Buckets whose answers break off, and buckets that keep versions. */
class OddBucketTest {
  private static final int WHOLE = 988;
  private static final String VERSIONS =
      """
      <?xml version="1.0"?>
      <ListVersionsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
        <Name>pictures</Name><IsTruncated>false</IsTruncated>
        <Version><Key>crops/a.jpg</Key><VersionId>second</VersionId></Version>
        <Version><Key>crops/a.jpg</Key><VersionId>first</VersionId></Version>
        <DeleteMarker><Key>crops/a.jpg</Key><VersionId>marker</VersionId></DeleteMarker>
        <Version><Key>crops/a.jpg.json</Key><VersionId>of-another</VersionId></Version>
      </ListVersionsResult>
      """;

  private boolean hidden;
  private boolean refuses;
  private boolean breaks;
  private final List<String> deleted = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private Map<String, String> properties;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    properties =
        Map.of(
            "aws.accessKeyId", "key",
            "aws.secretAccessKey", "secret",
            "aws.region", "us-east-1",
            "aws.endpointUrlS3", "http://127.0.0.1:" + server.getAddress().getPort());
    properties.forEach(System::setProperty);
  }

  @AfterEach
  void stop() {
    server.stop(0);
    properties.keySet().forEach(System::clearProperty);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String query = String.valueOf(exchange.getRequestURI().getQuery());
    if (breaks) {
      // What is sent is not read.
      exchange.sendResponseHeaders(403, -1);
    } else if (refuses) {
      exchange.getRequestBody().readAllBytes();
      exchange.sendResponseHeaders(403, -1);
    } else if (exchange.getRequestMethod().equals("DELETE")) {
      deleted.add(query);
      exchange
          .getResponseHeaders()
          .add("x-amz-delete-marker", String.valueOf(query.equals("null")));
      exchange.sendResponseHeaders(204, -1);
    } else if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().add("x-amz-version-id", "second");
      exchange.sendResponseHeaders(hidden ? 404 : 200, -1);
    } else if (query.contains("versions")) {
      byte[] bytes = VERSIONS.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    } else {
      exchange.sendResponseHeaders(200, WHOLE);
      exchange.getResponseBody().write(new byte[WHOLE / 2]);
      exchange.getResponseBody().flush();
    }
    exchange.close();
  }

  @Test
  void halfAPictureIsNone(@TempDir Path folder) throws IOException {
    try (MediaStore store = MediaAddress.of("s3://pictures").open()) {
      assertThatThrownBy(() -> store.get("crops/a.jpg"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("crops/a.jpg cannot be read in the bucket pictures");
      assertThatThrownBy(() -> store.copy("crops/a.jpg", folder.resolve("a.jpg")))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aBucketThatIsAwayIsSaidToBeAndOneThatRefusesIsNot() throws IOException {
    refuses = true;
    try (MediaStore store = MediaAddress.of("s3://pictures").open()) {
      assertThatThrownBy(() -> store.put("crops/a.jpg", new byte[1]))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(StoreAwayException.class);
      server.stop(0);
      assertThatThrownBy(() -> store.put("crops/a.jpg", new byte[1]))
          .isInstanceOf(StoreAwayException.class)
          .hasMessageContaining("crops/a.jpg cannot be stored in the bucket pictures")
          .hasNoCause();
    }
  }

  @Test
  void aConnectionThatEndsWithoutAnAnswerIsABucketThatIsAway() throws IOException {
    breaks = true;
    try (MediaStore store = MediaAddress.of("s3://pictures").open()) {
      assertThatThrownBy(() -> store.put("crops/a.jpg", new byte[1]))
          .isInstanceOf(IOException.class);
      // What is kept open of it ends in the middle of the next.
      server.stop(0);
      assertThatThrownBy(() -> store.put("crops/a.jpg", new byte[1]))
          .isInstanceOf(StoreAwayException.class);
    }
  }

  @Test
  void whatIsDeletedIsGoneWithItsVersions() throws IOException {
    try (MediaStore store = MediaAddress.of("s3://pictures").open()) {
      store.delete("crops/a.jpg");
    }
    assertThat(deleted)
        .as("the newest of them last, so that it is found again when the others are not deleted")
        .containsExactly("versionId=first", "versionId=second", "versionId=marker");
  }

  @Test
  void whatWasHiddenBeforeIsGoneWithItsVersions() throws IOException {
    hidden = true;
    try (MediaStore store = MediaAddress.of("s3://pictures").open()) {
      store.delete("crops/a.jpg");
    }
    assertThat(deleted).startsWith("null").contains("versionId=first", "versionId=second");
  }
}
