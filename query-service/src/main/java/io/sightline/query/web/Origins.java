package io.sightline.query.web;

import io.sightline.domain.settings.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.cors.CorsConfiguration;

/** The other origins whose pages may use the service ({@code service.cors-origins}). */
@Component
public final class Origins {
  private static final Duration REMEMBERED = Duration.ofMinutes(10);

  private final CorsConfiguration configuration;

  public Origins(Settings settings) {
    List<String> named = settings.get(Settings.SERVICE_CORS_ORIGINS);
    configuration = named == null ? null : configuration(named);
  }

  private static CorsConfiguration configuration(List<String> named) {
    CorsConfiguration configuration = new CorsConfiguration();
    configuration.setAllowedOrigins(named);
    configuration.setAllowedMethods(List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"));
    configuration.setAllowedHeaders(List.of("*"));
    configuration.setExposedHeaders(
        List.of(
            "Retry-After",
            "RateLimit-Limit",
            "RateLimit-Remaining",
            "RateLimit-Reset",
            "RateLimit-Policy",
            "WWW-Authenticate"));
    configuration.setAllowCredentials(!named.contains(CorsConfiguration.ALL));
    configuration.setMaxAge(REMEMBERED);
    return configuration;
  }

  /** Whether pages of an origin may use the service; its own are not asked about. */
  public boolean allows(String origin) {
    return configuration != null && configuration.checkOrigin(origin) != null;
  }

  /**
   * Whether an origin with TLS is where a request was sent to, by whatever scheme: a proxy that
   * ends TLS speaks plain HTTP to the service, which only trusted ones may say more of.
   *
   * @param origin with its port where that is not its scheme's usual one
   */
  public static boolean isOfHost(String origin, HttpHeaders request) {
    String host = request.getFirst(HttpHeaders.HOST);
    try {
      String authority = URI.create(origin).getRawAuthority();
      boolean isSecure = origin.regionMatches(true, 0, "https://", 0, "https://".length());
      return isSecure && host != null && host.equalsIgnoreCase(authority);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** What they may do; only where some are allowed. */
  public CorsConfiguration configuration() {
    return configuration;
  }

  /** Why an origin is refused, and the mend. */
  public static String refusal() {
    return "Pages of this origin may not use the service; its operator allows them with the setting"
        + " service.cors-origins.";
  }
}
