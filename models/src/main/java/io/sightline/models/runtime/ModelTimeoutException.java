package io.sightline.models.runtime;

import java.time.Duration;

/** A model did not answer in the time that a call may take. */
public final class ModelTimeoutException extends RuntimeException {
  public ModelTimeoutException(String model, Duration limit) {
    super("The model '" + model + "' did not answer within " + limit.toMillis() + " ms.");
  }
}
