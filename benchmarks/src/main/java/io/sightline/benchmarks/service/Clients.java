package io.sightline.benchmarks.service;

import io.sightline.domain.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that send pictures to a service, each waiting for its answer before it sends the next.
 */
final class Clients {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long ANSWERED = 200;
  private static final int BUSY = 503;
  private static final int OPENED_AT_ONCE = 50;

  private final String address;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<byte[]> pictures;
  private final AtomicLong number = new AtomicLong();

  /**
   * @param pictures as JPEG
   */
  Clients(String address, List<byte[]> pictures) {
    this.address = address;
    this.pictures = pictures;
  }

  /**
   * What came of a load.
   *
   * @param seconds wall time
   * @param millis from sending to the answer, ascending
   * @param busy how often the service said that it is busy; these were sent again
   */
  record Load(double seconds, double[] millis, long busy) {
    double perSecond() {
      return millis.length / seconds;
    }

    double quantile(double share) {
      return millis[Math.min(millis.length - 1, (int) (share * millis.length))];
    }
  }

  /** A picture that was never sent before: what follows the end of a JPEG changes no pixel. */
  private byte[] next() {
    long each = number.getAndIncrement();
    byte[] jpeg = pictures.get((int) (each % pictures.size()));
    byte[] mark = Long.toString(each).getBytes(StandardCharsets.US_ASCII);
    byte[] whole = Arrays.copyOf(jpeg, jpeg.length + mark.length);
    System.arraycopy(mark, 0, whole, jpeg.length, mark.length);
    return whole;
  }

  /** Sends pictures over HTTP, as fast as they are answered. */
  Load post(String path, int clients, long count) throws Exception {
    AtomicLong left = new AtomicLong(count);
    AtomicLong busy = new AtomicLong();
    return together(
        clients,
        busy,
        () -> {
          List<Double> millis = new ArrayList<>();
          while (left.getAndDecrement() > 0) {
            byte[] picture = next();
            long begun = System.nanoTime();
            while (post(path, picture) == BUSY) {
              busy.incrementAndGet();
              TimeUnit.MILLISECONDS.sleep(100);
            }
            millis.add((System.nanoTime() - begun) / 1e6);
          }
          return millis;
        });
  }

  /** Sends a picture over HTTP each so many milliseconds. */
  Load postEvery(String path, long everyMillis, int count) throws Exception {
    double[] millis = new double[count];
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      byte[] picture = next();
      long due = start + TimeUnit.MILLISECONDS.toNanos(i * everyMillis);
      TimeUnit.NANOSECONDS.sleep(Math.max(0, due - System.nanoTime()));
      long begun = System.nanoTime();
      post(path, picture);
      millis[i] = (System.nanoTime() - begun) / 1e6;
    }
    Arrays.sort(millis);
    return new Load((System.nanoTime() - start) / 1e9, millis, 0);
  }

  private int post(String path, byte[] picture) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(address + path))
                .timeout(PATIENCE)
                .header("Content-Type", "image/jpeg")
                .POST(HttpRequest.BodyPublishers.ofByteArray(picture))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != ANSWERED && answer.statusCode() != BUSY) {
      throw new IllegalStateException(
          path + " answered " + answer.statusCode() + ": " + answer.body());
    }
    return answer.statusCode();
  }

  /**
   * Sends pictures over WebSockets.
   *
   * @param everyMillis a client waits at least so long between two of its pictures
   */
  Load predict(int clients, long count, long everyMillis) throws Exception {
    List<Socket> sockets = open(clients);
    AtomicLong left = new AtomicLong(count);
    AtomicLong busy = new AtomicLong();
    AtomicLong client = new AtomicLong();
    try {
      return together(
          clients,
          busy,
          () -> {
            int index = (int) client.getAndIncrement();
            Socket socket = sockets.get(index);
            // Clients that do not know of each other do not ask at the same instant.
            TimeUnit.MILLISECONDS.sleep(index * everyMillis / clients);
            List<Double> millis = new ArrayList<>();
            while (left.getAndDecrement() > 0) {
              String message =
                  Json.write(
                      Map.of(
                          "command",
                          "predict",
                          "image",
                          Base64.getEncoder().encodeToString(next())));
              long begun = System.nanoTime();
              Map<?, ?> answer = socket.ask(message);
              while ("error".equals(answer.get("type"))) {
                busy.incrementAndGet();
                TimeUnit.MILLISECONDS.sleep(100);
                answer = socket.ask(message);
              }
              long took = System.nanoTime() - begun;
              millis.add(took / 1e6);
              TimeUnit.NANOSECONDS.sleep(
                  Math.max(0, TimeUnit.MILLISECONDS.toNanos(everyMillis) - took));
            }
            return millis;
          });
    } finally {
      sockets.forEach(Socket::close);
    }
  }

  /** Opens WebSockets that say nothing. */
  List<Socket> open(int count) throws Exception {
    List<Socket> sockets = new ArrayList<>();
    URI uri = URI.create(address.replaceFirst("^http", "ws") + "/ws");
    for (int from = 0; from < count; from += OPENED_AT_ONCE) {
      for (int i = from; i < Math.min(count, from + OPENED_AT_ONCE); i++) {
        Socket socket = new Socket();
        socket.webSocket = http.newWebSocketBuilder().buildAsync(uri, socket).join();
        sockets.add(socket);
      }
    }
    for (Socket socket : sockets) {
      socket.take();
    }
    return sockets;
  }

  private static Load together(int clients, AtomicLong busy, Callable<List<Double>> client)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      long start = System.nanoTime();
      List<Future<List<Double>>> all = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        all.add(threads.submit(client));
      }
      List<Double> millis = new ArrayList<>();
      for (Future<List<Double>> each : all) {
        millis.addAll(each.get());
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      return new Load(
          seconds, millis.stream().mapToDouble(Double::doubleValue).sorted().toArray(), busy.get());
    } finally {
      threads.shutdownNow();
    }
  }

  /** One client of the WebSocket. */
  static final class Socket implements WebSocket.Listener, AutoCloseable {
    private final StringBuilder part = new StringBuilder();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private WebSocket webSocket;

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        heard.add(part.toString());
        part.setLength(0);
      }
      socket.request(1);
      return null;
    }

    private Map<?, ?> take() throws InterruptedException {
      String message = heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (message == null) {
        throw new IllegalStateException("The service did not answer within " + PATIENCE + ".");
      }
      return Json.read(message, Map.class);
    }

    private Map<?, ?> ask(String message) throws InterruptedException {
      webSocket.sendText(message, true).join();
      return take();
    }

    @Override
    public void close() {
      webSocket.abort();
    }
  }
}
