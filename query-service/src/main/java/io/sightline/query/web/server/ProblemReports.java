package io.sightline.query.web.server;

import io.sightline.query.web.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/** What the server refuses by itself is answered with problem details, and not with a page. */
public final class ProblemReports extends ErrorReportValve {

  @Override
  protected void report(Request request, Response response, Throwable throwable) {
    HttpStatus status = HttpStatus.resolve(response.getStatus());
    if (status == null
        || !status.isError()
        || response.getContentWritten() > 0
        || !response.setErrorReported()) {
      return;
    }
    AtomicBoolean allowed = new AtomicBoolean();
    response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, allowed);
    if (!allowed.get()) {
      return;
    }
    try {
      byte[] body =
          Problems.text(request.getRequestURI(), status, detail(status))
              .getBytes(StandardCharsets.UTF_8);
      response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
      response.setContentLength(body.length);
      response.getOutputStream().write(body);
      response.finishResponse();
    } catch (IOException | IllegalStateException e) {
      // Nobody is there to read it any more.
      container.getLogger().debug("An error could not be told.", e);
    }
  }

  static String detail(HttpStatus status) {
    return switch (status) {
      case BAD_REQUEST ->
          "This is no request that can be understood; check its address and headers.";
      case NOT_FOUND -> "There is nothing at this address; /docs lists what there is.";
      case METHOD_NOT_ALLOWED -> "This method is not taken here.";
      case REQUEST_TIMEOUT -> "The request took too long to arrive.";
      case CONTENT_TOO_LARGE -> "The body is larger than allowed.";
      case URI_TOO_LONG, REQUEST_HEADER_FIELDS_TOO_LARGE ->
          "The request's address and headers are longer than allowed.";
      case EXPECTATION_FAILED -> "Nothing but `Expect: 100-continue` is understood.";
      case UNSUPPORTED_MEDIA_TYPE -> "This content type is not taken here; send application/json.";
      default ->
          status.is4xxClientError()
              ? "This request cannot be answered."
              : "This request could not be answered.";
    };
  }
}
