package io.sightline.query.live;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One listener. What it is to get waits in a queue of its own and is sent without a thread waiting
 * for it; one that does not keep up is dropped, with the reason.
 */
final class LiveClient {
  private static final Logger LOG = LoggerFactory.getLogger(LiveClient.class);
  private static final int MAX_WAITING = 5_000;
  private static final long MAX_WAITING_CHARACTERS = 8L << 20;
  private static final long SEND_MILLIS = 10_000;

  private final Session session;
  private final String username;
  private final Set<String> kinds;
  private final String site;
  private final Deque<String> waiting = new ArrayDeque<>();
  private Set<String> sites;
  private long characters;
  private boolean sending;
  private boolean closed;

  /**
   * @param kinds wanted; empty for all
   * @param site wanted; null for all
   * @param sites that may be seen; null for all
   */
  LiveClient(Session session, String username, Set<String> kinds, String site, Set<String> sites) {
    this.session = session;
    this.username = username;
    this.kinds = kinds;
    this.site = site;
    this.sites = sites;
    session.getAsyncRemote().setSendTimeout(SEND_MILLIS);
  }

  String username() {
    return username;
  }

  String id() {
    return session.getId();
  }

  synchronized void mayKnow(Set<String> now) {
    sites = now;
  }

  synchronized boolean wants(LiveRows.Row row) {
    return (kinds.isEmpty() || kinds.contains(row.kind()))
        && (site == null || site.equals(row.site()))
        && (sites == null || sites.contains(row.site()));
  }

  /** Has a message sent after those that wait. */
  void send(String message) {
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
      drop(CloseReason.CloseCodes.TRY_AGAIN_LATER, "too slow: resume with since");
    } else {
      sendNext();
    }
  }

  /** Whether so much waits that whoever has a choice should wait, too. */
  synchronized boolean isBehind() {
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
        closed();
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
      drop(CloseReason.CloseCodes.TRY_AGAIN_LATER, "too slow: resume with since");
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

  boolean isGone() {
    return isClosed() || !session.isOpen();
  }

  synchronized void closed() {
    closed = true;
    waiting.clear();
  }

  void drop(CloseReason.CloseCode code, String reason) {
    closed();
    try {
      session.close(new CloseReason(code, reason));
    } catch (IOException | IllegalStateException e) {
      LOG.debug("A listener could not be told goodbye.", e);
    }
  }
}
