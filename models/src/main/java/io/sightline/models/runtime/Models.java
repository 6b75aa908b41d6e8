package io.sightline.models.runtime;

import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.PlateText;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Where looks get their models from. */
public interface Models extends AutoCloseable {
  /**
   * Loads models and waits until they are there.
   *
   * @throws io.sightline.domain.BadInput when one cannot be loaded
   */
  void require(Collection<PinnedModel> needed);

  /**
   * A detector or a classifier. Never waits.
   *
   * @return completes when it is loaded; exceptionally with {@link io.sightline.domain.BadInput}
   *     when it cannot be
   */
  CompletableFuture<Model<List<Detection>>> detector(PinnedModel model);

  /** As {@link #detector}, of models that read plates. */
  CompletableFuture<Model<PlateText>> reader(PinnedModel model);

  @Override
  void close();
}
