package io.sightline.models.look;

import io.sightline.domain.frames.Picture;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.runtime.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What one look asks a model, which can be taken back as a whole.
 *
 * @param <T> what the model says of one picture
 */
final class Questions<T> implements Model<T> {
  private final Model<T> model;

  /** Guarded by this, as is the flag below. */
  private final List<CompletableFuture<T>> asked = new ArrayList<>();

  private boolean takenBack;

  Questions(Model<T> model) {
    this.model = model;
  }

  @Override
  public ModelManifest manifest() {
    return model.manifest();
  }

  @Override
  public CompletableFuture<T> submit(Picture picture) {
    // Beside the lock: whoever fails others meanwhile runs what waits for them.
    CompletableFuture<T> answer = model.submit(picture);
    synchronized (this) {
      asked.add(answer);
      if (!takenBack) {
        return answer;
      }
    }
    answer.cancel(false);
    return answer;
  }

  void takeBack() {
    List<CompletableFuture<T>> all;
    synchronized (this) {
      takenBack = true;
      all = List.copyOf(asked);
    }
    all.forEach(answer -> answer.cancel(false));
  }
}
