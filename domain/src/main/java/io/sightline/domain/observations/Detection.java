package io.sightline.domain.observations;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sightline.domain.geometry.Box;

/**
 * One thing seen in a frame.
 *
 * @param label what it is, in the words of the model's manifest
 * @param score the model's confidence, 0 to 1, not calibrated across models
 * @param box source-image pixels
 * @param colours of a vehicle, as {@link ColourHistogram} has it; null where nobody looked at them
 */
public record Detection(
    String label, float score, Box box, @JsonInclude(JsonInclude.Include.NON_NULL) String colours) {

  /** Of which nobody looks at the colours. */
  public Detection(String label, float score, Box box) {
    this(label, score, box, null);
  }

  /** The same elsewhere. */
  public Detection at(Box box) {
    return new Detection(label, score, box, colours);
  }

  /** The same vehicle, with its colours. */
  public Detection coloured(String colours) {
    return new Detection(label, score, box, colours);
  }
}
