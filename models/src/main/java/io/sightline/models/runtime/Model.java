package io.sightline.models.runtime;

import io.sightline.domain.frames.Picture;
import io.sightline.models.manifest.ModelManifest;
import java.util.concurrent.CompletableFuture;

/**
 * Somebody who can be asked what is to be seen in pictures, by any number of threads.
 *
 * @param <T> what the model says of one picture
 */
public interface Model<T> {
  ModelManifest manifest();

  /**
   * Asks what is to be seen in a picture. Never waits.
   *
   * @return completes with what was seen, or exceptionally: with {@link ModelBusyException} at once
   *     when too many pictures wait already, with {@link UnusablePictureException} when this one
   *     picture cannot be looked at, with {@link ModelTimeoutException} when the model did not come
   *     back, with {@link ModelFailure} when it is broken; completed on a thread of the model. Who
   *     cancels it takes the picture back
   */
  CompletableFuture<T> submit(Picture picture);
}
