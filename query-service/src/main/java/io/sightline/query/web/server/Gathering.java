package io.sightline.query.web.server;

import io.sightline.query.web.Problems;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** Takes a body as it comes, without a thread that waits, and has the request answered then. */
final class Gathering implements ReadListener, AsyncListener {
  private static final Logger LOG = LoggerFactory.getLogger(Gathering.class);
  private static final int AT_ONCE = 16 << 10;
  private static final long LEAST_BYTES_A_SECOND = 10_000;
  private static final double NANOS_A_SECOND = 1e9;

  private final AsyncContext request;
  private final ServletInputStream in;
  private final GatheredBody body;
  private final long most;
  private final long patienceNanos;
  private final long began = System.nanoTime();
  private boolean over;
  private boolean refused;

  /**
   * @param most bytes that are taken
   * @param patience how long it may take at whatever pace
   */
  Gathering(
      AsyncContext request,
      ServletInputStream in,
      GatheredBody body,
      long most,
      Duration patience) {
    this.request = request;
    this.in = in;
    this.body = body;
    this.most = most;
    this.patienceNanos = patience.toNanos();
  }

  @Override
  public void onDataAvailable() throws IOException {
    byte[] bytes = new byte[AT_ONCE];
    while (!over && in.isReady() && !in.isFinished()) {
      int read = in.read(bytes);
      if (read < 0) {
        return;
      }
      body.add(bytes, read);
      if (body.size() > most) {
        refuse(HttpStatus.CONTENT_TOO_LARGE, tooLarge(most));
      }
    }
    if (!over && isTooSlow()) {
      refuse(
          HttpStatus.REQUEST_TIMEOUT,
          "The body arrives too slowly; send it in one go or not at all.");
    }
  }

  static String tooLarge(long most) {
    return "The body is larger than " + most + " bytes.";
  }

  private boolean isTooSlow() {
    long late = System.nanoTime() - began - patienceNanos;
    return late > 0 && body.size() < late / NANOS_A_SECOND * LEAST_BYTES_A_SECOND;
  }

  @Override
  public void onAllDataRead() throws IOException {
    if (!over) {
      over = true;
      body.end();
      request.dispatch();
    }
  }

  @Override
  public void onError(Throwable failure) {
    LOG.debug("A body has not arrived.", failure);
    if (over) {
      return;
    }
    try {
      if (failure instanceof SocketTimeoutException) {
        refuse(HttpStatus.REQUEST_TIMEOUT, "The body did not arrive.");
      } else {
        refuse(HttpStatus.BAD_REQUEST, "The body cannot be read; check how its length is told.");
      }
    } catch (IOException | IllegalStateException e) {
      LOG.debug("Nobody is there to be told.", e);
    }
  }

  private void refuse(HttpStatus status, String detail) throws IOException {
    over = true;
    refused = true;
    body.close();
    HttpServletResponse response = (HttpServletResponse) request.getResponse();
    if (!response.isCommitted()) {
      response.setHeader(HttpHeaders.CONNECTION, "close");
      Problems.write((HttpServletRequest) request.getRequest(), response, status, detail);
      // Where reading has failed, the server would answer once more.
      response.flushBuffer();
    }
    request.complete();
  }

  /** Of a refusal nothing more is to be said, also where the server has found an error, too. */
  @Override
  public void onError(AsyncEvent event) {
    if (refused) {
      request.complete();
    }
  }

  @Override
  public void onComplete(AsyncEvent event) {
    // All is said.
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    // There is none.
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // Somebody else answers.
  }
}
