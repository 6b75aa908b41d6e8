package io.sightline.models.look;

import io.sightline.domain.frames.Picture;
import java.util.concurrent.CompletableFuture;

/** Keeps pictures of one frame's plates. Never waits. */
public interface CropKeeper {
  /**
   * @param crop a plate's picture; not held after the call
   * @param rank the plate's place among the frame's
   * @return completes with the name under which the picture is kept; exceptionally when it is not
   */
  CompletableFuture<String> keep(Picture crop, int rank);
}
