package io.sightline.domain.network;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Where clouds tell a machine its credentials, and what is nobody's address. Some of them lie in
 * private networks that may be reached otherwise.
 */
final class NobodysAddress {
  private static final AllowedNetworks NEVER =
      AllowedNetworks.of(
          List.of(
              "169.254.169.0/24", // AWS, Azure, Google and most others
              "169.254.170.0/24", // AWS containers
              "169.254.0.23/32", // Tencent
              "169.254.42.42/32", // Scaleway
              "100.100.100.200/32", // Alibaba
              "168.63.129.16/32", // Azure
              "192.0.0.192/32", // Oracle
              "fd00:ec2::/32", // AWS
              "fd20:ce::254/128", // Google
              "fd00:42::42/128", // Scaleway
              "fd00:c1::/32", // Oracle
              "0.0.0.0/8",
              "::/128",
              "224.0.0.0/4",
              "ff00::/8",
              "255.255.255.255/32"));

  private static final AllowedNetworks TRANSLATED =
      AllowedNetworks.of(List.of("64:ff9b::/96", "64:ff9b:1::/48"));

  private static final AllowedNetworks TUNNELLED = AllowedNetworks.of(List.of("2002::/16"));

  private NobodysAddress() {}

  /** Whether nobody is reached there, also by way of a translator or tunnel in the network. */
  static boolean is(InetAddress address) throws UnknownHostException {
    return NEVER.contains(address) || NEVER.contains(translated(address));
  }

  /**
   * The IPv4 address that a translator or tunnel in the network makes of an IPv6 one: NAT64's (RFC
   * 6052) and 6to4's (RFC 3056). Any other is itself.
   */
  static InetAddress translated(InetAddress address) throws UnknownHostException {
    byte[] bytes = address.getAddress();
    if (TRANSLATED.contains(address)) {
      return InetAddress.getByAddress(Arrays.copyOfRange(bytes, 12, 16));
    }
    return TUNNELLED.contains(address)
        ? InetAddress.getByAddress(Arrays.copyOfRange(bytes, 2, 6))
        : address;
  }
}
