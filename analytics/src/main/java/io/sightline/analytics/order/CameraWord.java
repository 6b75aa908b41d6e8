package io.sightline.analytics.order;

/**
 * What a camera has said last to its site.
 *
 * @param atMillis event time at which it said so
 * @param settledMillis it will say nothing more of times before this; {@link SiteOrder#ENDED} when
 *     it has ended
 * @param layoutVersion the layout it spoke by
 * @param model SHA-256 of the model that looked last; empty for none
 */
public record CameraWord(long atMillis, long settledMillis, String layoutVersion, String model) {

  /** What holds after a later word. A camera that speaks after its end has come back. */
  CameraWord then(CameraWord later) {
    boolean back = settledMillis == SiteOrder.ENDED;
    return new CameraWord(
        Math.max(atMillis, later.atMillis()),
        back ? later.settledMillis() : Math.max(settledMillis, later.settledMillis()),
        later.layoutVersion(),
        later.model().isEmpty() ? model : later.model());
  }
}
