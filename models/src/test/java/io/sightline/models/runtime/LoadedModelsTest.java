package io.sightline.models.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sightline.domain.BadInput;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.site.ModelRole;
import io.sightline.models.TestModels;
import io.sightline.models.manifest.ModelManifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadedModelsTest {
  @TempDir Path folder;
  private ModelManifest manifest;
  private final AtomicLong nanos = new AtomicLong();
  private final List<String> loads = new ArrayList<>();
  private final List<ClassLoader> classLoaders = new ArrayList<>();
  private final AtomicInteger givenBack = new AtomicInteger();
  private final Set<String> broken = ConcurrentHashMap.newKeySet();

  @BeforeEach
  void installModels() {
    manifest = TestModels.read(TestModels.install(folder), "blob-any");
  }

  private static PinnedModel model(String id) {
    return new PinnedModel(id, new ModelUse("vehicles", id, "1", "sha"));
  }

  private synchronized ModelPools.Lease<?> load(PinnedModel model) {
    loads.add(model.use().id());
    classLoaders.add(Thread.currentThread().getContextClassLoader());
    if (broken.contains(model.use().id())) {
      throw new BadInput(model.use().id() + " cannot be loaded");
    }
    PoolOptions options = new PoolOptions(1, 1, Duration.ZERO, 4, true);
    ModelPool<Integer> pool =
        new ModelPool<>(manifest, options, 1, () -> new Patient(new CountDownLatch(0)), () -> {});
    return new ModelPools.Lease<>(
        pool,
        () -> {
          givenBack.incrementAndGet();
          pool.close();
        });
  }

  private LoadedModels models(boolean replaces) {
    return new LoadedModels(this::load, replaces, nanos::get);
  }

  private static void ask(LoadedModels models, String id) {
    CompletableFuture<?> answer = models.detector(model(id));
    await().until(answer::isDone);
  }

  @Test
  void eachModelThatCannotBeLoadedHasAClockOfItsOwn() {
    broken.addAll(List.of("first", "second"));
    try (LoadedModels models = models(true)) {
      ask(models, "first");
      nanos.addAndGet(LoadedModels.LOAD_AGAIN_NANOS / 2);
      ask(models, "second");
      assertThat(loads).containsExactly("first", "second");
      // The first one's time is over, though the second was tried just now.
      nanos.addAndGet(LoadedModels.LOAD_AGAIN_NANOS / 2 + 1);
      ask(models, "second");
      assertThat(loads).containsExactly("first", "second");
      broken.clear();
      ask(models, "first");
      assertThat(loads).containsExactly("first", "second", "first");
      assertThat(models.detector(model("first"))).isCompleted();
      nanos.addAndGet(LoadedModels.LOAD_AGAIN_NANOS / 2);
      ask(models, "second");
      assertThat(loads).containsExactly("first", "second", "first", "second");
    }
    assertThat(givenBack).hasValue(2);
  }

  /** Fails at every picture. */
  private static final class Failing implements Looker<Integer> {
    @Override
    public List<Outcome<Integer>> look(List<Picture> pictures) {
      throw new IllegalStateException("always");
    }

    @Override
    public void close() {
      // Holds nothing.
    }
  }

  @Test
  void aModelThatBreaksWhileItIsUsedIsGivenBackAndLoadedAgainWhenItsTimeIsOver() throws Exception {
    List<ModelPool<Integer>> pools = new ArrayList<>();
    LoadedModels models =
        new LoadedModels(
            model -> {
              ModelPool<Integer> pool =
                  new ModelPool<>(
                      manifest,
                      new PoolOptions(1, 1, Duration.ZERO, 64, true),
                      1,
                      pools.isEmpty() ? Failing::new : () -> new Patient(new CountDownLatch(0)),
                      () -> {});
              pools.add(pool);
              return new ModelPools.Lease<>(
                  pool,
                  () -> {
                    givenBack.incrementAndGet();
                    pool.close();
                  });
            },
            true,
            nanos::get);
    Picture picture = new Picture(1, 1, new byte[3]);
    Model<?> first = models.detector(model("first")).get(10, TimeUnit.SECONDS);
    for (int i = 0; i < ModelPool.MOST_FAILURES_IN_A_ROW; i++) {
      CompletableFuture<?> answer = first.submit(picture);
      await().until(answer::isDone);
    }
    assertThat(pools.get(0).isBroken()).isTrue();
    assertThat(models.detector(model("first")).get()).isSameAs(first);
    nanos.addAndGet(LoadedModels.LOAD_AGAIN_NANOS + 1);
    Model<?> second = models.detector(model("first")).get(10, TimeUnit.SECONDS);
    assertThat(second).isNotSameAs(first);
    assertThat(second.submit(picture).get(10, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(givenBack).hasValue(1);
    models.close();
    assertThat(givenBack).hasValue(2);
  }

  @Test
  void whereNothingIsReplacedABrokenModelStaysBroken() {
    broken.add("first");
    try (LoadedModels models = models(false)) {
      ask(models, "first");
      nanos.addAndGet(10 * LoadedModels.LOAD_AGAIN_NANOS);
      ask(models, "first");
      assertThat(loads).containsExactly("first");
      assertThatThrownBy(() -> models.require(List.of(model("first"))))
          .isInstanceOf(BadInput.class)
          .hasMessage("first cannot be loaded");
    }
  }

  @Test
  void aModelIsLoadedOnAThreadOfOurs() {
    try (LoadedModels models = models(true)) {
      Thread.currentThread().setContextClassLoader(new ClassLoader(null) {});
      ask(models, "first");
    } finally {
      Thread.currentThread().setContextClassLoader(getClass().getClassLoader());
    }
    assertThat(classLoaders).containsExactly(LoadedModels.class.getClassLoader());
  }

  @Test
  void aModelThatIsLoadedAfterTheEndIsGivenBack() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    LoadedModels models =
        new LoadedModels(
            model -> {
              try {
                closed.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return load(model);
            },
            true,
            nanos::get);
    CompletableFuture<?> asked = models.detector(model("first"));
    models.close();
    closed.countDown();
    await().untilAsserted(() -> assertThat(givenBack).hasValue(1));
    assertThatThrownBy(() -> asked.get(10, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void weightsThatChangedAreRefusedWithBothDigests() throws Exception {
    PinnedModel pinned = PinnedModel.now(ModelRole.VEHICLES, manifest);
    byte[] bytes = Files.readAllBytes(manifest.file());
    bytes[bytes.length - 1]++;
    Files.write(manifest.file(), bytes);
    try (LoadedModels models = LoadedModels.once(new PoolOptions(1, 1, Duration.ZERO, 4, true))) {
      assertThatThrownBy(() -> models.require(List.of(pinned)))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("changed since the run began: expected SHA-256")
          .hasMessageContaining(pinned.use().sha256());
    }
  }
}
