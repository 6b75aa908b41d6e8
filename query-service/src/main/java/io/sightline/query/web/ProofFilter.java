package io.sightline.query.web;

import io.sightline.domain.BadInput;
import io.sightline.query.access.Access;
import io.sightline.query.access.Proof;
import io.sightline.query.access.Reader;
import io.sightline.query.access.Refusals;
import io.sightline.query.failures.Failure;
import io.sightline.query.failures.NotSignedIn;
import io.sightline.query.people.Proofs;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Finds out who asks, from what the request carries, and has it written down where they are
 * refused. Roles come from the database and not from a token, so that they hold as they are now.
 */
final class ProofFilter extends OncePerRequestFilter {
  private static final Logger LOG = LoggerFactory.getLogger(ProofFilter.class);
  private static final String ATTRIBUTE = ProofFilter.class.getName();
  private static final Set<String> LOOKS = Set.of("GET", "HEAD", "OPTIONS");
  static final String API_KEY = "X-API-Key";

  private final Proofs proofs;
  private final Access access;
  private final Refusals refusals;
  private final RequestMatcher open;

  /**
   * @param refusals where it is written down who is refused
   * @param open what answers everybody alike, whatever they carry
   */
  ProofFilter(Proofs proofs, Access access, Refusals refusals, RequestMatcher open) {
    this.proofs = proofs;
    this.access = access;
    this.refusals = refusals;
    this.open = open;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return open.matches(request);
  }

  /** What is answered later is somebody's, too. */
  @Override
  protected boolean shouldNotFilterAsyncDispatch() {
    return false;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    SignedIn known;
    try {
      known = (SignedIn) request.getAttribute(ATTRIBUTE);
      if (known == null) {
        known = read(request).orElse(null);
        request.setAttribute(ATTRIBUTE, known);
      }
      if (known != null) {
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(known);
        SecurityContextHolder.setContext(context);
      }
    } catch (NotSignedIn e) {
      response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
      Problems.write(request, response, e);
      return;
    } catch (Failure e) {
      Problems.write(request, response, e);
      return;
    } catch (BadInput e) {
      Problems.write(request, response, HttpStatus.BAD_REQUEST, e.getMessage());
      return;
    } catch (RuntimeException e) {
      LOG.warn("Nobody can say now who asks: {}", e.getMessage());
      Problems.write(
          request, response, HttpStatus.SERVICE_UNAVAILABLE, ProblemAdvice.DATABASE_AWAY);
      return;
    }
    if (known == null) {
      chain.doFilter(request, response);
      return;
    }
    try {
      chain.doFilter(request, response);
    } catch (AccessDeniedException e) {
      note(known.reader(), request);
      throw e;
    }
    if (isRefusal(request, response)) {
      note(known.reader(), request);
    }
  }

  /**
   * What is not there for somebody is refused to them, too, where they want to change it; of those
   * who only look, it would be every name that is mistyped.
   */
  private static boolean isRefusal(HttpServletRequest request, HttpServletResponse response) {
    boolean changes = !LOOKS.contains(request.getMethod());
    int status = response.getStatus();
    return status == HttpStatus.FORBIDDEN.value()
        || status == HttpStatus.NOT_FOUND.value() && changes;
  }

  /** They are refused whether or not it can be written down. */
  private void note(Reader reader, HttpServletRequest request) {
    try {
      refusals.noteRefusal(reader, request.getMethod() + " " + request.getRequestURI());
    } catch (RuntimeException e) {
      LOG.warn("A refusal cannot be written down: {}", e.getMessage());
    }
  }

  private Optional<SignedIn> read(HttpServletRequest request) {
    Optional<Proof> proof =
        proofs.read(SessionCookie.authorization(request), request.getHeader(API_KEY));
    return proof.map(good -> new SignedIn(access.reader(good, request.getRemoteAddr())));
  }
}
