package io.sightline.models;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.observations.PlateText;
import io.sightline.domain.site.ModelRole;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.runtime.Model;
import io.sightline.models.runtime.Models;
import io.sightline.models.runtime.PinnedModel;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * Models that say what a test wants: a car with a plate that reads AB12, a happy face, a taken
 * spot, until it is told otherwise.
 */
public final class TestingModels implements Models {
  private final ModelManifest manifest;
  private final Map<ModelRole, Function<Picture, CompletableFuture<?>>> answers =
      new EnumMap<>(ModelRole.class);
  private final Map<ModelRole, Queue<CompletableFuture<Object>>> hanging =
      new EnumMap<>(ModelRole.class);

  /**
   * @param manifest of all of them
   */
  public TestingModels(ModelManifest manifest) {
    this.manifest = manifest;
    says(ModelRole.VEHICLES, List.of(new Detection("car", 0.9f, new Box(10, 10, 110, 90))));
    says(ModelRole.PLATES, List.of(new Detection("plate", 0.8f, new Box(40, 40, 80, 60))));
    says(ModelRole.PLATE_TEXT, PlateText.of("AB12", List.of(0.9f, 0.9f, 0.9f, 0.9f)));
    says(ModelRole.FACES, List.of(new Detection("face", 0.7f, new Box(20, 20, 60, 60))));
    says(ModelRole.EMOTIONS, List.of(new Detection("happy", 0.6f, new Box(0, 0, 1, 1))));
    says(ModelRole.SPOTS, List.of(new Detection("occupied", 0.95f, new Box(0, 0, 1, 1))));
  }

  /** The model of a place, as those who ask name it. */
  public static PinnedModel model(ModelRole role) {
    return new PinnedModel("model.yaml", new ModelUse(role.key(), role.key(), "1", "sha"));
  }

  /** Answers every question with the same. */
  public TestingModels says(ModelRole role, Object answer) {
    return answers(role, picture -> CompletableFuture.completedFuture(answer));
  }

  public TestingModels fails(ModelRole role, RuntimeException failure) {
    return answers(role, picture -> CompletableFuture.failedFuture(failure));
  }

  public TestingModels answers(ModelRole role, Function<Picture, CompletableFuture<?>> answer) {
    answers.put(role, answer);
    return this;
  }

  /** Does not answer; what is asked can be answered by the test. */
  public TestingModels hangs(ModelRole role) {
    Queue<CompletableFuture<Object>> asked =
        hanging.computeIfAbsent(role, key -> new ConcurrentLinkedQueue<>());
    return answers(
        role,
        picture -> {
          CompletableFuture<Object> answer = new CompletableFuture<>();
          asked.add(answer);
          return answer;
        });
  }

  /** What was asked of a model that hangs, the first first. */
  public List<CompletableFuture<Object>> asked(ModelRole role) {
    return List.copyOf(hanging.get(role));
  }

  @Override
  public void require(Collection<PinnedModel> needed) {
    // All are there.
  }

  @Override
  public CompletableFuture<Model<List<Detection>>> detector(PinnedModel model) {
    return CompletableFuture.completedFuture(new Answering<>(model));
  }

  @Override
  public CompletableFuture<Model<PlateText>> reader(PinnedModel model) {
    return CompletableFuture.completedFuture(new Answering<>(model));
  }

  @Override
  public void close() {
    // Nothing is open.
  }

  private final class Answering<T> implements Model<T> {
    private final ModelRole role;

    private Answering(PinnedModel model) {
      this.role =
          List.of(ModelRole.values()).stream()
              .filter(one -> one.key().equals(model.use().role()))
              .findFirst()
              .orElseThrow();
    }

    @Override
    public ModelManifest manifest() {
      return manifest;
    }

    @Override
    @SuppressWarnings("unchecked") // A test says of each place what its models say.
    public CompletableFuture<T> submit(Picture picture) {
      return (CompletableFuture<T>) answers.get(role).apply(picture);
    }
  }
}
