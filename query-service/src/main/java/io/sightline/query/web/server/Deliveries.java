package io.sightline.query.web.server;

import io.sightline.query.failures.TooMany;
import io.sightline.query.failures.Unavailable;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.util.ContentCachingResponseWrapper;

/** Hands answers over as fast as somebody reads them, without a thread that waits. */
final class Deliveries {
  private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

  /** Fewer bytes than the network takes at once from whoever is there at all. */
  private static final int SMALL = 32 << 10;

  /** Bytes that wait to be read. */
  private static final long MOST_WAITING = 128L << 20;

  /** Of these, those of one person or address. */
  private static final long MOST_WAITING_OF_ONE = 8L << 20;

  private static final int AT_ONCE = 16 << 10;

  private final AtomicLong waiting = new AtomicLong();
  private final Map<String, Long> waitingOf = new ConcurrentHashMap<>();

  /**
   * Sends what was answered.
   *
   * @param who asked
   * @param answer to be sent to {@code response}
   * @throws TooMany when they do not read what they have been answered
   * @throws Unavailable when all together do not
   */
  void send(
      String who,
      HttpServletRequest request,
      HttpServletResponse response,
      ContentCachingResponseWrapper answer)
      throws IOException {
    int size = answer.getContentSize();
    if (request.isAsyncStarted()) {
      return;
    }
    if (size <= SMALL || response.isCommitted()) {
      answer.copyBodyToResponse();
      return;
    }
    take(who, size);
    response.setContentLength(size);
    AsyncContext exchange = request.startAsync();
    // Somebody who reads nothing for a while is noticed by the connection.
    exchange.setTimeout(0);
    Delivery delivery =
        new Delivery(
            exchange,
            response.getOutputStream(),
            answer.getContentAsByteArray(),
            () -> give(who, size));
    exchange.addListener(delivery);
    response.getOutputStream().setWriteListener(delivery);
  }

  private void take(String who, long size) {
    boolean[] granted = new boolean[1];
    waitingOf.compute(
        who,
        (key, now) -> {
          long then = (now == null ? 0 : now) + size;
          granted[0] = now == null || then <= MOST_WAITING_OF_ONE;
          return granted[0] ? Long.valueOf(then) : now;
        });
    if (!granted[0]) {
      throw new TooMany("You have not read what you were answered before; read it first.");
    }
    if (waiting.addAndGet(size) > MOST_WAITING) {
      give(who, size);
      throw new Unavailable("Too much waits to be read; try again in a second.");
    }
  }

  private void give(String who, long size) {
    waiting.addAndGet(-size);
    waitingOf.computeIfPresent(who, (key, now) -> now <= size ? null : Long.valueOf(now - size));
  }

  private static final class Delivery implements WriteListener, AsyncListener {
    private final AsyncContext exchange;
    private final ServletOutputStream out;
    private final byte[] answer;
    private final Runnable end;
    private int sent;
    private boolean over;

    Delivery(AsyncContext exchange, ServletOutputStream out, byte[] answer, Runnable end) {
      this.exchange = exchange;
      this.out = out;
      this.answer = answer;
      this.end = end;
    }

    @Override
    public void onWritePossible() throws IOException {
      while (!over && out.isReady()) {
        if (sent == answer.length) {
          complete();
          return;
        }
        int length = Math.min(AT_ONCE, answer.length - sent);
        out.write(answer, sent, length);
        sent += length;
      }
    }

    @Override
    public void onError(Throwable failure) {
      LOG.debug("An answer was not read.", failure);
      complete();
    }

    private void complete() {
      if (!over) {
        over = true;
        exchange.complete();
      }
    }

    @Override
    public void onComplete(AsyncEvent event) {
      end.run();
    }

    @Override
    public void onError(AsyncEvent event) {
      complete();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      // There is none.
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      // Nobody does.
    }
  }
}
