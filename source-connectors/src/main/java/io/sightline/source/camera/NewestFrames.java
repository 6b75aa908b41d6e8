package io.sightline.source.camera;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.frames.PictureSize;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The few newest frames that wait to be taken; older ones give way. Not for use by several threads.
 */
final class NewestFrames {

  /**
   * @param millis capture time
   * @param meant size of the picture that the layout's coordinates mean
   */
  record TimedPicture(long millis, PictureSize meant, Picture picture) {}

  private final int most;
  private final Runnable gaveWay;
  private final Deque<TimedPicture> waiting = new ArrayDeque<>();

  /**
   * @param gaveWay called for each frame that is left out for a newer one
   */
  NewestFrames(int most, Runnable gaveWay) {
    this.most = most;
    this.gaveWay = gaveWay;
  }

  void add(TimedPicture frame) {
    if (waiting.size() == most) {
      waiting.remove();
      gaveWay.run();
    }
    waiting.add(frame);
  }

  /** The oldest, which is taken away; null when there is none. */
  TimedPicture poll() {
    return waiting.poll();
  }

  /** The oldest, which stays; null when there is none. */
  TimedPicture peek() {
    return waiting.peek();
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  void clear() {
    waiting.clear();
  }
}
