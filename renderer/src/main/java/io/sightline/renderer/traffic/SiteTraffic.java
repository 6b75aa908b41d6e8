package io.sightline.renderer.traffic;

import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.Site;
import java.util.List;

/**
 * What the cameras of a site see, and who was really there.
 *
 * @param observations in the order of their times; each camera's with its end
 * @param stays in the order of their first passages
 * @param fps frames per second of each camera
 */
public record SiteTraffic(
    Site site, List<Observations> observations, List<TrueStay> stays, double fps) {

  /**
   * One vehicle's stay. Times are those of the first frame in which the vehicle's foot is on the
   * other side of the gate.
   *
   * @param plate null where it cannot be read, neither at the entry nor at the exit
   * @param enteredAtMillis null for who was inside when the scene began
   * @param leftAtMillis null for who is still inside when it ends
   */
  public record TrueStay(String plate, Long enteredAtMillis, Long leftAtMillis) {}
}
