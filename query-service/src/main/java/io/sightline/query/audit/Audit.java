package io.sightline.query.audit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Reader;
import io.sightline.query.access.Refusals;
import io.sightline.store.audit.AuditRows;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Who did what, and who was refused. No tokens, no passwords. */
@Component
public final class Audit implements Refusals {
  static final int MOST_CHARACTERS = 200;

  /** How long one look lasts. */
  static final Duration LOOK = Duration.ofHours(1);

  /** Refused sign-ins noted a second; more tell nothing new. */
  static final int MOST_REFUSALS = 5;

  private static final int MOST_LOOKS = 10_000;
  private static final String DONE = "done";
  private static final String REFUSED = "refused";

  private final AuditRows rows;
  private final Ticker ticker;
  private final AtomicLong refusalSecond = new AtomicLong();
  private final AtomicInteger refusals = new AtomicInteger();
  private final Cache<String, Boolean> looks;

  @Autowired
  public Audit(AuditRows rows) {
    this(rows, Ticker.systemTicker());
  }

  Audit(AuditRows rows, Ticker ticker) {
    this.rows = rows;
    this.ticker = ticker;
    this.looks =
        Caffeine.newBuilder().ticker(ticker).expireAfterWrite(LOOK).maximumSize(MOST_LOOKS).build();
  }

  /** Notes what somebody has changed. */
  public void note(Editor editor, String action, String object) {
    add(editor.username(), action, object, DONE, editor.reader().address());
  }

  /** Notes that somebody looks through a camera, once in a while they do. */
  public void noteLook(Reader reader, String camera) {
    if (looks.asMap().putIfAbsent(reader.username() + " " + camera, true) == null) {
      add(reader.username(), "look", camera, DONE, reader.address());
    }
  }

  /**
   * Notes that somebody wanted to sign in.
   *
   * @param username as they say
   * @param address of their machine
   */
  public void noteSignIn(String username, String address, boolean letIn) {
    if (letIn || !isTooMuch()) {
      add(username, "sign-in", "service", letIn ? DONE : REFUSED, address);
    }
  }

  @Override
  public void noteRefusal(Reader reader, String object) {
    rows.add(
        new AuditRows.Entry(
            shortened(reader.username()), "ask", shortened(object), REFUSED, reader.address()));
  }

  private boolean isTooMuch() {
    long second = TimeUnit.NANOSECONDS.toSeconds(ticker.read());
    if (refusalSecond.getAndSet(second) != second) {
      refusals.set(0);
    }
    return refusals.incrementAndGet() > MOST_REFUSALS;
  }

  private void add(String principal, String action, String object, String outcome, String address) {
    rows.add(
        new AuditRows.Entry(shortened(principal), action, shortened(object), outcome, address));
  }

  private static String shortened(String text) {
    String clean = text == null ? "" : text.replace("\0", "");
    return clean.length() > MOST_CHARACTERS ? clean.substring(0, MOST_CHARACTERS) : clean;
  }
}
