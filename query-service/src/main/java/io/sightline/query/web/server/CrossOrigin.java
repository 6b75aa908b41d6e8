package io.sightline.query.web.server;

import io.sightline.query.web.Origins;
import io.sightline.query.web.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.cors.DefaultCorsProcessor;

/**
 * Tells browsers which other origins' pages may use the service. What browsers ask before a request
 * is answered at once, without a token, which they do not send with it. Pages that are not allowed
 * are answered as anybody is, and their browser keeps the answer from them.
 */
final class CrossOrigin extends HttpFilter {
  private static final long serialVersionUID = 1;

  private final transient Origins origins;
  private final transient DefaultCorsProcessor processor = new DefaultCorsProcessor();

  CrossOrigin(Origins origins) {
    this.origins = origins;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    boolean preflight = CorsUtils.isPreFlightRequest(request);
    if (origin != null && origins.allows(origin)) {
      if (!processor.processRequest(origins.configuration(), request, response) || preflight) {
        return;
      }
    } else if (preflight) {
      Problems.write(request, response, HttpStatus.FORBIDDEN, Origins.refusal());
      return;
    }
    chain.doFilter(request, response);
  }
}
