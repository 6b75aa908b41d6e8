package io.sightline.store.registry;

import java.io.Serializable;
import java.util.List;

/**
 * The live cameras there are to be read. Holds no addresses and no credentials.
 *
 * @param cameras sorted by id
 */
public record CameraRoster(List<Entry> cameras) implements Serializable {

  /**
   * One live camera.
   *
   * @param revision changes with its address or credentials
   * @param sampleFps frames per second analysed; 0 for every frame
   * @param layouts the site's layouts that hold this camera, from the one in force on, by time
   * @param statements number of the newest statement about the site; 0 for none
   */
  public record Entry(
      String camera,
      String site,
      long revision,
      double sampleFps,
      List<LayoutStart> layouts,
      long statements)
      implements Serializable {

    /** Where nobody has said anything. */
    public Entry(
        String camera, String site, long revision, double sampleFps, List<LayoutStart> layouts) {
      this(camera, site, revision, sampleFps, layouts, 0);
    }

    /** The layout in force at a time: the newest that has begun, or the first there is. */
    public String layoutAt(long millis) {
      String version = layouts.get(0).version();
      for (LayoutStart start : layouts) {
        if (start.effectiveMillis() <= millis) {
          version = start.version();
        }
      }
      return version;
    }
  }

  /** A layout and the event time from which it counts. */
  public record LayoutStart(long effectiveMillis, String version) implements Serializable {}
}
