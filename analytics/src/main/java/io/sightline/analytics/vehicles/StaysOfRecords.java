package io.sightline.analytics.vehicles;

import io.sightline.analytics.order.SiteOrder;
import io.sightline.analytics.state.Remembered;
import io.sightline.domain.facts.Alert;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.VehicleSession;
import io.sightline.domain.site.Site;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The stays of passages that people note, and no camera sees. They are judged as those of cameras
 * are, and so are the same however often they are made of the same passages.
 */
public final class StaysOfRecords {
  /** Before anything was noted. */
  private static final long NEVER = Instant.parse("0001-01-01T00:00:00Z").toEpochMilli();

  private static final long STEP_MILLIS = StayBook.KEPT_MILLIS / 2;

  private final SessionKeeper keeper;
  private final String site;
  private final String recorder;
  private final String layoutVersion;

  /** So long after a passage nothing of it is remembered. */
  private final long forgottenMillis;

  private long reachedMillis = NEVER;
  private long lastMillis = NEVER;

  /**
   * @param recorder what the passages name as their camera
   */
  public StaysOfRecords(Site site, String recorder) {
    this.site = site.id();
    this.recorder = recorder;
    this.layoutVersion = site.layoutVersion();
    this.forgottenMillis =
        site.sessions().maxStay().toMillis() + StayBook.KEPT_MILLIS + STEP_MILLIS;
    this.keeper =
        SessionKeeper.reportedBy(
            recorder,
            site,
            new SessionKeeper.State(
                new SiteOrder.State<>(
                    Remembered.entries(),
                    Remembered.entries(),
                    Remembered.entries(),
                    Remembered.cell()),
                Remembered.entries(),
                Remembered.entries()));
  }

  /**
   * What passages lead to.
   *
   * @param stays that are new, or other than they were
   * @param overstays that are new, or are taken back
   */
  public record Outcome(List<VehicleSession> stays, List<Alert> overstays) {}

  /**
   * Takes further passages.
   *
   * @param passages all of before a time and none of before the last one, in the order of their
   *     times
   * @param untilMillis event time that time has come to; passages at or after it wait
   */
  public Outcome take(List<Passage> passages, long untilMillis) {
    Told told = new Told();
    int next = 0;
    while (next < passages.size()) {
      long first = passages.get(next).head().atMillis();
      pass(first, told);
      int end = next;
      while (end < passages.size() && passages.get(end).head().atMillis() < first + STEP_MILLIS) {
        end++;
      }
      report(passages.subList(next, end), Math.min(untilMillis, first + STEP_MILLIS), told);
      next = end;
    }
    pass(untilMillis, told);
    return told.outcome();
  }

  /** Time passes, in steps that are shorter than what is over is remembered. */
  private void pass(long untilMillis, Told told) {
    while (reachedMillis < untilMillis) {
      boolean quiet = reachedMillis > lastMillis + forgottenMillis;
      report(
          List.of(),
          quiet ? untilMillis : Math.min(untilMillis, reachedMillis + STEP_MILLIS),
          told);
    }
  }

  private void report(List<Passage> passages, long millis, Told told) {
    told.add(
        keeper.take(
            new GateReport(
                site,
                recorder,
                millis,
                millis,
                layoutVersion,
                passages.stream().map(StaysOfRecords::inItsTime).toList())));
    reachedMillis = millis;
    if (!passages.isEmpty()) {
      lastMillis = Math.max(lastMillis, passages.get(passages.size() - 1).head().atMillis());
    }
  }

  /** That its plate is known better does not make it later. */
  private static Passage inItsTime(Passage one) {
    FactHead head = one.head().revised(one.head().atMillis(), true);
    return one.told(head, one.plate(), one.score(), one.unread(), one.corrected());
  }

  /** The last word on each. */
  private static final class Told {
    private final Map<String, VehicleSession> stays = new LinkedHashMap<>();
    private final Map<String, Alert> overstays = new LinkedHashMap<>();

    void add(SessionKeeper.Step step) {
      step.early().forEach(row -> stays.put(row.head().id(), row));
      // A stay begins before it ends.
      step.ended().forEach(row -> stays.put(row.head().id(), row));
      step.overstays().forEach(alert -> overstays.put(alert.head().id(), alert));
    }

    Outcome outcome() {
      return new Outcome(new ArrayList<>(stays.values()), new ArrayList<>(overstays.values()));
    }
  }
}
