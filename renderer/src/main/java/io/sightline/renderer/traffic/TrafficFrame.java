package io.sightline.renderer.traffic;

import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import java.util.List;

/**
 * One frame of a scene.
 *
 * @param millis capture time; the first frame is at 0
 * @param truth vehicles of which at least two fifths can be seen
 * @param seen what a detector says
 */
public record TrafficFrame(long millis, List<TrueBox> truth, List<Detection> seen) {

  /**
   * A vehicle's box, as far as it is in the picture, hidden parts included.
   *
   * @param vehicle from 1
   */
  public record TrueBox(int vehicle, String label, Box box) {}
}
