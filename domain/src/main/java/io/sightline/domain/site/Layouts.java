package io.sightline.domain.site;

import java.io.Serializable;

/**
 * The layouts that records of a run are judged by. A layout never changes once it has a version.
 */
public interface Layouts extends Serializable {

  /**
   * The layout that a record was stamped with.
   *
   * @throws IllegalStateException when it cannot be had now
   */
  Site layout(String site, String version);

  /** One layout for all time, whatever records are stamped with. */
  static Layouts always(Site site) {
    return (id, version) -> site;
  }
}
