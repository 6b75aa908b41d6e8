package io.sightline.query.sessions;

import io.sightline.analytics.vehicles.PlateView;
import io.sightline.analytics.vehicles.PlateViews;
import io.sightline.analytics.vehicles.TrackState;
import io.sightline.analytics.vehicles.TrackerState;
import io.sightline.analytics.vehicles.TrackingRules;
import io.sightline.analytics.vehicles.VehicleTracker;
import io.sightline.domain.DerivedIds;
import io.sightline.domain.facts.VehicleTrack;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.observations.ObservationLog;
import io.sightline.domain.observations.ObservationMinute;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.observations.PlateText;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.ModelRole;
import io.sightline.store.observations.MinuteRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What was read on one track, frame by frame: the candidates that its plate was voted from. The
 * stored observations are followed once more, from a little before the track begins.
 */
final class TrackedReads {
  /** Of a vehicle that stands in the picture for longer, the first reads are told. */
  static final int MOST_MINUTES = 60;

  private static final Duration BEFORE = Duration.ofMinutes(2);

  private final String track;
  private final Camera camera;
  private final boolean texts;
  private TrackerState state = TrackerState.EMPTY;
  private final List<Map<String, Object>> reads = new ArrayList<>();
  private final SortedSet<ModelUse> models =
      new TreeSet<>(
          Comparator.comparing(ModelUse::role)
              .thenComparing(ModelUse::id)
              .thenComparing(ModelUse::version)
              .thenComparing(ModelUse::sha256));

  private TrackedReads(String track, Camera camera, boolean texts) {
    this.track = track;
    this.camera = camera;
    this.texts = texts;
  }

  /**
   * @param run that has the observations
   * @param camera as the layout had it by which the track was judged
   * @param texts whether anybody may know what stands on plates
   */
  static TrackedReads of(
      MinuteRows minutes, String run, Camera camera, VehicleTrack track, boolean texts) {
    TrackedReads reads = new TrackedReads(track.head().id(), camera, texts);
    long first = ObservationMinute.minuteOf(track.head().atMillis() - BEFORE.toMillis());
    long last = Math.min(track.endedAtMillis(), first + MOST_MINUTES * ObservationMinute.MILLIS);
    for (long minute = first; minute <= last; minute += ObservationMinute.MILLIS) {
      minutes
          .find(run, camera.id(), Instant.ofEpochMilli(minute))
          .filter(row -> row.site().equals(track.head().site()))
          .ifPresent(row -> decoded(row.payload()).forEach(reads::follow));
    }
    return reads;
  }

  private static List<Observations> decoded(byte[] payload) {
    try {
      return ObservationLog.decode(payload);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void follow(Observations seen) {
    FrameHeader frame = seen.frame();
    VehicleTracker tracker = new VehicleTracker(TrackingRules.of(camera), camera.gates());
    TrackerState before = state;
    VehicleTracker.Step step = step(tracker, before, seen);
    state = step.state();
    Function<TrackState, String> id =
        one -> DerivedIds.track(frame.site(), frame.camera(), one.firstMillis(), one.rank());
    if (step.seen().stream().anyMatch(one -> id.apply(one.track()).equals(track))) {
      models.addAll(seen.models());
    }
    PlateViews.ofVehicles(seen, before, step, id).stream()
        .filter(view -> !view.isEnd() && view.track().equals(track) && view.plate().isRead())
        .forEach(this::add);
  }

  private static VehicleTracker.Step step(
      VehicleTracker tracker, TrackerState before, Observations seen) {
    long at = seen.frame().capturedAtMillis();
    if (seen.frame().kind() == RecordKind.END) {
      return tracker.end(before);
    }
    if (seen.hasSeen(ModelRole.VEHICLES)) {
      return tracker.see(before, at, seen.vehicles());
    }
    return seen.frame().isLoss() ? tracker.lose(before, at) : tracker.pass(before, at);
  }

  private void add(PlateView view) {
    PlateText text = view.plate().text();
    Map<String, Object> read = new LinkedHashMap<>();
    read.put("track", track);
    read.put("at", Instant.ofEpochMilli(view.atMillis()));
    if (texts) {
      read.put("text", text.text());
      read.put("character_scores", text.characterScores());
    }
    read.put("score", text.score());
    read.put("box", view.plate().box());
    reads.add(read);
  }

  /** In the order of their times. */
  List<Map<String, Object>> reads() {
    return reads;
  }

  /** Which models looked at the frames that show the track. */
  SortedSet<ModelUse> models() {
    return models;
  }
}
