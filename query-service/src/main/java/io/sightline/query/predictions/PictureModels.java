package io.sightline.query.predictions;

import io.sightline.domain.BadInput;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.site.ModelRole;
import io.sightline.models.look.PerceptionChain;
import io.sightline.models.look.Seen;
import io.sightline.models.look.Wanted;
import io.sightline.models.manifest.Device;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.manifest.ModelTask;
import io.sightline.models.runtime.LoadedModels;
import io.sightline.models.runtime.ModelBusyException;
import io.sightline.models.runtime.ModelFailure;
import io.sightline.models.runtime.ModelTimeoutException;
import io.sightline.models.runtime.PinnedModel;
import io.sightline.models.runtime.PoolOptions;
import io.sightline.models.runtime.UnusablePictureException;
import io.sightline.query.failures.Unavailable;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * The models that look at pictures which people send: the default of each place. They are loaded
 * when they are first asked, and shared with the live cameras where those are looked at in this
 * process; cameras go first.
 */
@Component
public class PictureModels implements DisposableBean {
  private static final Logger LOG = LoggerFactory.getLogger(PictureModels.class);
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** Pictures that may wait for one model. */
  private static final int MOST_WAITING = 256;

  private final Optional<ModelCatalog> catalog;
  private final Map<ModelRole, PinnedModel> pinned = new ConcurrentHashMap<>();
  private final PerceptionChain chain;

  protected PictureModels(Optional<ModelCatalog> catalog) {
    this.catalog = catalog;
    Device device = catalog.map(ModelCatalog::device).orElse(Device.CPU);
    this.chain =
        new PerceptionChain(
            LoadedModels.replacing(PoolOptions.forPredictions(MOST_WAITING, device)), LIMIT);
  }

  /** Whether there is a model for that place. */
  public boolean has(ModelRole role) {
    return manifest(role).isPresent();
  }

  /** The default of a place. */
  public Optional<ModelManifest> manifest(ModelRole role) {
    return catalog.flatMap(models -> models.findDefault(ModelTask.of(role)));
  }

  /**
   * @throws Unavailable when there is none
   */
  PinnedModel require(ModelRole role) {
    return pinned.computeIfAbsent(
        role,
        wanted ->
            manifest(wanted)
                .map(found -> PinnedModel.now(wanted, found))
                .orElseThrow(
                    () ->
                        new Unavailable(
                            "There is no model here for "
                                + wanted.key()
                                + "; start the service with one (--models DIR).")));
  }

  /**
   * Looks at a picture.
   *
   * @return completes exceptionally with {@link BadInput} where the picture cannot be looked at,
   *     with {@link Unavailable} where the models cannot now
   */
  CompletableFuture<Seen> look(Picture picture, Wanted wanted) {
    return chain.look(picture, wanted).thenApply(PictureModels::whole);
  }

  private static Seen whole(Seen seen) {
    if (seen.failures().isEmpty()) {
      return seen;
    }
    Throwable cause = seen.failures().get(0).cause();
    if (cause instanceof UnusablePictureException unusable) {
      throw new BadInput(unusable.getMessage(), unusable);
    }
    if (cause instanceof ModelBusyException || cause instanceof ModelTimeoutException) {
      throw new Unavailable("Too many pictures wait to be looked at; try again in a second.");
    }
    LOG.warn("A picture could not be looked at.", cause);
    String why =
        cause instanceof BadInput || cause instanceof ModelFailure
            ? "The model cannot be used now; /health/models and the log say why."
            : "The picture could not be looked at now; try again.";
    throw new Unavailable(why);
  }

  @Override
  public void destroy() {
    chain.close();
  }
}
