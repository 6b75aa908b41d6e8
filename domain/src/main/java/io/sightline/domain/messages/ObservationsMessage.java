package io.sightline.domain.messages;

import io.sightline.domain.json.Json;
import io.sightline.domain.observations.Observations;

/**
 * What was seen in one frame, and the run that saw it. Numbers come back as they went, bit by bit.
 */
public record ObservationsMessage(String run, Observations observations) {

  public String write() {
    return Json.write(this);
  }

  /**
   * @throws tools.jackson.core.JacksonException when this is none of these messages
   */
  public static ObservationsMessage read(String text) {
    return Json.read(text, ObservationsMessage.class);
  }
}
