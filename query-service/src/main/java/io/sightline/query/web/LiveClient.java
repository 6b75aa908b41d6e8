package io.sightline.query.web;

import io.sightline.query.live.LiveOutlet;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One listener. What it is to get waits in a queue of its own and is sent without a thread waiting
 * for it; one that does not keep up is dropped, with the reason.
 */
public final class LiveClient implements LiveOutlet {
  private static final Logger LOG = LoggerFactory.getLogger(LiveClient.class);
  private static final int MAX_WAITING = 5_000;
  private static final long MAX_WAITING_CHARACTERS = 8L << 20;
  private static final long SEND_MILLIS = 6_000;

  /** How long whoever was told goodbye may keep the connection (a property of Tomcat's). */
  private static final String CLOSE_TIMEOUT = "org.apache.tomcat.websocket.SESSION_CLOSE_TIMEOUT";

  private static final Long CLOSE_MILLIS = 5_000L;

  private final Session session;
  private final Executor goodbyes;
  private final Deque<String> waiting = new ArrayDeque<>();
  private long characters;
  private boolean sending;
  private boolean closed;

  /**
   * @param goodbyes where listeners are told that they are let go
   */
  public LiveClient(Session session, Executor goodbyes) {
    this.session = session;
    this.goodbyes = goodbyes;
    session.getUserProperties().put(CLOSE_TIMEOUT, CLOSE_MILLIS);
    session.getAsyncRemote().setSendTimeout(SEND_MILLIS);
  }

  @Override
  public String id() {
    return session.getId();
  }

  @Override
  public void send(String message) {
    synchronized (this) {
      if (closed) {
        return;
      }
      if (waiting.size() >= MAX_WAITING || characters > MAX_WAITING_CHARACTERS) {
        closed = true;
        waiting.clear();
      } else {
        waiting.add(message);
        characters += message.length();
      }
    }
    if (isClosed()) {
      drop(Farewell.TOO_SLOW);
    } else {
      sendNext();
    }
  }

  @Override
  public synchronized boolean isBehind() {
    return waiting.size() > MAX_WAITING / 2 || characters > MAX_WAITING_CHARACTERS / 2;
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private void sendNext() {
    String next = take();
    while (next != null) {
      // A message that is sent at once comes back here before the call does; then the loop goes on.
      AtomicBoolean later = new AtomicBoolean();
      try {
        session.getAsyncRemote().sendText(next, result -> sent(result.isOK(), later.get()));
      } catch (IllegalStateException e) {
        // It went away between two messages.
        LOG.debug("A listener is gone.", e);
        left();
        return;
      }
      later.set(true);
      next = take();
    }
  }

  private void sent(boolean ok, boolean later) {
    synchronized (this) {
      sending = false;
    }
    if (!ok) {
      drop(Farewell.TOO_SLOW);
    } else if (later) {
      sendNext();
    }
  }

  /** The next message, which nobody else sends; null while one is being sent or none waits. */
  private synchronized String take() {
    if (sending || closed || waiting.isEmpty()) {
      return null;
    }
    sending = true;
    String next = waiting.poll();
    characters -= next.length();
    return next;
  }

  @Override
  public boolean isGone() {
    return isClosed() || !session.isOpen();
  }

  @Override
  public synchronized void left() {
    closed = true;
    waiting.clear();
  }

  @Override
  public void drop(Farewell farewell) {
    left();
    // A goodbye waits for a moment until it is taken, and whoever lets them go has others to tell.
    goodbyes.execute(
        () -> {
          try {
            session.close(new CloseReason(code(farewell), farewell.reason()));
          } catch (IOException | IllegalStateException e) {
            LOG.debug("A listener could not be told goodbye.", e);
          }
        });
  }

  private static CloseReason.CloseCode code(Farewell farewell) {
    return switch (farewell) {
      case TOO_SLOW, TOO_FAR_BEHIND, TOO_MANY_CATCH_UP, NO_DATABASE ->
          CloseReason.CloseCodes.TRY_AGAIN_LATER;
      case NOT_ALLOWED -> CloseReason.CloseCodes.VIOLATED_POLICY;
      case ENDING -> CloseReason.CloseCodes.GOING_AWAY;
    };
  }
}
