package io.sightline.query.failures;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** It cannot be had now, and may be had later. */
public final class Unavailable extends Failure {
  private static final Logger LOG = LoggerFactory.getLogger(Unavailable.class);

  public Unavailable(String message) {
    super(message);
  }

  /** The media store does not answer; the log says more. */
  public static Unavailable store(IOException failure) {
    LOG.warn("The media store cannot be read: {}", failure.toString());
    return new Unavailable("The store of pictures cannot be read now; try again in a minute.");
  }
}
