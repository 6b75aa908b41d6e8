package io.sightline.models.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.sightline.domain.BadInput;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.observations.Detection;
import io.sightline.models.TestModels;
import io.sightline.models.manifest.ModelManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReliabilityTest {
  private static final int SIDE = 128;

  @TempDir Path folder;

  @BeforeEach
  void installModels() {
    TestModels.install(folder);
  }

  private static Picture plain(int width, int height, int level) {
    byte[] bgr = new byte[width * height * 3];
    Arrays.fill(bgr, (byte) level);
    return new Picture(width, height, bgr);
  }

  /** Dark, with a bright square. */
  private static Picture car() {
    Picture picture = plain(SIDE, SIDE, 0);
    for (int y = 40; y < 64; y++) {
      Arrays.fill(picture.bgr(), (y * SIDE + 40) * 3, (y * SIDE + 64) * 3, (byte) 255);
    }
    return picture;
  }

  private ModelPool<List<Detection>> moody(Duration limit, int attempts, int instances) {
    return new ModelPool<>(
        OnnxModel.detector(TestModels.read(folder, "blob-moody")),
        new PoolOptions(instances, 4, Duration.ofMillis(50), 64, true, limit, attempts));
  }

  @Test
  @DisplayName("N2: a frame that cannot be looked at fails alone; its batch mates succeed")
  void poison() throws Exception {
    try (ModelPool<List<Detection>> pool = moody(Duration.ofSeconds(30), 2, 1)) {
      List<Detection> expected = pool.submit(car()).get();
      assertThat(expected).isNotEmpty();
      List<Picture> poison =
          List.of(
              plain(1, 1, 0),
              plain(16_000, 200, 0),
              // Says NaN.
              plain(SIDE, SIDE, 120),
              // The model throws, for the whole batch.
              plain(SIDE, SIDE, 255),
              // Not one row is left of it in the model's input.
              plain(30_000, 1, 0));
      List<CompletableFuture<List<Detection>>> answers = new ArrayList<>();
      List<CompletableFuture<List<Detection>>> mates = new ArrayList<>();
      for (Picture picture : poison) {
        mates.add(pool.submit(car()));
        answers.add(pool.submit(picture));
        mates.add(pool.submit(car()));
      }
      for (CompletableFuture<List<Detection>> mate : mates) {
        assertThat(mate.get()).isEqualTo(expected);
      }
      for (int i = 0; i < 2; i++) {
        assertThat(answers.get(i).get()).isEmpty();
      }
      for (int i = 2; i < poison.size(); i++) {
        assertThatThrownBy(answers.get(i)::get)
            .isInstanceOf(ExecutionException.class)
            .hasCauseInstanceOf(UnusablePictureException.class);
      }
    }
  }

  @Test
  @DisplayName("N2: a model that fails at every picture is broken")
  void broken() throws Exception {
    try (ModelPool<List<Detection>> pool = moody(Duration.ofSeconds(30), 2, 1)) {
      Throwable last = null;
      for (int i = 0; i < ModelPool.MOST_FAILURES_IN_A_ROW; i++) {
        try {
          pool.submit(plain(SIDE, SIDE, 255)).get();
        } catch (ExecutionException e) {
          last = e.getCause();
        }
      }
      assertThat(last).isInstanceOf(ModelFailure.class).hasMessageContaining("in a row");
      assertThatThrownBy(pool.submit(car())::get).hasCauseInstanceOf(ModelFailure.class);
    }
  }

  @Test
  @DisplayName("N3: a call that takes too long is given up, and the next ones are answered")
  void slow() throws Exception {
    Duration limit = Duration.ofMillis(400);
    try (ModelPool<List<Detection>> pool = moody(limit, 1, 1)) {
      assertThat(pool.submit(car()).get()).isNotEmpty();
      long begun = System.nanoTime();
      CompletableFuture<List<Detection>> slow = pool.submit(plain(SIDE, SIDE, 170));
      await().until(() -> pool.waiting() == 0);
      CompletableFuture<List<Detection>> next = pool.submit(car());
      assertThatThrownBy(slow::get).hasCauseInstanceOf(ModelTimeoutException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(limit.plusSeconds(1));
      assertThat(next.get()).isNotEmpty();
    }
  }

  /** Never returns from pictures one pixel wide until it is let go. */
  private static final class Stubborn implements Looker<Integer> {
    private final CountDownLatch letGo;

    private Stubborn(CountDownLatch letGo) {
      this.letGo = letGo;
    }

    @Override
    public List<Outcome<Integer>> look(List<Picture> pictures) {
      if (pictures.stream().anyMatch(picture -> picture.width() == 1)) {
        try {
          letGo.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      return pictures.stream().map(picture -> Outcome.of(picture.width())).toList();
    }

    @Override
    public void close() {
      // Holds nothing.
    }
  }

  private ModelPool<Integer> pool(
      java.util.function.Supplier<Looker<Integer>> lookers, PoolOptions options, Runnable release) {
    return new ModelPool<>(
        TestModels.read(folder, "blob-any"), options, options.batch(), lookers, release);
  }

  @Test
  @DisplayName("N1: a device that is lost is the model's failure, and no picture's")
  void lostDevice() {
    PoolOptions options = new PoolOptions(1, 4, Duration.ofMillis(50), 16, true);
    Looker<Integer> lost =
        new Looker<>() {
          @Override
          public List<Outcome<Integer>> look(List<Picture> pictures) {
            throw new DeviceFailure("CUDA failure 46: all CUDA-capable devices are busy", null);
          }

          @Override
          public void close() {
            // Holds nothing.
          }
        };
    try (ModelPool<Integer> pool = pool(() -> lost, options, () -> {})) {
      List<CompletableFuture<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        answers.add(pool.submit(plain(7, 1, 0)));
      }
      for (CompletableFuture<Integer> answer : answers) {
        assertThatThrownBy(answer::get).hasCauseInstanceOf(ModelFailure.class);
      }
      assertThat(pool.isBroken()).isTrue();
    }
  }

  @Test
  @DisplayName("N3: with more calls stuck than can be borne, the model is broken")
  void stuck() throws Exception {
    CountDownLatch letGo = new CountDownLatch(1);
    AtomicInteger released = new AtomicInteger();
    PoolOptions options = new PoolOptions(1, 1, Duration.ZERO, 16, true, Duration.ofMillis(100), 1);
    ModelPool<Integer> pool = pool(() -> new Stubborn(letGo), options, released::incrementAndGet);
    for (int i = 0; i <= ModelPool.MOST_STUCK; i++) {
      assertThat(pool.submit(plain(7, 1, 0)).get()).isEqualTo(7);
      CompletableFuture<Integer> never = pool.submit(plain(1, 1, 0));
      assertThatThrownBy(never::get).hasCauseInstanceOf(ModelTimeoutException.class);
    }
    assertThatThrownBy(() -> pool.submit(plain(7, 1, 0)).get(5, TimeUnit.SECONDS))
        .hasCauseInstanceOf(ModelFailure.class);
    pool.close();
    assertThat(released).as("weights are not freed under a call").hasValue(0);
    letGo.countDown();
  }

  @Test
  void aPoolThatIsClosedByAnInterruptedThreadGivesItsModelBackAndStaysInterrupted()
      throws Exception {
    AtomicInteger released = new AtomicInteger();
    PoolOptions options = new PoolOptions(2, 1, Duration.ZERO, 16, true);
    ModelPool<Integer> pool =
        pool(() -> new Stubborn(new CountDownLatch(1)), options, released::incrementAndGet);
    assertThat(pool.submit(plain(7, 1, 0)).get()).isEqualTo(7);
    Thread.currentThread().interrupt();
    pool.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(released).hasValue(1);
  }

  /** Takes a random time about the limit; sometimes fails for the whole batch. */
  private static final class Fickle implements Looker<Integer> {
    private final Random random;

    private Fickle(long seed) {
      this.random = new Random(seed);
    }

    @Override
    public List<Outcome<Integer>> look(List<Picture> pictures) {
      int chance = random.nextInt(1_000);
      try {
        if (chance < 4) {
          TimeUnit.MILLISECONDS.sleep(15 + random.nextInt(20));
        } else if (chance < 200) {
          TimeUnit.MICROSECONDS.sleep(random.nextInt(300));
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      if (chance >= 980) {
        throw new IllegalStateException("fickle");
      }
      return pictures.stream().map(picture -> Outcome.of(picture.width())).toList();
    }

    @Override
    public void close() {
      // Holds nothing.
    }
  }

  @Test
  @DisplayName("N4: retries racing time-outs, 10,000 pictures: one answer each, and its own")
  void races() throws Exception {
    AtomicInteger made = new AtomicInteger();
    PoolOptions options =
        new PoolOptions(3, 4, Duration.ofNanos(100_000), 10_000, true, Duration.ofMillis(20), 2);
    int answered = 0;
    int refused = 0;
    try (ModelPool<Integer> pool =
        pool(() -> new Fickle(made.getAndIncrement()), options, () -> {})) {
      List<CompletableFuture<Integer>> answers = new ArrayList<>();
      AtomicInteger[] times = new AtomicInteger[10_000];
      for (int i = 0; i < times.length; i++) {
        times[i] = new AtomicInteger();
        AtomicInteger counted = times[i];
        CompletableFuture<Integer> answer = pool.submit(plain(i + 1, 1, 0));
        answers.add(answer.whenComplete((seen, failure) -> counted.incrementAndGet()));
      }
      for (int i = 0; i < times.length; i++) {
        try {
          assertThat(answers.get(i).get(20, TimeUnit.SECONDS)).isEqualTo(i + 1);
          answered++;
        } catch (ExecutionException e) {
          assertThat(e.getCause())
              .isInstanceOfAny(
                  UnusablePictureException.class, ModelTimeoutException.class, ModelFailure.class);
          refused++;
        }
        assertThat(times[i]).hasValue(1);
      }
    }
    assertThat(made.get()).as("workers that were replaced").isGreaterThan(3);
    assertThat(answered).isGreaterThan(refused);
  }

  @Test
  @DisplayName("N5: a file that was exchanged is refused with both digests")
  void tampered() throws IOException {
    Path yaml = folder.resolve("blob-any/model.yaml");
    Files.writeString(yaml, Files.readString(yaml) + "sha256: " + "0".repeat(64) + "\n");
    assertThatThrownBy(() -> OnnxModel.load(ModelManifest.read(yaml)))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("blob.onnx")
        .hasMessageContaining("expected SHA-256 " + "0".repeat(64) + ", found ");
  }

  @Test
  @DisplayName("N5: a truncated file, and one of an unknown operator set, are refused by name")
  void truncated() throws IOException {
    Path file = folder.resolve("blob-any/blob.onnx");
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {0, 1, 100, whole.length / 2, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> OnnxModel.load(TestModels.read(folder, "blob-any")))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("blob.onnx");
    }
    assertThatThrownBy(() -> OnnxModel.load(TestModels.read(folder, "blob-future")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("blob.onnx")
        .hasMessageContaining("opset");
  }

  @ParameterizedTest
  @ValueSource(strings = {"blob-any", "blob-half", "blob-bytes", "blob-int8"})
  @DisplayName("N7: what is seen does not depend on batch, neighbours or place")
  void neighbours(String id) throws Exception {
    List<Picture> pictures = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      byte[] bgr = new byte[200 * 150 * 3];
      new Random(i).nextBytes(bgr);
      pictures.add(i % 3 == 0 ? car() : new Picture(200, 150, bgr));
    }
    List<List<Detection>> alone = look(id, pictures, 1, false);
    for (int batch = 2; batch <= 8; batch++) {
      assertThat(look(id, pictures, batch, true)).isEqualTo(alone);
      assertThat(look(id, pictures, batch, false)).isEqualTo(alone);
    }
  }

  private List<List<Detection>> look(String id, List<Picture> pictures, int batch, boolean fixed)
      throws Exception {
    PoolOptions options = new PoolOptions(1, batch, Duration.ofMillis(30), 64, fixed);
    try (ModelPool<List<Detection>> pool =
        new ModelPool<>(OnnxModel.detector(TestModels.read(folder, id)), options)) {
      List<CompletableFuture<List<Detection>>> asked = new ArrayList<>();
      for (Picture picture : pictures) {
        asked.add(pool.submit(picture));
      }
      List<List<Detection>> seen = new ArrayList<>();
      for (CompletableFuture<List<Detection>> one : asked) {
        seen.add(one.get());
      }
      return seen;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"blob-half", "blob-bytes", "blob-int8"})
  void sixteenBitFloatsBytesAndEightBitWeightsSeeTheSame(String id) throws Exception {
    List<Detection> expected = look("blob-any", List.of(car()), 1, true).get(0);
    List<Detection> seen = look(id, List.of(car()), 1, true).get(0);
    assertThat(seen).hasSameSizeAs(expected).isNotEmpty();
    assertThat(seen.get(0).score()).isCloseTo(expected.get(0).score(), within(0.01f));
    assertThat(seen.get(0).box()).isEqualTo(expected.get(0).box());
  }
}
