package io.sightline.query.web;

import io.sightline.query.people.SignIn;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.util.WebUtils;

/**
 * The cookie by which clients of CarWatch stay signed in: it holds a token, and is taken on their
 * paths only. Browsers send it with what pages of the same origin ask, and scripts cannot read it.
 */
public final class SessionCookie {
  private static final String NAME = "session";

  private SessionCookie() {}

  /** For whoever has signed in. */
  public static ResponseCookie of(SignIn.Pass pass, HttpServletRequest request) {
    return cookie(pass.text(), pass.lifetime(), request);
  }

  /** Takes it away. */
  public static ResponseCookie none(HttpServletRequest request) {
    return cookie("", Duration.ZERO, request);
  }

  private static ResponseCookie cookie(String value, Duration age, HttpServletRequest request) {
    return ResponseCookie.from(NAME, value)
        .path("/")
        .maxAge(age)
        .httpOnly(true)
        .secure(request.isSecure())
        .sameSite("Lax")
        .build();
  }

  /**
   * The header Authorization, or what the cookie stands for.
   *
   * @return null where there is neither
   */
  public static String authorization(HttpServletRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    boolean other = header != null || request.getHeader(ProofFilter.API_KEY) != null;
    if (other || !CarWatchPaths.has(request.getRequestURI()) || isOfAnotherOrigin(request)) {
      return header;
    }
    return value(request).map(token -> "Bearer " + token).orElse(null);
  }

  private static Optional<String> value(HttpServletRequest request) {
    return Optional.ofNullable(WebUtils.getCookie(request, NAME))
        .map(Cookie::getValue)
        .filter(value -> !value.isEmpty());
  }

  /** Pages of another port are of the same site, so that browsers send it with what they ask. */
  private static boolean isOfAnotherOrigin(HttpServletRequest request) {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    ServletServerHttpRequest asked = new ServletServerHttpRequest(request);
    return origin != null
        && !WebUtils.isSameOrigin(asked)
        && !Origins.isOfHost(origin, asked.getHeaders());
  }
}
