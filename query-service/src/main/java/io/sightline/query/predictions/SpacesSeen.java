package io.sightline.query.predictions;

import io.sightline.domain.facts.SpotState;
import java.util.List;

/**
 * The parking spaces in a picture, in the order in which they were named.
 *
 * @param width pixels of the upright picture
 * @param height pixels
 */
public record SpacesSeen(int width, int height, List<Space> spaces, ModelTag model)
    implements Predicted {
  /**
   * @param score how sure the state is, 0 to 1
   */
  public record Space(String id, SpotState state, double score, Area area) {}

  public long count(SpotState state) {
    return spaces.stream().filter(space -> space.state() == state).count();
  }
}
