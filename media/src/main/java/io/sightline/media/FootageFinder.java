package io.sightline.media;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;

/** Finds and checks a camera's footage, as {@link Footage#find} does. */
@FunctionalInterface
public interface FootageFinder {
  /**
   * @throws io.sightline.domain.BadInput as {@link Footage#find} does
   */
  Footage find(String camera, Path path, Instant start, ZoneId zone, String nameFormat);
}
