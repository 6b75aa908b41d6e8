package io.sightline.query.predictions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sightline.domain.BadInput;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisCacheTest {
  private static final Path PROGRAM = Path.of("/usr/bin/redis-server");
  private static final byte[] ANSWER = {1, 2, 3};

  @TempDir Path folder;

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Process redis(int port) throws IOException {
    assumeTrue(Files.isExecutable(PROGRAM), "There is no Redis (Debian: redis-server)");
    return new ProcessBuilder(
            PROGRAM.toString(),
            "--port",
            Integer.toString(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--dir",
            folder.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("redis.txt").toFile())
        .start();
  }

  private static RedisCache cache(int port) {
    return new RedisCache(
        "redis://127.0.0.1:" + port, Duration.ofMinutes(1), new MemoryCache(Duration.ofMinutes(1)));
  }

  @Test
  void whatOneServiceRemembersAnotherKnowsAndRedisMayGoAndComeBack() throws Exception {
    int port = freePort();
    Process redis = redis(port);
    try (RedisCache one = cache(port);
        RedisCache other = cache(port)) {
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> {
                one.put("a", ANSWER);
                assertThat(other.get("a")).isPresent();
              });
      redis.destroy();
      assertThat(redis.waitFor(20, TimeUnit.SECONDS)).isTrue();
      List<Long> millis = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        long began = System.nanoTime();
        other.put("b" + i, ANSWER);
        assertThat(other.get("b" + i)).as("from memory").isPresent();
        assertThat(other.get("unknown")).isEmpty();
        millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
      }
      millis.sort(null);
      assertThat(millis.get(millis.size() / 2)).as("nobody waits for it").isLessThan(50);
      redis = redis(port);
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                one.put("c", ANSWER);
                assertThat(other.get("c")).isPresent();
              });
    } finally {
      redis.destroy();
    }
  }

  @Test
  void whereNobodyAnswersNobodyWaits() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        RedisCache cache = cache(silent.getLocalPort());
        Socket any = new Socket(InetAddress.getLoopbackAddress(), silent.getLocalPort())) {
      assertThat(any.isConnected()).isTrue();
      long began = System.nanoTime();
      for (int i = 0; i < 20; i++) {
        assertThat(cache.get("a" + i)).isEmpty();
        cache.put("a" + i, ANSWER);
        assertThat(cache.get("a" + i)).isPresent();
      }
      assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began)).isLessThan(2_000);
    }
  }

  @Test
  void whatIsNoAddressIsRefusedWithoutItsPassword() {
    assertThatThrownBy(
            () ->
                new RedisCache(
                    "http://:canary@x",
                    Duration.ofMinutes(1),
                    new MemoryCache(Duration.ofMinutes(1))))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("cache.redis-url")
        .hasMessageNotContaining("canary");
  }
}
