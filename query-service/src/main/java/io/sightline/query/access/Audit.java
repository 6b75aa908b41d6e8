package io.sightline.query.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who did what, and who was refused. No tokens, no passwords. */
@Component
public class Audit {
  static final String REFUSED = "refused";

  private static final int MOST = 200;

  /** How long one look lasts. */
  private static final long LOOK_NANOS = TimeUnit.HOURS.toNanos(1);

  private static final int MAX_LOOKS = 10_000;

  /** Refused sign-ins noted a second; more tell nothing new. */
  private static final int MAX_REFUSALS = 5;

  private final JdbcClient jdbc;
  private final AtomicLong refusalSecond = new AtomicLong();
  private final AtomicInteger refusals = new AtomicInteger();
  private final Map<String, Long> looks =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MAX_LOOKS;
        }
      };

  Audit(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Notes that somebody looks through a camera, once in a while they do. */
  public void noteLook(HttpServletRequest request, String principal, String camera) {
    long now = System.nanoTime();
    Long before;
    synchronized (looks) {
      before = looks.get(principal + " " + camera);
      if (before == null || now - before > LOOK_NANOS) {
        looks.put(principal + " " + camera, now);
      } else {
        return;
      }
    }
    note(request, principal, "look", camera);
  }

  public void note(HttpServletRequest request, String principal, String action, String object) {
    note(request, principal, action, object, "done");
  }

  void note(
      HttpServletRequest request, String principal, String action, String object, String outcome) {
    if (outcome.equals(REFUSED) && isTooMuch()) {
      return;
    }
    jdbc.sql(
            "insert into audit_log (principal, action, object, outcome, address)"
                + " values (?, ?, ?, ?, ?)")
        .params(shortened(principal), action, shortened(object), outcome, request.getRemoteAddr())
        .update();
  }

  private boolean isTooMuch() {
    long second = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
    if (refusalSecond.getAndSet(second) != second) {
      refusals.set(0);
    }
    return refusals.incrementAndGet() > MAX_REFUSALS;
  }

  private static String shortened(String text) {
    String clean = text == null ? "" : text.replace("\0", "");
    return clean.length() > MOST ? clean.substring(0, MOST) : clean;
  }
}
