package io.sightline.domain.network;

import io.sightline.domain.BadInput;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Address of a live camera. Only {@code rtsp} and {@code rtsps} are taken, and only hosts written
 * in their usual form, so that what is checked is what is connected to.
 *
 * @param host a name, a dotted IPv4 address, or an IPv6 address in brackets
 * @param port 554 (rtsps: 322) where none is written
 * @param path from the slash on, query included; may be empty
 * @param credentials {@code user:password} as written, percent-encoded; null for none
 */
public record CameraAddress(String scheme, String host, int port, String path, String credentials) {
  private static final int MAX_LENGTH = 2_000;
  private static final int MAX_PORT = 65_535;
  private static final Pattern FORM =
      Pattern.compile(
          "(?<scheme>(?i:rtsps?))://(?:(?<credentials>[^/?#@\\s]*)@)?(?<host>\\[[0-9A-Fa-f:]+\\]|[A-Za-z0-9._-]+)"
              + "(?::(?<port>\\d{1,5}))?(?<path>[/?][\\x21-\\x7e&&[^#]]*)?");
  private static final String HIDDEN = "***";

  /**
   * A password in a path or query, up to the next parameter; some join parameters by underscores.
   */
  private static final Pattern PATH_SECRET =
      Pattern.compile(
          "(?i)((?:pass(?:word|wd|w|phrase)?|pa?swd|psw|pwd|pw|secret|token|auth|credentials?|key|sig(?:nature)?)"
              + "(?:=|%3D))(?:(?![/?&;,]|_[a-z]+(?:=|%3D)|\\*\\*\\*).)+");

  private static final Pattern SHOWN_SECRET =
      Pattern.compile("(?:=|%3[Dd])\\*\\*\\*(?![^/?&;,_])|:\\*\\*\\*@");

  static final Pattern IPV4 =
      Pattern.compile(
          "(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)");

  /** A name, whose last label is no number, so that no resolver takes it for an address. */
  static final Pattern NAME =
      Pattern.compile(
          "(?:[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?\\.)*[A-Za-z](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?\\.?");

  /** Whether a password in it stands there as it is shown, and not as it is. */
  public static boolean isHidden(String uri) {
    return SHOWN_SECRET.matcher(uri).find();
  }

  /**
   * @throws BadInput when this is no camera's address; the message holds no credentials
   */
  public static CameraAddress parse(String uri) {
    Matcher form = FORM.matcher(uri.length() > MAX_LENGTH ? "" : uri);
    if (!form.matches()) {
      throw new BadInput(
          "This is no camera's address; write it as rtsp://HOST:PORT/PATH (or rtsps), with "
              + "credentials percent-encoded.");
    }
    String host = form.group("host");
    boolean bracketed = host.startsWith("[");
    if (!bracketed && !IPV4.matcher(host).matches() && !NAME.matcher(host).matches()) {
      throw new BadInput(
          "'" + host + "' is no host; write a name, or an address such as 10.0.0.7.");
    }
    String scheme = form.group("scheme").toLowerCase(Locale.ROOT);
    boolean secure = scheme.equals("rtsps");
    int port =
        form.group("port") == null ? (secure ? 322 : 554) : Integer.parseInt(form.group("port"));
    if (port < 1 || port > MAX_PORT) {
      throw new BadInput("Port " + port + " of a camera's address is no port.");
    }
    return new CameraAddress(
        scheme,
        host,
        port,
        form.group("path") == null ? "" : form.group("path"),
        form.group("credentials"));
  }

  /**
   * Looks the host up, and refuses it unless every one of its addresses is allowed. Where clouds
   * tell machines their credentials is refused whatever is allowed.
   *
   * @return the address to connect to, whatever the name means later
   * @throws BadInput when it is not allowed
   * @throws UnknownHostException when the name is not known now
   */
  public InetAddress resolve(AllowedNetworks allowed) throws UnknownHostException {
    InetAddress[] addresses =
        InetAddress.getAllByName(
            host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
    for (InetAddress address : addresses) {
      // An IPv6 form of an IPv4 address comes out as IPv4 and would pass by another name.
      if (NobodysAddress.is(address)) {
        throw new BadInput(
            "The host " + host + " is no camera: its address is kept for the machine itself.");
      }
      boolean disguised = host.startsWith("[") && address.getAddress().length == 4;
      if (disguised || !allowed.contains(address)) {
        throw new BadInput(
            "The host "
                + host
                + " lies outside the networks that cameras may be in; add its network to "
                + "cameras.allowed-networks.");
      }
    }
    return addresses[0];
  }

  /**
   * The same address with what {@link #secret} gave.
   *
   * @param secret {@code user:password}, percent-encoded, or a whole address; null for none
   */
  public CameraAddress with(String secret) {
    return secret != null && secret.contains("://")
        ? parse(secret)
        : new CameraAddress(scheme, host, port, path, secret);
  }

  /**
   * What of it is to be kept secret: its credentials, or, where some cameras want a password in the
   * path ({@code /user=admin_password=…}), the whole address; null for nothing.
   */
  public String secret() {
    return hidden(path).equals(path)
        ? credentials
        : scheme
            + "://"
            + (credentials == null ? "" : credentials + "@")
            + host
            + ":"
            + port
            + path;
  }

  /** An address or a path in which passwords are hidden that are parts of the path. */
  public static String hidden(String path) {
    return PATH_SECRET.matcher(path).replaceAll("$1" + HIDDEN);
  }

  /** With the host replaced by an address, for whoever connects. */
  public String connectTo(InetAddress address) {
    String literal = address.getHostAddress();
    String host =
        address.getAddress().length == 4 ? literal : "[" + literal.replaceFirst("%.*", "") + "]";
    return scheme
        + "://"
        + (credentials == null ? "" : credentials + "@")
        + host
        + ":"
        + port
        + path;
  }

  /** Fit to be shown and stored. */
  public String withoutCredentials() {
    return scheme + "://" + host + ":" + port + hidden(path);
  }

  @Override
  public String toString() {
    return withoutCredentials();
  }
}
