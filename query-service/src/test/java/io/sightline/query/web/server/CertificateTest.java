package io.sightline.query.web.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sightline.domain.BadInput;
import io.sightline.query.RunningService;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateTest {
  @TempDir Path folder;

  /** Trusts everybody: what is asked here is who is shown. */
  private static final class Trusting implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
      // Anybody will do.
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      // Anybody will do.
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private Path certificate() {
    return folder.resolve("certificate.pem");
  }

  private Path key() {
    return folder.resolve("key.pem");
  }

  private void makeCertificate(String name) throws Exception {
    Path store = folder.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "x",
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-dname",
                "CN=" + name,
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                "testing")
            .redirectErrorStream(true)
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    KeyStore read = KeyStore.getInstance(store.toFile(), "testing".toCharArray());
    Files.writeString(
        key(), pem("PRIVATE KEY", read.getKey("x", "testing".toCharArray()).getEncoded()));
    Files.writeString(certificate(), pem("CERTIFICATE", read.getCertificate("x").getEncoded()));
  }

  private static String pem(String what, byte[] bytes) {
    return "-----BEGIN "
        + what
        + "-----\n"
        + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(bytes)
        + "\n-----END "
        + what
        + "-----\n";
  }

  private static SSLSocket connect(int port) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Trusting()}, null);
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket();
    socket.connect(new InetSocketAddress("127.0.0.1", port), 10_000);
    socket.setSoTimeout(10_000);
    socket.startHandshake();
    return socket;
  }

  private static String shown(int port) throws Exception {
    try (SSLSocket socket = connect(port)) {
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
          .getSubjectX500Principal()
          .getName();
    }
  }

  private static String firstLine(SSLSocket socket, String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    StringBuilder line = new StringBuilder();
    for (int value = socket.getInputStream().read(); value >= 0 && value != '\r'; ) {
      line.append((char) value);
      value = socket.getInputStream().read();
    }
    return line.toString();
  }

  @Test
  void anotherCertificateIsShownWithoutARestartAndOneThatIsNoneIsNot() throws Exception {
    makeCertificate("first");
    try (RunningService service =
        RunningService.start(
            folder,
            Map.of(
                "SIGHTLINE_TLS_CERTIFICATE", certificate().toString(),
                "SIGHTLINE_TLS_KEY", key().toString()))) {
      int port = service.port();
      assertThat(shown(port)).isEqualTo("CN=first");
      try (SSLSocket open = connect(port)) {
        String request = "GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        assertThat(firstLine(open, request)).startsWith("HTTP/1.1 200");
      }
      Files.writeString(certificate(), "-----BEGIN CERTIFICATE-----\nnonsense\n");
      Files.writeString(key(), "nothing at all");
      // What would have been looked at has been once another one was there for as long.
      await()
          .during(Duration.ofSeconds(3))
          .atMost(Duration.ofSeconds(20))
          .until(() -> shown(port).equals("CN=first"));
      makeCertificate("second");
      await().atMost(Duration.ofSeconds(60)).until(() -> shown(port).equals("CN=second"));
      try (SSLSocket socket = connect(port)) {
        String handshake =
            "GET /api/v1/live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==\r\n\r\n";
        assertThat(firstLine(socket, handshake)).startsWith("HTTP/1.1 401");
      }
    }
  }

  @Test
  void aCertificateWithoutItsKeyIsRefusedAtTheStart() throws Exception {
    makeCertificate("first");
    assertThatThrownBy(
            () ->
                RunningService.start(
                    folder, Map.of("SIGHTLINE_TLS_CERTIFICATE", certificate().toString())))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("tls.key");
    assertThatThrownBy(
            () ->
                RunningService.start(
                    folder,
                    Map.of(
                        "SIGHTLINE_TLS_CERTIFICATE",
                        certificate().toString(),
                        "SIGHTLINE_TLS_KEY",
                        "/nowhere.pem")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("/nowhere.pem");
  }
}
