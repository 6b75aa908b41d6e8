package io.sightline.query.limits;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Whom an address stands for when requests are counted. */
public final class NetworkNeighbourhood {
  private static final int IPV6_BYTES = 16;
  private static final int IPV6_NETWORK_BYTES = 8;

  private NetworkNeighbourhood() {}

  /**
   * The address itself; of IPv6 its /64, since whoever has one address there has all of them.
   *
   * @param address as text; anything else stands for itself
   */
  public static String of(String address) {
    if (address == null || address.indexOf(':') < 0) {
      return String.valueOf(address);
    }
    try {
      return of(InetAddress.getByName(address));
    } catch (UnknownHostException e) {
      return address;
    }
  }

  /** As {@link #of(String)}. */
  public static String of(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length != IPV6_BYTES || address.isLoopbackAddress()) {
      return address.getHostAddress();
    }
    StringBuilder network = new StringBuilder();
    for (int i = 0; i < IPV6_NETWORK_BYTES; i++) {
      network.append("%02x".formatted(bytes[i]));
    }
    return network.append("/64").toString();
  }
}
