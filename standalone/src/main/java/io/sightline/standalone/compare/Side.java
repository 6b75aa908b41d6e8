package io.sightline.standalone.compare;

import java.net.URI;

/**
 * One of the two systems.
 *
 * @param token sent as a bearer and as a key; null for none
 */
public record Side(String name, URI address, String token) {
  @Override
  public String toString() {
    return name + " system at " + address;
  }
}
