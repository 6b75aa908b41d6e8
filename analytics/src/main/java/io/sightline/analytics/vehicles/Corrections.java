package io.sightline.analytics.vehicles;

import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.site.LayoutCache;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.statements.PlateCorrection;
import io.sightline.domain.statements.Statements;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Function;

/**
 * Finds the tracks that people's corrections are about: the one that the person saw, or, in a run
 * that has other tracks, the one whose box covers theirs best at that time.
 *
 * <p>Beside what is remembered stands in memory what is about times that have not come yet; it is
 * asked for again when a camera is taken up.
 */
public final class Corrections {
  /** Runs that sample otherwise see the vehicle so much later at most. */
  private static final long SAME_MOMENT_MILLIS = 1_000;

  /** Boxes of one vehicle in runs with different models overlap by more. */
  private static final float SAME_VEHICLE_IOU = 0.3f;

  private static final Comparator<PlateCorrection> IN_TIME =
      Comparator.comparingLong(PlateCorrection::atMillis)
          .thenComparingLong(PlateCorrection::number);

  private final Statements statements;

  /** For so long what is over may be corrected. */
  private final LayoutCache<Long> keptMillis;

  /** By camera; those that have nothing ahead have no entry, or an empty one. */
  private final Map<String, PriorityQueue<PlateCorrection>> ahead = new HashMap<>();

  /**
   * What is remembered of a camera.
   *
   * @param known number of the newest statement that was asked for
   * @param reachedMillis capture time of the last record
   */
  public record State(long known, long reachedMillis) {
    public static final State NONE = new State(0, Long.MIN_VALUE);
  }

  /**
   * What a record leads to.
   *
   * @param due corrections that can be applied
   */
  public record Step(State state, List<TrackNews.Said> due) {}

  public Corrections(Layouts layouts, Statements statements) {
    this.statements = statements;
    this.keptMillis = new LayoutCache<>(layouts, site -> site.sessions().correctable().toMillis());
  }

  /**
   * @param tracks those that are being followed once the record is taken
   * @param id of a track
   */
  public Step take(
      State before, FrameHeader frame, List<TrackState> tracks, Function<TrackState, String> id) {
    long now = frame.capturedAtMillis();
    List<TrackNews.Said> due = new ArrayList<>();
    if (before.known() > 0 && !ahead.containsKey(frame.camera())) {
      ask(frame, 0, before.known(), before.reachedMillis() + 1);
    }
    if (frame.statements() > before.known()) {
      ask(frame, before.known(), frame.statements(), now - kept(frame));
    }
    PriorityQueue<PlateCorrection> waiting = ahead.get(frame.camera());
    while (waiting != null && !waiting.isEmpty() && waiting.peek().atMillis() <= now) {
      due.add(said(waiting.poll(), frame, tracks, id));
    }
    if (frame.kind() == RecordKind.END) {
      ahead.remove(frame.camera());
    }
    return new Step(new State(Math.max(before.known(), frame.statements()), now), due);
  }

  private long kept(FrameHeader frame) {
    return keptMillis.of(frame.site(), frame.layoutVersion());
  }

  private void ask(FrameHeader frame, long after, long upTo, long sinceMillis) {
    ahead
        .computeIfAbsent(frame.camera(), camera -> new PriorityQueue<>(IN_TIME))
        .addAll(
            statements.corrections(
                frame.site(), frame.camera(), new Statements.Range(after, upTo, sinceMillis)));
  }

  private static TrackNews.Said said(
      PlateCorrection correction,
      FrameHeader frame,
      List<TrackState> tracks,
      Function<TrackState, String> id) {
    boolean now = frame.capturedAtMillis() - correction.atMillis() <= SAME_MOMENT_MILLIS;
    float most = SAME_VEHICLE_IOU;
    String best = null;
    for (TrackState track : tracks) {
      String name = id.apply(track);
      if (name.equals(correction.track())) {
        return new TrackNews.Said(correction, true);
      }
      float overlap = now ? track.box().iou(correction.box()) : 0;
      if (overlap > most) {
        most = overlap;
        best = name;
      }
    }
    return best == null
        ? new TrackNews.Said(correction, false)
        : new TrackNews.Said(correction.of(best), true);
  }
}
