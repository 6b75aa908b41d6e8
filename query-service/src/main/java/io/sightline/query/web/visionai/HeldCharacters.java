package io.sightline.query.web.visionai;

import java.util.HashMap;
import java.util.Map;

/**
 * How many characters of messages are held at once, of all clients together and of each address.
 */
final class HeldCharacters {
  private final long most;
  private final long mostByOne;
  private final Map<String, Long> byAddress = new HashMap<>();
  private long all;

  /**
   * @param most of all clients together
   * @param mostByOne of those, of one address
   */
  HeldCharacters(long most, long mostByOne) {
    this.most = most;
    this.mostByOne = mostByOne;
  }

  /**
   * Holds so many more.
   *
   * @return whether there is room for them; where there is none, nothing more is held
   */
  synchronized boolean hold(String address, long characters) {
    long ofThisOne = byAddress.getOrDefault(address, 0L) + characters;
    if (all + characters > most || ofThisOne > mostByOne) {
      return false;
    }
    all += characters;
    byAddress.put(address, ofThisOne);
    return true;
  }

  /** Lets go of some that were held. */
  synchronized void letGo(String address, long characters) {
    all -= characters;
    byAddress.computeIfPresent(
        address, (who, held) -> held <= characters ? null : held - characters);
  }
}
