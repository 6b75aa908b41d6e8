package io.sightline.job.settings;

import io.sightline.media.store.EvidenceNames;
import io.sightline.media.store.MediaAddress;
import java.io.Serializable;

/**
 * Where a run keeps its pictures.
 *
 * @param store null where none are kept
 */
public record RunMedia(MediaAddress store, String run) implements Serializable {
  /** For runs that keep none. */
  public static final RunMedia NONE = new RunMedia(null, "");

  public boolean isNone() {
    return store == null;
  }

  /** The name in the store of one of the run's pictures. */
  public String name(String crop) {
    return EvidenceNames.of(run, crop);
  }
}
