package io.sightline.query.audit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.sightline.domain.BadInput;
import io.sightline.domain.settings.Settings;
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

/**
 * Who did what, who read personal data and what for, and who was refused. No tokens, no passwords,
 * and plates only as {@link PlateMarks keyed hashes}.
 */
@Component
public final class Audit implements Refusals {
  static final int MOST_CHARACTERS = 200;

  /** Who may do something at hundreds of sites has a long one. */
  private static final int MOST_OF_A_DETAIL = 20_000;

  /** How long the same read is one: pages ask again every few seconds. */
  static final Duration LOOK = Duration.ofHours(1);

  /** Refused sign-ins noted a second; more tell nothing new. */
  static final int MOST_REFUSALS = 5;

  private static final int MOST_LOOKS = 10_000;

  /** Nobody can be called so. */
  private static final String PROVIDER = "sign-in provider";

  private static final String DONE = "done";
  private static final String REFUSED = "refused";

  private final AuditRows rows;
  private final PlateMarks marks;
  private final boolean purposeRequired;
  private final Ticker ticker;
  private final AtomicLong refusalSecond = new AtomicLong();
  private final AtomicInteger refusals = new AtomicInteger();
  private final Cache<String, Boolean> looks;

  @Autowired
  public Audit(AuditRows rows, PlateMarks marks, Settings settings) {
    this(rows, marks, settings.get(Settings.PRIVACY_REQUIRE_PURPOSE), Ticker.systemTicker());
  }

  Audit(AuditRows rows, PlateMarks marks, boolean purposeRequired, Ticker ticker) {
    this.rows = rows;
    this.marks = marks;
    this.purposeRequired = purposeRequired;
    this.ticker = ticker;
    this.looks =
        Caffeine.newBuilder().ticker(ticker).expireAfterWrite(LOOK).maximumSize(MOST_LOOKS).build();
  }

  /** Notes what was changed on the command line of the machine, by whoever may start programs. */
  public void noteOperator(String action, String object) {
    rows.add(new AuditRows.Entry(null, action, shortened(object), DONE, null));
  }

  /** Notes what the provider of single sign-on has changed of somebody. */
  public void noteProvider(String action, String username, String detail) {
    rows.add(
        new AuditRows.Entry(
            PROVIDER,
            action,
            username,
            DONE,
            null,
            null,
            null,
            shortened(detail, MOST_OF_A_DETAIL)));
  }

  /** Notes what somebody has changed. */
  public void note(Editor editor, String action, String object) {
    note(editor, action, object, null);
  }

  /**
   * The same, with what was changed.
   *
   * @param detail where the object alone does not say; null for nothing more
   */
  public void note(Editor editor, String action, String object, String detail) {
    add(editor.reader(), action, object, null, detail);
  }

  /**
   * Notes that somebody takes all that is known of a plate.
   *
   * @throws BadInput where it must be said what for, and is not
   */
  public void noteSubjectAccess(Editor editor, String site, String plate) {
    requirePurpose(editor.reader());
    add(editor.reader(), "subject-access", site, plate, null);
  }

  /**
   * Notes that somebody reads personal data, once in a while they do: before they are told, so that
   * nothing is told that is not noted.
   *
   * @param action such as {@code search} or {@code look}
   * @param object what they read
   * @throws BadInput where it must be said what for, and is not
   */
  public void noteRead(Reader reader, String action, String object) {
    noteRead(reader, action, object, null);
  }

  /**
   * The same of one plate.
   *
   * @param plate as somebody writes it; null for none
   */
  public void noteRead(Reader reader, String action, String object, String plate) {
    requirePurpose(reader);
    String what =
        String.join(
            "\0",
            reader.username(),
            String.valueOf(reader.address()),
            String.valueOf(reader.purpose()),
            action,
            object,
            String.valueOf(plate));
    if (looks.asMap().putIfAbsent(what, true) == null) {
      try {
        add(reader, action, object, plate, null);
      } catch (RuntimeException e) {
        looks.invalidate(what);
        throw e;
      }
    }
  }

  /** Whether somebody may be told personal data as far as what for is concerned. */
  public boolean isPurposeGiven(Reader reader) {
    return !purposeRequired || reader.purpose() != null;
  }

  private void requirePurpose(Reader reader) {
    if (!isPurposeGiven(reader)) {
      throw new BadInput(
          "This reads personal data; say what for, in the header X-Purpose (on a WebSocket, in the"
              + " parameter `purpose`).");
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
      rows.add(
          new AuditRows.Entry(
              shortened(username), "sign-in", "service", letIn ? DONE : REFUSED, address));
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

  private void add(Reader reader, String action, String object, String plate, String detail) {
    rows.add(
        new AuditRows.Entry(
            shortened(reader.username()),
            action,
            shortened(object),
            DONE,
            reader.address(),
            reader.purpose() == null ? null : shortened(reader.purpose()),
            plate == null ? null : marks.of(plate),
            detail == null ? null : shortened(detail, MOST_OF_A_DETAIL)));
  }

  private static String shortened(String text) {
    return shortened(text, MOST_CHARACTERS);
  }

  private static String shortened(String text, int most) {
    String clean = text == null ? "" : text.replace("\0", "");
    return clean.length() > most ? clean.substring(0, most) : clean;
  }
}
