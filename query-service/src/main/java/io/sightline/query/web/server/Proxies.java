package io.sightline.query.web.server;

import io.sightline.domain.network.AllowedNetworks;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Who may say whose request they hand on. From anybody else, {@code X-Forwarded-…} says nothing.
 */
final class Proxies {
  private static final String FOR = "X-Forwarded-For";
  private static final String PROTO = "X-Forwarded-Proto";
  private static final String HOST = "X-Forwarded-Host";
  private static final String PORT = "X-Forwarded-Port";
  private static final int MOST_HOPS = 20;
  private static final int HTTP = 80;
  private static final int HTTPS = 443;
  private static final int MOST_PORT = 65_535;

  /** An address and nothing that a resolver would have to look up. */
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]{7,15}|[0-9A-Fa-f:.]{2,45}");

  private static final Pattern NAME =
      Pattern.compile("([A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}\\])(?::(\\d{1,5}))?");

  private final AllowedNetworks trusted;

  /**
   * @param trusted null for nobody
   */
  Proxies(AllowedNetworks trusted) {
    this.trusted = trusted;
  }

  /** The request as whoever sent it first sent it, as far as proxies that are trusted say. */
  HttpServletRequest seenThrough(HttpServletRequest request) {
    if (trusted == null || !isTrusted(request.getRemoteAddr())) {
      return request;
    }
    return new HandedOn(request, sender(request));
  }

  private boolean isTrusted(String address) {
    InetAddress parsed = parse(address);
    return parsed != null && trusted.contains(parsed);
  }

  /** The last address in the row that no trusted proxy has. */
  private String sender(HttpServletRequest request) {
    String sender = request.getRemoteAddr();
    List<String> hops = new ArrayList<>();
    for (String line : Collections.list(request.getHeaders(FOR))) {
      Collections.addAll(hops, line.split(",", MOST_HOPS + 1));
    }
    for (int i = hops.size() - 1; i >= Math.max(0, hops.size() - MOST_HOPS); i--) {
      InetAddress hop = parse(hops.get(i).strip());
      if (hop == null) {
        return sender;
      }
      sender = hop.getHostAddress();
      if (!trusted.contains(hop)) {
        return sender;
      }
    }
    return sender;
  }

  private static InetAddress parse(String text) {
    String bare =
        text.startsWith("[") && text.contains("]")
            ? text.substring(1, text.indexOf(']'))
            : text.matches("[0-9.]+:\\d{1,5}") ? text.substring(0, text.indexOf(':')) : text;
    if (!ADDRESS.matcher(bare).matches() || bare.chars().noneMatch(c -> c == '.' || c == ':')) {
      return null;
    }
    try {
      return InetAddress.getByName(bare);
    } catch (UnknownHostException e) {
      return null;
    }
  }

  private static final class HandedOn extends HttpServletRequestWrapper {
    private final String sender;
    private final boolean secure;
    private final String host;
    private final int port;

    HandedOn(HttpServletRequest request, String sender) {
      super(request);
      this.sender = sender;
      String proto = last(request.getHeader(PROTO));
      this.secure = proto == null ? request.isSecure() : proto.equalsIgnoreCase("https");
      String named = last(request.getHeader(HOST));
      var form = NAME.matcher(named == null ? "" : named);
      boolean said = form.matches();
      this.host = said ? form.group(1) : request.getServerName();
      int usual = secure ? HTTPS : HTTP;
      Integer own = said && form.group(2) != null ? number(form.group(2)) : null;
      Integer told = number(last(request.getHeader(PORT)));
      if (own != null) {
        this.port = own;
      } else if (told != null) {
        this.port = told;
      } else {
        this.port = said || proto != null ? usual : request.getServerPort();
      }
    }

    private static String last(String header) {
      return header == null ? null : header.substring(header.lastIndexOf(',') + 1).strip();
    }

    private static Integer number(String text) {
      if (text == null || !text.matches("\\d{1,5}")) {
        return null;
      }
      int number = Integer.parseInt(text);
      return number >= 1 && number <= MOST_PORT ? number : null;
    }

    @Override
    public String getRemoteAddr() {
      return sender;
    }

    @Override
    public String getRemoteHost() {
      return sender;
    }

    @Override
    public boolean isSecure() {
      return secure;
    }

    @Override
    public String getScheme() {
      return secure ? "https" : "http";
    }

    @Override
    public String getServerName() {
      return host;
    }

    @Override
    public int getServerPort() {
      return port;
    }

    @Override
    public StringBuffer getRequestURL() {
      boolean usual = port == (secure ? HTTPS : HTTP);
      return new StringBuffer(getScheme())
          .append("://")
          .append(host)
          .append(usual ? "" : ":" + port)
          .append(getRequestURI());
    }
  }
}
