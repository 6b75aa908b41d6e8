package io.sightline.query;

import io.sightline.domain.json.Json;
import io.sightline.domain.settings.Settings;
import io.sightline.domain.site.SiteFile;
import io.sightline.store.TestDatabase;
import io.sightline.store.TestKey;
import io.sightline.store.registry.SiteRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The whole service over an embedded PostgreSQL of its own, as people on the network find it: raw
 * bytes over sockets of any address of loopback.
 */
public final class RunningService implements AutoCloseable {
  public static final String ADMIN = "admin";
  private static final int PATIENCE_MILLIS = 30_000;

  private final TestDatabase database = TestDatabase.create();
  private final QueryService service;
  private final String password;

  private RunningService(Path folder, Map<String, String> environment) {
    Map<String, String> settings = new LinkedHashMap<>(environment);
    settings.put("SIGHTLINE_SERVICE_ADDRESS", "127.0.0.1");
    service =
        QueryService.start(
            new QueryServiceOptions(
                database.address(),
                Settings.load(null, settings),
                0,
                "a-secret-of-at-least-32-characters-for-tests",
                TestKey.file(),
                folder,
                "test",
                null));
    password = service.firstAdmin().orElseThrow();
  }

  /**
   * @param environment settings, by their variables
   */
  public static RunningService start(Path folder, Map<String, String> environment) {
    return new RunningService(folder, environment);
  }

  public TestDatabase database() {
    return database;
  }

  /** Stores a site. */
  public void add(String siteFile) {
    new SiteRegistry(database.address())
        .store(SiteFile.parse("the site", Path.of("/"), siteFile).site(), "test");
  }

  public int port() {
    return service.port();
  }

  public String password() {
    return password;
  }

  /** What came back. */
  public record Answer(int status, Map<String, String> headers, String body, long millis) {
    public String type() {
      return headers.getOrDefault("content-type", "");
    }

    @SuppressWarnings("unchecked") // JSON objects have texts as keys.
    public Map<String, Object> json() {
      return Json.read(body, Map.class);
    }
  }

  /**
   * @param from address of loopback that connects
   */
  public Socket connect(String from) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
    socket.connect(new InetSocketAddress("127.0.0.1", port()), PATIENCE_MILLIS);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  /**
   * Sends bytes and reads one answer.
   *
   * @return status 0 where the connection was ended without an answer
   */
  public Answer raw(String from, byte[] request) throws IOException {
    long begun = System.nanoTime();
    try (Socket socket = connect(from)) {
      try {
        socket.getOutputStream().write(request);
        socket.getOutputStream().flush();
      } catch (IOException e) {
        // It has heard enough; what it says is there to be read.
      }
      return read(socket, begun);
    }
  }

  public Answer raw(String request) throws IOException {
    return raw("127.0.0.1", request.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Reads one answer. */
  public static Answer read(Socket socket, long begunNanos) throws IOException {
    InputStream in = socket.getInputStream();
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    Map<String, String> headers = new LinkedHashMap<>();
    int status = 0;
    try {
      int value;
      while ((value = in.read()) >= 0) {
        head.write(value);
        if (head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
          break;
        }
      }
      String[] lines = head.toString(StandardCharsets.ISO_8859_1).split("\r\n");
      if (!lines[0].startsWith("HTTP/1.1 ")) {
        return new Answer(0, headers, head.toString(StandardCharsets.ISO_8859_1), 0);
      }
      status = Integer.parseInt(lines[0].substring(9, 12));
      for (int i = 1; i < lines.length; i++) {
        int colon = lines[i].indexOf(':');
        headers.put(
            lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
            lines[i].substring(colon + 1).strip());
      }
      if (status == 100) {
        return read(socket, begunNanos);
      }
      readBody(in, headers, body);
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      // Ended; what came counts.
    }
    return new Answer(
        status,
        headers,
        body.toString(StandardCharsets.UTF_8),
        (System.nanoTime() - begunNanos) / 1_000_000);
  }

  private static void readBody(
      InputStream in, Map<String, String> headers, ByteArrayOutputStream body) throws IOException {
    if (headers.containsKey("content-length")) {
      body.write(in.readNBytes(Integer.parseInt(headers.get("content-length"))));
    } else if ("chunked".equals(headers.get("transfer-encoding"))) {
      while (true) {
        StringBuilder line = new StringBuilder();
        int value;
        while ((value = in.read()) >= 0 && value != '\n') {
          line.append((char) value);
        }
        int length = Integer.parseInt(line.toString().strip(), 16);
        body.write(in.readNBytes(length));
        in.readNBytes(2);
        if (length == 0) {
          return;
        }
      }
    }
  }

  /**
   * @param token null for none
   * @param body JSON; null for none
   */
  public Answer ask(String from, String token, String method, String path, String body)
      throws IOException {
    StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: x\r\n");
    if (token != null) {
      request.append("Authorization: Bearer ").append(token).append("\r\n");
    }
    byte[] bytes = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
    if (body != null) {
      request.append("Content-Type: application/json\r\nContent-Length: ").append(bytes.length);
      request.append("\r\n");
    }
    request.append("Connection: close\r\n\r\n").append(body == null ? "" : body);
    return raw(from, request.toString().getBytes(StandardCharsets.UTF_8));
  }

  public Answer get(String path) throws IOException {
    return ask("127.0.0.1", null, "GET", path, null);
  }

  public Answer signIn(String from, String username, String attempted) throws IOException {
    return ask(
        from,
        null,
        "POST",
        "/api/v1/auth/login",
        Json.write(Map.of("username", username, "password", attempted)));
  }

  /** A token of the first admin. */
  public String token() throws IOException {
    Answer answer = signIn("127.0.0.1", ADMIN, password);
    if (answer.status() != 200) {
      throw new IllegalStateException("Not signed in: " + answer);
    }
    return answer.json().get("access_token").toString();
  }

  /**
   * A bound for a machine that has nothing else to do, as it is on this one now.
   *
   * @param millis when there is a processor for everybody who wants one
   */
  public static long scaled(long millis) {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return (long) (millis * Math.max(1, load / Runtime.getRuntime().availableProcessors()));
  }

  @Override
  public void close() {
    service.close();
    database.close();
  }

  /** Of a webhook that is switched off and has deliveries. */
  public static final String WEBHOOK = "00000000-0000-4000-8000-000000000001";

  /** Adds the {@link #WEBHOOK}. */
  public void addWebhook(int deliveries) {
    database
        .address()
        .with(
            jdbc -> {
              jdbc.sql(
                      """
                      insert into webhooks (id, url, kinds, active, secret)
                      values (?::uuid, 'https://127.0.0.1/', '{alerts}', false, '')
                      """)
                  .param(WEBHOOK)
                  .update();
              return jdbc.sql(
                      """
                      insert into webhook_deliveries (webhook, key, site, of_kind, body, state, ended_at)
                      select ?::uuid, g::text, 'garage', 'alerts', '{}',
                        case when g % 100 = 0 then 'dead' else 'done' end, now()
                      from generate_series(1, ?) g
                      """)
                  .params(WEBHOOK, deliveries)
                  .update();
            });
  }
}
