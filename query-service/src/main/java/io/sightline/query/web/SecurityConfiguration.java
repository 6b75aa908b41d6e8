package io.sightline.query.web;

import io.sightline.query.access.Access;
import io.sightline.query.access.Reader;
import io.sightline.query.failures.NotSignedIn;
import io.sightline.query.failures.Refused;
import io.sightline.query.people.Tokens;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.web.SecurityFilterChain;

/**
 * Who may reach what. Everything needs a token but health, documents, the page itself and signing
 * in; the live WebSocket asks for itself, since browsers cannot send a header with it.
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
    "/api/v1/live"
  };

  private final Access access;

  SecurityConfiguration(Access access) {
    this.access = access;
  }

  @Bean
  SecurityFilterChain everything(HttpSecurity http, Tokens tokens) {
    return http.csrf(csrf -> csrf.disable())
        .sessionManagement(
            sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .headers(
            headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(POLICY)))
        .authorizeHttpRequests(
            requests ->
                requests
                    .requestMatchers(HttpMethod.GET, OPEN)
                    .permitAll()
                    .requestMatchers(HttpMethod.HEAD, OPEN)
                    .permitAll()
                    .requestMatchers(HttpMethod.POST, "/api/v1/auth/login")
                    .permitAll()
                    .requestMatchers("/error")
                    .permitAll()
                    .anyRequest()
                    .authenticated())
        .oauth2ResourceServer(
            server ->
                server
                    .authenticationEntryPoint((request, response, e) -> refuse(response, e))
                    .accessDeniedHandler((request, response, e) -> forbid(response))
                    .jwt(
                        jwt ->
                            jwt.decoder(tokens.decoder())
                                .jwtAuthenticationConverter(this::authenticate)))
        .exceptionHandling(
            handling ->
                handling
                    .authenticationEntryPoint((request, response, e) -> refuse(response, e))
                    .accessDeniedHandler((request, response, e) -> forbid(response)))
        .build();
  }

  /** Roles come from the database and not from the token, so that they hold as they are now. */
  private AbstractAuthenticationToken authenticate(Jwt jwt) {
    try {
      Reader reader = access.reader(jwt.getSubject(), null);
      return new JwtAuthenticationToken(
          jwt, List.of(new SimpleGrantedAuthority("ROLE_" + reader.role())), reader.username());
    } catch (NotSignedIn e) {
      throw new InvalidBearerTokenException(e.getMessage());
    } catch (RuntimeException e) {
      throw new DatabaseAwayException(e);
    }
  }

  /** Nobody can say now who asks. Spring's own exception for this would end as an error 500. */
  private static final class DatabaseAwayException extends AuthenticationException {
    DatabaseAwayException(Throwable cause) {
      super("The database cannot be reached now.", cause);
    }
  }

  /** There are no passwords but those that are checked at sign-in. */
  @Bean
  UserDetailsService nobody() {
    return username -> {
      throw new UsernameNotFoundException(username);
    };
  }

  @Bean
  JwtDecoder decoder(Tokens tokens) {
    return tokens.decoder();
  }

  private static void refuse(HttpServletResponse response, AuthenticationException failure)
      throws IOException {
    if (failure instanceof DatabaseAwayException) {
      Problems.write(response, HttpStatus.SERVICE_UNAVAILABLE, ProblemAdvice.DATABASE_AWAY);
    } else {
      response.setHeader("WWW-Authenticate", "Bearer");
      Problems.write(response, HttpStatus.UNAUTHORIZED, "Sign in first: this needs a valid token.");
    }
  }

  private static void forbid(HttpServletResponse response) throws IOException {
    Problems.write(response, HttpStatus.FORBIDDEN, new Refused().getMessage());
  }
}
