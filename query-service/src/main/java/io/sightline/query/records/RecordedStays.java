package io.sightline.query.records;

import io.sightline.analytics.vehicles.StaysOfRecords;
import io.sightline.domain.DerivedIds;
import io.sightline.domain.facts.Alert;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.VehicleSession;
import io.sightline.domain.site.Site;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.records.RecordRows;
import io.sightline.store.records.RecordRows.Word;
import io.sightline.store.records.RecordSite;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Keeps the stays of what people record: soon after something was recorded or corrected they are
 * made anew of the passages of a while, and what has changed is written. So it does not matter who
 * makes them, nor what was missed.
 */
@Component
public class RecordedStays implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(RecordedStays.class);
  private static final long LOOK_MILLIS = 500;

  /** Stays become too long, and are given up, without anything being recorded. */
  private static final Duration AT_LEAST_EVERY = Duration.ofMinutes(1);

  private final RecordSite site;
  private final RecordRows rows;
  private volatile boolean due = true;
  private volatile Instant last = Instant.MIN;
  private ScheduledExecutorService clock;

  RecordedStays(RecordSite site, RecordRows rows) {
    this.site = site;
    this.rows = rows;
  }

  @Override
  public void start() {
    clock =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread made = new Thread(work, "recorded stays");
              made.setDaemon(true);
              return made;
            });
    clock.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Something was recorded or corrected. */
  public void changed() {
    due = true;
  }

  /** Whether what is said of a vehicle at a camera concerns them. */
  public boolean isOf(String camera) {
    return site.camera().equals(camera);
  }

  private void look() {
    boolean wasDue = due;
    Instant now = Instant.now();
    if (!wasDue && Duration.between(last, now).compareTo(AT_LEAST_EVERY) < 0) {
      return;
    }
    due = false;
    try {
      site.find().ifPresent(known -> make(known, now));
      last = now;
    } catch (DataAccessException e) {
      LOG.debug("Recorded stays cannot be made now.", e);
      due = true;
    } catch (RuntimeException e) {
      LOG.error("Recorded stays cannot be made; it is tried again in a minute.", e);
      last = now;
    }
  }

  private void make(Site of, Instant now) {
    rows.alone(
        of.id(),
        () -> {
          Instant from = certain(of, now).minus(before(of));
          List<Passage> passages = rows.passages(of.id(), site.camera(), from);
          if (!passages.isEmpty()) {
            write(of, corrected(passages, rows.words(of.id(), site.camera(), from)), now);
          }
          return null;
        });
  }

  /** Stays that begin earlier are not corrected any more, and stay as they are. */
  private static Instant certain(Site of, Instant now) {
    return now.minus(of.sessions().correctable()).minus(of.sessions().maxStay());
  }

  /** A stay depends on passages from its longest time before it, and these on such before them. */
  private static Duration before(Site of) {
    return of.sessions().maxStay().multipliedBy(2);
  }

  /** As people have said since; what has changed is written. */
  private List<Passage> corrected(List<Passage> passages, List<Word> words) {
    Map<String, Word> byTrack =
        words.stream().collect(Collectors.toMap(Word::track, Function.identity()));
    List<Passage> all = new ArrayList<>();
    List<Passage> changed = new ArrayList<>();
    for (Passage passage : passages) {
      Word word = byTrack.get(passage.track());
      Passage now = word == null ? passage : corrected(passage, word);
      all.add(now);
      if (!now.equals(passage)) {
        changed.add(now);
      }
    }
    rows.write(FactKinds.PASSAGES, changed);
    changed.forEach(rows::rename);
    return all;
  }

  private static Passage corrected(Passage passage, Word word) {
    long said = Math.max(passage.head().revisionMillis(), word.madeAt().toEpochMilli());
    return passage.told(
        passage.head().revised(said, true),
        word.plate(),
        null,
        word.plate() == null ? passage.unread() : null,
        true);
  }

  private void write(Site of, List<Passage> passages, Instant now) {
    StaysOfRecords.Outcome made =
        new StaysOfRecords(of, site.camera()).take(passages, now.toEpochMilli());
    long certain = certain(of, now).toEpochMilli();
    Set<String> possible =
        passages.stream()
            .filter(one -> one.head().atMillis() >= certain)
            .map(one -> DerivedIds.session(one.head().id()))
            .collect(Collectors.toSet());
    rows.writeChanges(
        FactKinds.VEHICLE_SESSIONS,
        VehicleSession::of,
        possible,
        made.stays().stream().filter(one -> possible.contains(one.head().id())).toList(),
        now.toEpochMilli());
    Set<String> overstays = possible.stream().map(DerivedIds::overstay).collect(Collectors.toSet());
    rows.writeChanges(
        FactKinds.ALERTS,
        Alert::of,
        overstays,
        made.overstays().stream().filter(one -> overstays.contains(one.head().id())).toList(),
        now.toEpochMilli());
  }

  @Override
  public void stop() {
    clock.shutdownNow();
    clock = null;
  }

  @Override
  public boolean isRunning() {
    return clock != null;
  }
}
