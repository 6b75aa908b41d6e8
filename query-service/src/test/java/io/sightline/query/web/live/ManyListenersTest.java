package io.sightline.query.web.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sightline.query.RunningService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Q2: five hundred listeners, a tenth of whom never read. */
class ManyListenersTest {
  private static final int FAST = 450;
  private static final int SLOW = 50;
  private static final int FACTS = 100;
  private static final long PAUSE_MILLIS = 100;
  private static final int LARGE = 64 << 10;
  private static final Pattern SENT = Pattern.compile("sent (\\d+)");
  private static final byte[] MASKED_PONG = {(byte) 0x8a, (byte) 0x80, 0, 0, 0, 0};

  @TempDir Path folder;

  private static String handshake(String token, String site) {
    return "GET /api/v1/live?kinds=gaps&site="
        + site
        + " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==\r\n"
        + "Authorization: Bearer "
        + token
        + "\r\n\r\n";
  }

  private static Socket listen(RunningService service, String token, String site, int buffer)
      throws IOException {
    Socket socket = SocketChannel.open().socket();
    if (buffer > 0) {
      socket.setReceiveBufferSize(buffer);
    }
    socket.connect(new InetSocketAddress("127.0.0.1", service.port()));
    socket.setSoTimeout(30_000);
    socket.getOutputStream().write(handshake(token, site).getBytes(StandardCharsets.ISO_8859_1));
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int value = socket.getInputStream().read();
      if (value < 0) {
        break;
      }
      head.append((char) value);
    }
    assertThat(head.toString()).startsWith("HTTP/1.1 101");
    return socket;
  }

  private static void tell(PreparedStatement insert, String site, String reason) throws Exception {
    insert.setString(1, site);
    insert.setString(2, reason);
    insert.executeUpdate();
  }

  private static long heap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void q2WhoDoesNotReadIsLetGoAndKeepsNobodyElseWaiting() throws Exception {
    AtomicBoolean on = new AtomicBoolean(true);
    List<Socket> sockets = new ArrayList<>();
    try (RunningService service =
            RunningService.start(
                folder,
                Map.of(
                    "SIGHTLINE_LIMITS_REQUESTS",
                    "100000",
                    "SIGHTLINE_LIMITS_LIVE_PERSON",
                    "1000"));
        Selector selector = Selector.open();
        Connection database = service.database().address().connect();
        PreparedStatement insert =
            database.prepareStatement(
                """
                insert into camera_gaps (run, id, site, at, camera, ended_at, reason, revision, final,
                  model_sha256, layout_version, code_version)
                values ('live', gen_random_uuid(), ?, now(), 'gate', now(), ?, 0, true, '', '', '1')
                """)) {
      service
          .database()
          .address()
          .with(
              jdbc ->
                  jdbc.sql(
                          "insert into sites (site, name, time_zone) values ('fast', 'f', 'UTC'), ('slow', 's', 'UTC')")
                      .update());
      String token = service.token();
      List<Socket> slow = new ArrayList<>();
      for (int i = 0; i < SLOW; i++) {
        slow.add(listen(service, token, "slow", 4_096));
      }
      for (int i = 0; i < FAST; i++) {
        Socket socket = listen(service, token, "fast", 0);
        socket.getChannel().configureBlocking(false);
        socket.getChannel().register(selector, SelectionKey.OP_READ, new StringBuilder());
        sockets.add(socket);
      }
      sockets.addAll(slow);
      List<Long> delays = Collections.synchronizedList(new ArrayList<>());
      AtomicLong heard = new AtomicLong();
      Thread reader = new Thread(() -> read(selector, delays, heard, on), "reader");
      reader.start();
      for (int i = 0; i < 5; i++) {
        tell(insert, "fast", "sent " + System.nanoTime());
      }
      // The first ones find classes that are not loaded yet.
      await().atMost(Duration.ofSeconds(60)).until(() -> heard.get() == FAST * 5L);
      delays.clear();
      heard.set(0);
      long before = heap();
      List<Long> closedAfter = new CopyOnWriteArrayList<>();
      AtomicLong full = new AtomicLong(Long.MAX_VALUE);
      Thread watch = new Thread(() -> watch(slow, full, closedAfter, on), "watch");
      watch.start();
      String large = "x".repeat(LARGE);
      for (int i = 0; i < FACTS; i++) {
        // More than buffers on the way hold, in the first seconds.
        for (int j = 0; j < 3 && i < 30; j++) {
          tell(insert, "slow", large);
        }
        full.compareAndSet(Long.MAX_VALUE, i == 29 ? System.nanoTime() : Long.MAX_VALUE);
        tell(insert, "fast", "sent " + System.nanoTime());
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
      await().atMost(Duration.ofSeconds(30)).until(() -> heard.get() == (long) FAST * FACTS);
      await().atMost(Duration.ofSeconds(30)).until(() -> closedAfter.size() == SLOW);
      long grown = heap() - before;
      on.set(false);
      reader.join();
      watch.join();
      List<Long> sorted = delays.stream().sorted().toList();
      long p99 = sorted.get(sorted.size() * 99 / 100);
      long worst = closedAfter.stream().mapToLong(Long::longValue).max().orElseThrow();
      System.out.printf(
          "listeners: p50 %d ms, p99 %d ms behind; the slow closed at most %d ms after; heap %+d MB%n",
          sorted.get(sorted.size() / 2), p99, worst, grown >> 20);
      assertThat(p99)
          .as("how far the fast ones are behind")
          .isLessThanOrEqualTo(RunningService.scaled(1_000));
      assertThat(worst)
          .as("when the slow ones are let go")
          .isLessThanOrEqualTo(RunningService.scaled(10_000));
      assertThat(grown).as("heap").isLessThan(200L << 20);
    } finally {
      on.set(false);
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  /** How long after they were full each was let go, as its next word to the service shows. */
  private static void watch(
      List<Socket> slow, AtomicLong full, List<Long> closedAfter, AtomicBoolean on) {
    List<Socket> left = new ArrayList<>(slow);
    while (on.get() && !left.isEmpty()) {
      left.removeIf(
          socket -> {
            try {
              socket.getOutputStream().write(MASKED_PONG);
              return false;
            } catch (IOException e) {
              closedAfter.add(
                  Math.max(0, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - full.get())));
              return true;
            }
          });
      try {
        TimeUnit.MILLISECONDS.sleep(100);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static void read(
      Selector selector, List<Long> delays, AtomicLong heard, AtomicBoolean on) {
    ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
    try {
      while (on.get()) {
        selector.select(100);
        long now = System.nanoTime();
        for (SelectionKey key : selector.selectedKeys()) {
          bytes.clear();
          if (((SocketChannel) key.channel()).read(bytes) < 0) {
            key.cancel();
            continue;
          }
          // Frames need no taking apart: what is looked for is text that nothing else holds.
          StringBuilder text = (StringBuilder) key.attachment();
          text.append(new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1));
          int from = 0;
          Matcher sent = SENT.matcher(text);
          while (sent.find() && sent.end() < text.length()) {
            delays.add(TimeUnit.NANOSECONDS.toMillis(now - Long.parseLong(sent.group(1))));
            heard.incrementAndGet();
            from = sent.end();
          }
          text.delete(0, from);
        }
        selector.selectedKeys().clear();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
