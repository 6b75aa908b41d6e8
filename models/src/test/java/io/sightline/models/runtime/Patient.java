package io.sightline.models.runtime;

import io.sightline.domain.frames.Picture;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Looks when it is let go, and says how wide pictures are. */
final class Patient implements Looker<Integer> {
  private final CountDownLatch letGo;

  Patient(CountDownLatch letGo) {
    this.letGo = letGo;
  }

  @Override
  public List<Outcome<Integer>> look(List<Picture> pictures) {
    try {
      letGo.await();
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
