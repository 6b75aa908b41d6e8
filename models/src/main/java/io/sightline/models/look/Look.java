package io.sightline.models.look;

import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.site.ModelRole;

/**
 * What came of one look.
 *
 * @param answer nothing, when nobody looked or the look failed
 * @param use who looked; null when nobody did
 * @param failure why the look failed; null when it did not
 */
record Look<T>(T answer, ModelUse use, Seen.Failure failure) {
  static <T> Look<T> by(ModelUse use, T answer) {
    return new Look<>(answer, use, null);
  }

  /** Nobody was asked to, or could, since a look before it failed. */
  static <T> Look<T> none(T nothing) {
    return new Look<>(nothing, null, null);
  }

  static <T> Look<T> failed(ModelRole role, Throwable cause, T nothing) {
    return new Look<>(nothing, null, new Seen.Failure(role, cause));
  }

  boolean isMade() {
    return use != null;
  }

  boolean hasFailed() {
    return failure != null;
  }
}
