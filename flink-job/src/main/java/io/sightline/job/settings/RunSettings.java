package io.sightline.job.settings;

import io.sightline.domain.site.Layouts;
import java.io.Serializable;

/**
 * What a run is made with. One run is one job.
 *
 * @param run its name, which every fact carries
 * @param codeVersion build that makes the facts
 * @param layouts what the run is judged by
 * @param framesInFlight most frames that one subtask has in perception at once; each holds a
 *     picture
 * @param live whether facts are also shown before they are final
 */
public record RunSettings(
    String run,
    String codeVersion,
    Layouts layouts,
    VehicleModels vehicleModels,
    int framesInFlight,
    boolean live)
    implements Serializable {

  public static final String LIVE = "live";

  /** A run over what was recorded. */
  public static RunSettings replay(
      String run,
      String codeVersion,
      Layouts layouts,
      VehicleModels vehicleModels,
      int framesInFlight) {
    return new RunSettings(run, codeVersion, layouts, vehicleModels, framesInFlight, false);
  }

  /** The run over live cameras. */
  public static RunSettings live(
      String codeVersion, Layouts layouts, VehicleModels vehicleModels, int framesInFlight) {
    return new RunSettings(LIVE, codeVersion, layouts, vehicleModels, framesInFlight, true);
  }
}
