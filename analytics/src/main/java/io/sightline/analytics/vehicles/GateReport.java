package io.sightline.analytics.vehicles;

import io.sightline.domain.facts.Passage;
import java.util.List;

/**
 * What a camera has to say of its gates.
 *
 * @param atMillis event time at which it says so
 * @param settledMillis it will say nothing more of times before this
 * @param passages new ones, and those of which more is known by now; each at the time of its
 *     revision
 * @param lost whether the camera is not seen
 * @param statements number of the newest statement about the site that the camera's record knows
 */
public record GateReport(
    String site,
    String camera,
    long atMillis,
    long settledMillis,
    String layoutVersion,
    List<Passage> passages,
    boolean lost,
    long statements) {

  /** Where nobody has said anything. */
  public GateReport(
      String site,
      String camera,
      long atMillis,
      long settledMillis,
      String layoutVersion,
      List<Passage> passages) {
    this(site, camera, atMillis, settledMillis, layoutVersion, passages, false, 0);
  }
}
