package io.sightline.domain.network;

import io.sightline.domain.BadInput;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Address of somebody who is told of facts over HTTP. Only {@code http} and {@code https} are
 * taken, without credentials, and only hosts written in their usual form, so that what is checked
 * is what is connected to.
 *
 * @param host a name, a dotted IPv4 address, or an IPv6 address in brackets
 */
public record ReceiverAddress(String url, String host) {
  private static final int MAX_LENGTH = 2_000;
  private static final int MAX_PORT = 65_535;
  private static final Pattern FORM =
      Pattern.compile(
          "https?://(?<host>\\[[0-9A-Fa-f:]+\\]|[A-Za-z0-9._-]+)(?::(?<port>\\d{1,5}))?"
              + "(?:[/?][\\x21-\\x7e&&[^#]]*)?");

  /** Networks of a house, of a provider or of the machine itself; the rest is everybody's. */
  private static final AllowedNetworks PRIVATE =
      AllowedNetworks.of(
          List.of(
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.0.2.0/24",
              "192.88.99.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "198.51.100.0/24",
              "203.0.113.0/24",
              "240.0.0.0/4",
              "::1/128",
              "100::/64",
              "2001::/23",
              "2001:db8::/32",
              "5f00::/16",
              "fc00::/7",
              "fe80::/10",
              "fec0::/10"));

  /**
   * @throws BadInput when this is no such address
   */
  public static ReceiverAddress parse(String url) {
    Matcher form = FORM.matcher(url == null || url.length() > MAX_LENGTH ? "" : url);
    if (!form.matches()) {
      throw new BadInput(
          "This is no receiver's address; write it as https://HOST:PORT/PATH, without a name and a"
              + " password.");
    }
    String host = form.group("host");
    if (!host.startsWith("[")
        && !CameraAddress.IPV4.matcher(host).matches()
        && !CameraAddress.NAME.matcher(host).matches()) {
      throw new BadInput(
          "'" + host + "' is no host; write a name, or an address such as 10.0.0.7.");
    }
    if (form.group("port") != null) {
      int port = Integer.parseInt(form.group("port"));
      if (port < 1 || port > MAX_PORT) {
        throw new BadInput("Port " + port + " of a receiver's address is no port.");
      }
    }
    try {
      if (new URI(url).getHost() == null) {
        throw new BadInput("'" + host + "' is no host of the web; write a name without a _.");
      }
    } catch (URISyntaxException e) {
      throw new BadInput(
          "This is no receiver's address: what is no letter, digit or mark of an address is written"
              + " percent-encoded.",
          e);
    }
    return new ReceiverAddress(url, host);
  }

  /**
   * Looks a host up, and refuses it unless every one of its addresses may be reached: those of
   * everybody, and the private ones that are allowed. Where clouds tell machines their credentials
   * is refused whatever is allowed.
   *
   * @return the addresses to connect to, whatever the name means later
   * @throws BadInput when it is not allowed
   * @throws UnknownHostException when the name is not known now
   */
  public static InetAddress[] resolve(String host, AllowedNetworks allowed)
      throws UnknownHostException {
    boolean bracketed = host.startsWith("[");
    String bare = bracketed ? host.substring(1, host.length() - 1) : host;
    InetAddress[] addresses = InetAddress.getAllByName(bare);
    for (InetAddress address : addresses) {
      // An IPv6 form of an IPv4 address comes out as IPv4 and would pass by another name.
      boolean disguised = bare.contains(":") && address.getAddress().length == 4;
      boolean hidden =
          PRIVATE.contains(address) || PRIVATE.contains(NobodysAddress.translated(address));
      if (NobodysAddress.is(address) || disguised || (hidden && !allowed.contains(address))) {
        throw new BadInput(
            "The host "
                + host
                + " lies in a network that receivers may not be in; add its network to"
                + " deliveries.allowed-networks.");
      }
    }
    return addresses;
  }
}
