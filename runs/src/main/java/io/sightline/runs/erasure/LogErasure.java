package io.sightline.runs.erasure;

import io.sightline.domain.json.Json;
import io.sightline.domain.observations.ObservationLog;
import io.sightline.domain.observations.ObservationMinute;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.domain.plates.NormalPlate;
import io.sightline.domain.runs.RunName;
import io.sightline.domain.site.LayoutCache;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.Site;
import io.sightline.media.store.EvidenceNames;
import io.sightline.media.store.MediaStore;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.erasure.ErasedMinutes;
import io.sightline.store.erasure.ErasedMinutes.Minute;
import io.sightline.store.erasure.ErasedMinutes.Track;
import io.sightline.store.erasure.ErasureWork.Open;
import io.sightline.store.erasure.ErasureWork.Position;
import io.sightline.store.registry.StoredLayouts;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Blanks plates in the observation log: what stands on them, not where they were. Pictures of them
 * go first, so that no picture is left that nothing names. Minutes are written one by one.
 */
final class LogErasure {
  private static final int MINUTES_AT_ONCE = 32;

  /** Vehicles that are in sight when the track begins are followed from before. */
  private static final Duration BEFORE = Duration.ofMinutes(2);

  private final LayoutCache<Site> live;
  private final ErasedMinutes minutes;
  private final MediaStore media;

  LogErasure(DatabaseAddress database, ErasedMinutes minutes, MediaStore media) {
    this.live = new LayoutCache<>(new StoredLayouts(database), site -> site);
    this.minutes = minutes;
    this.media = media;
  }

  /**
   * What was done.
   *
   * @param rewritten minutes
   * @param pictures that were deleted, or were not there any more
   * @param whole whether all was written that was to be
   */
  record Done(long rewritten, long pictures, boolean whole) {
    static final Done NOTHING = new Done(0, 0, true);

    Done plus(Done other) {
      return new Done(rewritten + other.rewritten, pictures + other.pictures, whole && other.whole);
    }
  }

  /** Blanks all that was read on a track that is over. */
  Done track(Track track) throws IOException {
    ErasedMinutes.Seen seen = minutes.seen(track);
    TrackReads reads = new TrackReads(track.track().toString(), layouts(track.run()));
    Done done = Done.NOTHING;
    Instant from = minute(seen.first().minus(BEFORE));
    Instant to = seen.last().plusMillis(ObservationMinute.MILLIS);
    List<Minute> page;
    do {
      page = minutes.of(track.run(), track.camera(), from, to, MINUTES_AT_ONCE);
      for (Minute minute : page) {
        done = done.plus(blank(minute, one -> new Gone(reads.of(one), reads.isSeen())));
        from = minute.at().plusMillis(1);
      }
    } while (page.size() == MINUTES_AT_ONCE);
    return done;
  }

  private static Instant minute(Instant at) {
    return Instant.ofEpochMilli(ObservationMinute.minuteOf(at.toEpochMilli()));
  }

  private Layouts layouts(String run) throws IOException {
    if (run.equals(RunName.LIVE)) {
      return live::of;
    }
    String layout = minutes.layout(run);
    if (layout == null) {
      throw new IOException("The run '" + run + "' is not there any more.");
    }
    return Layouts.always(Json.read(layout, Site.class));
  }

  /** What came of a part of an erasure's look through the log. */
  record Looked(Position position, Done done) {}

  /**
   * Looks through the next minutes for what was read of the plate on whatever track.
   *
   * @return null at the end of the log
   */
  Looked next(Open erasure, Position after) throws IOException {
    List<Minute> page = minutes.next(erasure, after, MINUTES_AT_ONCE);
    if (page.isEmpty()) {
      return null;
    }
    Set<String> plates = Set.copyOf(erasure.plates());
    Done done = Done.NOTHING;
    for (Minute minute : page) {
      if (ObservationLog.mayName(minute.payload(), plates)) {
        done = done.plus(blank(minute, seen -> Gone.of(named(erasure, plates, seen))));
      }
    }
    Minute last = page.get(page.size() - 1);
    return new Looked(new Position(last.run(), last.camera(), last.at().toEpochMilli()), done);
  }

  private static List<PlateSighting> named(Open erasure, Set<String> plates, Observations seen) {
    long at = seen.frame().capturedAtMillis();
    return erasure.covers(at, at)
        ? seen.plates().stream()
            .filter(plate -> plate.isRead() && plates.contains(NormalPlate.of(plate.text().text())))
            .toList()
        : List.of();
  }

  /**
   * What of a frame nobody is to know any more.
   *
   * @param shown whether the whole picture shows whose plate it is
   */
  private record Gone(List<PlateSighting> plates, boolean shown) {
    static Gone of(List<PlateSighting> plates) {
      return new Gone(plates, !plates.isEmpty());
    }
  }

  private static boolean isKept(String picture) {
    return picture != null && !picture.equals(Observations.ERASED_PICTURE);
  }

  private Done blank(Minute minute, Function<Observations, Gone> erased) throws IOException {
    List<Observations> blanked = new ArrayList<>();
    List<String> pictures = new ArrayList<>();
    List<String> whole = new ArrayList<>();
    boolean changed = false;
    for (Observations seen : ObservationLog.decode(minute.payload())) {
      Set<PlateSighting> gone = Collections.newSetFromMap(new IdentityHashMap<>());
      Gone found = erased.apply(seen);
      gone.addAll(found.plates());
      // Who wrote them left the plate out already, and its picture to be deleted.
      seen.plates().stream()
          .filter(plate -> plate.text() == null && plate.crop() != null)
          .forEach(gone::add);
      gone.stream().map(PlateSighting::crop).filter(crop -> crop != null).forEach(pictures::add);
      boolean shown = (found.shown() || !gone.isEmpty()) && isKept(seen.picture());
      if (shown) {
        whole.add(seen.picture());
      }
      changed |= shown || !gone.isEmpty();
      Observations left = shown ? seen.pictured(Observations.ERASED_PICTURE) : seen;
      blanked.add(
          gone.isEmpty()
              ? left
              : left.withPlates(
                  seen.plates().stream()
                      .map(plate -> gone.contains(plate) ? plate.unread().kept(null) : plate)
                      .toList()));
    }
    if (!whole.isEmpty()) {
      // Others may have passed in the same frame.
      minutes.forget(minute.run(), whole);
      pictures.addAll(whole);
    }
    for (String picture : pictures) {
      media.delete(EvidenceNames.of(minute.run(), picture));
    }
    if (!changed) {
      return new Done(0, pictures.size(), true);
    }
    boolean written = minutes.write(minute, ObservationLog.encode(blanked));
    return new Done(written ? 1 : 0, pictures.size(), written);
  }
}
