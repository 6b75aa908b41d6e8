package io.sightline.job.observationlog;

import io.sightline.domain.observations.Observations;
import java.io.Serializable;
import java.util.List;

/** Reads the log back. */
@FunctionalInterface
public interface MinuteReader extends Serializable {
  /**
   * @param minuteMillis start of the minute, event time
   * @return the records of that row in their order; empty where there is none
   */
  List<Observations> read(String camera, long minuteMillis);
}
