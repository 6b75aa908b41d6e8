package io.sightline.models.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.observations.Detection;
import io.sightline.models.TestModels;
import io.sightline.models.manifest.ModelManifest;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What may wait for a model, and on whose threads. */
class AdmissionTest {
  private static final int ROOM = 4;

  @TempDir Path folder;
  private ModelManifest manifest;
  private final CountDownLatch letGo = new CountDownLatch(1);

  @BeforeEach
  void installModels() {
    manifest = TestModels.read(TestModels.install(folder), "blob-any");
  }

  @AfterEach
  void letEverybodyGo() {
    letGo.countDown();
  }

  private static Picture wide(int width) {
    return new Picture(width, 1, new byte[3 * width]);
  }

  private ModelPool<Integer> pool(Supplier<Looker<Integer>> lookers) {
    PoolOptions options = new PoolOptions(1, 1, Duration.ZERO, ROOM, true);
    return new ModelPool<>(manifest, options, 1, lookers, () -> {});
  }

  /** One picture is being looked at, and as many as may are waiting. */
  private List<CompletableFuture<Integer>> fill(ModelPool<Integer> pool) {
    List<CompletableFuture<Integer>> answers = new ArrayList<>();
    answers.add(pool.submit(wide(1)));
    await().until(() -> pool.waiting() == 0);
    for (int i = 0; i < ROOM; i++) {
      answers.add(pool.submit(wide(2 + i)));
    }
    return answers;
  }

  @Test
  @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aFullQueueAnswersAtOnceThatItIsBusyAndTheOthersAreAnsweredAllTheSame() throws Exception {
    try (ModelPool<Integer> pool = pool(() -> new Patient(letGo))) {
      List<CompletableFuture<Integer>> admitted = fill(pool);
      CompletableFuture<Integer> refused = pool.submit(wide(9));
      assertThat(refused).isDone();
      assertThatThrownBy(refused::get)
          .hasCauseInstanceOf(ModelBusyException.class)
          .hasMessageContaining("blob-any");
      letGo.countDown();
      for (int i = 0; i < admitted.size(); i++) {
        assertThat(admitted.get(i).get(10, TimeUnit.SECONDS)).isEqualTo(i + 1);
      }
      assertThat(pool.submit(wide(9)).get(10, TimeUnit.SECONDS)).isEqualTo(9);
    }
  }

  @Test
  void aPictureThatIsTakenBackLeavesTheQueue() {
    try (ModelPool<Integer> pool = pool(() -> new Patient(letGo))) {
      List<CompletableFuture<Integer>> admitted = fill(pool);
      admitted.get(2).cancel(false);
      assertThat(pool.waiting()).isEqualTo(ROOM - 1);
      assertThat(pool.submit(wide(9))).isNotDone();
      letGo.countDown();
    }
  }

  @Test
  void eachUserOfASharedPoolBringsRoomForItsOwnPicturesAndTakesItAlong() {
    PoolOptions options = new PoolOptions(1, 1, Duration.ofMillis(1), ROOM, true);
    try (ModelPools.Lease<List<Detection>> first = ModelPools.lease(manifest, options)) {
      assertThat(first.pool().room()).isEqualTo(ROOM);
      try (ModelPools.Lease<List<Detection>> second =
          ModelPools.lease(manifest, options.queueing(10))) {
        assertThat(second.pool()).isSameAs(first.pool());
        assertThat(first.pool().room()).isEqualTo(ROOM + 10);
      }
      assertThat(first.pool().room()).isEqualTo(ROOM);
    }
  }

  @Test
  void threadsOfAPoolHaveOurClassLoaderWhoeverMakesThem() throws Exception {
    List<ClassLoader> seen = new ArrayList<>();
    Thread current = Thread.currentThread();
    ClassLoader before = current.getContextClassLoader();
    try (URLClassLoader foreign = new URLClassLoader(new URL[0], null)) {
      current.setContextClassLoader(foreign);
      PoolOptions options =
          new PoolOptions(1, 1, Duration.ZERO, ROOM, true, Duration.ofMillis(50), 2);
      CountDownLatch stuck = new CountDownLatch(1);
      try (ModelPool<Integer> pool =
          new ModelPool<>(manifest, options, 1, () -> new Seeing(seen, stuck), () -> {})) {
        // The first call is stuck; its replacement is made by the watching thread.
        assertThat(pool.submit(wide(3)).get(10, TimeUnit.SECONDS)).isEqualTo(3);
        stuck.countDown();
      }
    } finally {
      current.setContextClassLoader(before);
    }
    assertThat(seen).hasSize(4).element(0).isNotSameAs(ModelPool.class.getClassLoader());
    assertThat(seen.subList(1, 4)).containsOnly(ModelPool.class.getClassLoader());
  }

  /** Puts down with which class loader it is made and looks; its first call is stuck. */
  private static final class Seeing implements Looker<Integer> {
    private final List<ClassLoader> seen;
    private final CountDownLatch stuck;
    private final boolean first;

    private Seeing(List<ClassLoader> seen, CountDownLatch stuck) {
      this.seen = seen;
      this.stuck = stuck;
      synchronized (seen) {
        this.first = seen.isEmpty();
        seen.add(Thread.currentThread().getContextClassLoader());
      }
    }

    @Override
    public List<Outcome<Integer>> look(List<Picture> pictures) {
      synchronized (seen) {
        seen.add(Thread.currentThread().getContextClassLoader());
      }
      try {
        if (first) {
          stuck.await();
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return pictures.stream().map(picture -> Outcome.of(picture.width())).toList();
    }

    @Override
    public void close() {
      // Holds nothing.
    }
  }
}
