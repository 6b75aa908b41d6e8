package io.sightline.query.web;

import io.sightline.domain.BadInput;
import io.sightline.query.access.Access;
import io.sightline.query.access.Proof;
import io.sightline.query.failures.Failure;
import io.sightline.query.failures.NotSignedIn;
import io.sightline.query.people.Proofs;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Finds out who asks, from what the request carries. Roles come from the database and not from a
 * token, so that they hold as they are now.
 */
final class ProofFilter extends OncePerRequestFilter {
  private static final Logger LOG = LoggerFactory.getLogger(ProofFilter.class);
  private static final String ATTRIBUTE = ProofFilter.class.getName();
  static final String API_KEY = "X-API-Key";

  private final Proofs proofs;
  private final Access access;
  private final RequestMatcher open;

  /**
   * @param open what answers everybody alike, whatever they carry
   */
  ProofFilter(Proofs proofs, Access access, RequestMatcher open) {
    this.proofs = proofs;
    this.access = access;
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
    try {
      SignedIn known = (SignedIn) request.getAttribute(ATTRIBUTE);
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
      Problems.write(response, e);
      return;
    } catch (Failure e) {
      Problems.write(response, e);
      return;
    } catch (BadInput e) {
      Problems.write(response, HttpStatus.BAD_REQUEST, e.getMessage());
      return;
    } catch (RuntimeException e) {
      LOG.warn("Nobody can say now who asks: {}", e.getMessage());
      Problems.write(response, HttpStatus.SERVICE_UNAVAILABLE, ProblemAdvice.DATABASE_AWAY);
      return;
    }
    chain.doFilter(request, response);
  }

  private Optional<SignedIn> read(HttpServletRequest request) {
    Optional<Proof> proof =
        proofs.read(request.getHeader(HttpHeaders.AUTHORIZATION), request.getHeader(API_KEY));
    return proof.map(good -> new SignedIn(access.reader(good, request.getRemoteAddr())));
  }
}
