package io.sightline.media.store;

import java.io.IOException;

/**
 * A store cannot be reached now, or has too much to do: the same may be done when it is back. The
 * message names the store.
 */
public final class StoreAwayException extends IOException {
  /**
   * @param reason kept aside, so that the message stays the one that says most
   */
  public StoreAwayException(String message, Throwable reason) {
    super(message);
    if (reason != null) {
      addSuppressed(reason);
    }
  }
}
