package io.sightline.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareTest {
  @Test
  void whereNoPictureIsAnsweredByBothItFails(@TempDir Path folder) throws Exception {
    Files.write(folder.resolve("a.jpg"), new byte[] {1});
    HttpServer refusing =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    refusing.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(401, -1);
          exchange.close();
        });
    refusing.start();
    try {
      String address = "http://127.0.0.1:" + refusing.getAddress().getPort();
      Outcome outcome =
          Outcome.of(
              "compare", "--old", address, "--new", address, "--pictures", folder.toString());
      assertThat(outcome.code()).as("%s", outcome).isEqualTo(1);
      assertThat(outcome.out()).contains("a.jpg").contains("401").contains("0 answered by both");
      assertThat(outcome.err()).contains("No picture was answered by both");
    } finally {
      refusing.stop(0);
    }
  }
}
