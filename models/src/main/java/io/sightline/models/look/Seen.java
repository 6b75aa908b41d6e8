package io.sightline.models.look;

import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.FaceSighting;
import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.domain.observations.SpotSighting;
import io.sightline.domain.site.ModelRole;
import java.util.List;

/**
 * What was seen in a picture. What a look that failed would have said is empty.
 *
 * @param spots in their order
 * @param vehicles in the order of falling score
 * @param plates in the order of falling score
 * @param faces in the order of falling score
 * @param models which models looked, or had nothing to look at, in the order of the places
 * @param failures which looks failed, in that order; looks that needed their answers were not tried
 * @param notKept why a plate's picture is not kept; null when all that should be are
 */
public record Seen(
    List<SpotSighting> spots,
    List<Detection> vehicles,
    List<PlateSighting> plates,
    List<FaceSighting> faces,
    List<ModelUse> models,
    List<Failure> failures,
    Throwable notKept) {

  /** A look that failed, and why. */
  public record Failure(ModelRole role, Throwable cause) {}
}
