package io.sightline.query.web;

import io.sightline.domain.settings.Settings;
import io.sightline.query.access.Access;
import io.sightline.query.access.Reader;
import io.sightline.query.access.Refusals;
import io.sightline.query.access.Scope;
import io.sightline.query.failures.Refused;
import io.sightline.query.people.Proofs;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Who may reach what. Everything needs a proof of who asks but health, documents, the page itself
 * and signing in; the live WebSocket asks for itself, since browsers cannot send a header with it.
 * A key also needs the scope of what it asks.
 */
@Configuration
class SecurityConfiguration {
  private static final String POLICY =
      "default-src 'self'; img-src 'self' blob: data:; style-src 'self' 'unsafe-inline';"
          + " connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; frame-ancestors 'none';"
          + " form-action 'self'";

  private static final String[] OPEN = {
    "/",
    "/index.html",
    "/assets/**",
    "/webjars/**",
    "/docs",
    "/docs/**",
    "/openapi.json",
    "/asyncapi.yaml",
    "/favicon.ico",
    "/v3/api-docs",
    "/health",
    "/health/**",
    "/api/v1/live",
    "/availability",
    "/api/v1/bundle-key",
    "/api/v1/emotions",
    "/api/v1/model/info",
    "/api/v1/health",
    "/ws",
    "/api/v1/stream/camera/*",
    "/examples/**",
    "/api/v1/auth/provider"
  };

  private static final String[] OPEN_TO_POST = {
    "/api/v1/auth/login",
    "/api/v1/auth/register",
    "/api/v1/auth/provider/token",
    "/auth/login",
    "/auth/register",
    "/api/auth/login"
  };

  /** What is about people, their keys, and what is known of them. */
  private static final String[] ADMINISTRATION = {
    "/api/v1/users",
    "/api/v1/users/**",
    "/api/users",
    "/api/admin/**",
    "/api/v1/keys",
    "/api/v1/keys/**",
    "/api/v1/audit",
    "/api/v1/audit/**",
    "/api/v1/erasures",
    "/api/v1/erasures/**",
    "/api/v1/subject-access"
  };

  /** Where pictures are predicted. */
  private static final String[] PREDICTIONS = {
    "/api/v1/predict",
    "/api/v1/detect/vehicles",
    "/api/v1/detect/license-plate",
    "/api/v1/analyze/occupancy"
  };

  @Bean
  SecurityFilterChain everything(
      HttpSecurity http, Proofs proofs, Access access, Refusals refusals, Settings settings) {
    return http.csrf(csrf -> csrf.disable())
        .sessionManagement(
            sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .headers(
            headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(POLICY)))
        .logout(logout -> logout.disable())
        .addFilterBefore(
            new ProofFilter(proofs, access, refusals, open()), AuthorizationFilter.class)
        .authorizeHttpRequests(
            requests ->
                requests
                    .requestMatchers(open())
                    .permitAll()
                    .requestMatchers(ADMINISTRATION)
                    .access(needs(Scope.ADMIN))
                    .requestMatchers(HttpMethod.GET, "/api/v1/auth/**", "/auth/**")
                    .access(needs(Scope.READ))
                    .requestMatchers("/api/v1/auth/**", "/auth/**")
                    .access(needs(Scope.ADMIN))
                    .requestMatchers(HttpMethod.POST, PREDICTIONS)
                    .access(
                        unless(settings.get(Settings.AUTH_ANONYMOUS_PREDICTIONS), Scope.PREDICT))
                    .requestMatchers(HttpMethod.POST, "/api/v1/stream/process")
                    .access(needs(Scope.PREDICT))
                    .requestMatchers(HttpMethod.GET, "/api/v1/dashboard/**")
                    .access(unless(settings.get(Settings.AUTH_ANONYMOUS_DASHBOARD), Scope.READ))
                    .requestMatchers(HttpMethod.POST, "/api/upload_image")
                    .access(unless(settings.get(Settings.AUTH_ANONYMOUS_UPLOADS), Scope.WRITE))
                    .requestMatchers("/api/feedback/**")
                    .access(needs(Scope.WRITE))
                    .requestMatchers(HttpMethod.POST, "/api/fetch_img")
                    .access(needs(Scope.READ))
                    .requestMatchers("/metrics")
                    .access(needs(Scope.METRICS))
                    .requestMatchers(HttpMethod.POST, "/api/v1/live/tickets")
                    .access(needs(Scope.READ))
                    .requestMatchers(HttpMethod.GET)
                    .access(needs(Scope.READ))
                    .requestMatchers(HttpMethod.HEAD)
                    .access(needs(Scope.READ))
                    .anyRequest()
                    .access(needs(Scope.WRITE)))
        .exceptionHandling(
            handling ->
                handling
                    .authenticationEntryPoint((request, response, e) -> refuse(request, response))
                    .accessDeniedHandler((request, response, e) -> forbid(request, response, e)))
        .build();
  }

  private static RequestMatcher open() {
    List<RequestMatcher> all = new ArrayList<>();
    PathPatternRequestMatcher.Builder paths = PathPatternRequestMatcher.withDefaults();
    for (String path : OPEN) {
      all.add(paths.matcher(HttpMethod.GET, path));
      all.add(paths.matcher(HttpMethod.HEAD, path));
    }
    for (String path : OPEN_TO_POST) {
      all.add(paths.matcher(HttpMethod.POST, path));
    }
    all.add(paths.matcher("/error"));
    return new OrRequestMatcher(all);
  }

  private static AuthorizationManager<RequestAuthorizationContext> needs(Scope scope) {
    return (who, context) ->
        who.get() instanceof SignedIn signedIn
            ? new ScopeDecision(scope, allows(signedIn.reader(), scope))
            : new AuthorizationDecision(false);
  }

  private static boolean allows(Reader reader, Scope scope) {
    return reader.allows(scope)
        || (scope == Scope.PREDICT && (reader.allows(Scope.READ) || reader.allows(Scope.WRITE)));
  }

  /**
   * Whoever has proven who they are needs a scope, as everywhere.
   *
   * @param open whether strangers need none
   */
  private static AuthorizationManager<RequestAuthorizationContext> unless(
      boolean open, Scope scope) {
    AuthorizationManager<RequestAuthorizationContext> needed = needs(scope);
    return (who, context) ->
        open && !(who.get() instanceof SignedIn)
            ? new AuthorizationDecision(true)
            : needed.authorize(who, context);
  }

  /** Whether a scope is there that is needed. */
  private static final class ScopeDecision extends AuthorizationDecision {
    private static final long serialVersionUID = 1;

    private final Scope scope;

    ScopeDecision(Scope scope, boolean granted) {
      super(granted);
      this.scope = scope;
    }
  }

  /** There are no passwords but those that are checked at sign-in. */
  @Bean
  UserDetailsService nobody() {
    return username -> {
      throw new UsernameNotFoundException(username);
    };
  }

  private static void refuse(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    Problems.write(
        request, response, HttpStatus.UNAUTHORIZED, "Sign in first: this needs a valid token.");
  }

  private static void forbid(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException e)
      throws IOException {
    boolean scope =
        e instanceof AuthorizationDeniedException denied
            && denied.getAuthorizationResult() instanceof ScopeDecision;
    Problems.write(
        request,
        response,
        scope
            ? Refused.scope(
                ((ScopeDecision) ((AuthorizationDeniedException) e).getAuthorizationResult())
                    .scope.key())
            : new Refused());
  }
}
