package io.sightline.analytics.vehicles;

import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.statements.PlateCorrection;
import io.sightline.domain.statements.Statements;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Finds the tracks of one camera that people's corrections are about: the one that the person saw,
 * or, in a run that has other tracks, the one whose box covers theirs best at that time.
 */
public final class Corrections implements Serializable {
  /** For so long what is over may be corrected. */
  public static final long KEPT_MILLIS = 48 * 3_600_000L;

  /** Runs that sample otherwise see the vehicle so much later at most. */
  private static final long SAME_MOMENT_MILLIS = 1_000;

  /** Boxes of one vehicle in runs with different models overlap by more. */
  private static final float SAME_VEHICLE_IOU = 0.3f;

  private final Statements statements;

  /**
   * What is remembered.
   *
   * @param known number of the newest statement that was asked for
   * @param ahead about times that have not come yet
   */
  public record State(long known, List<PlateCorrection> ahead) {
    public static final State NONE = new State(0, List.of());
  }

  /**
   * What a record leads to.
   *
   * @param due corrections that can be applied, in the order in which they were made
   */
  public record Step(State state, List<TrackNews.Said> due) {}

  public Corrections(Statements statements) {
    this.statements = statements;
  }

  /**
   * @param tracks those that are being followed once the record is taken
   * @param id of a track
   */
  public Step take(
      State before, FrameHeader frame, List<TrackState> tracks, Function<TrackState, String> id) {
    boolean asks = frame.statements() > before.known();
    if (!asks && before.ahead().isEmpty()) {
      return new Step(before, List.of());
    }
    List<PlateCorrection> all = new ArrayList<>(before.ahead());
    if (asks) {
      all.addAll(
          statements.corrections(
              frame.camera(),
              new Statements.Range(
                  before.known(), frame.statements(), frame.capturedAtMillis() - KEPT_MILLIS)));
    }
    List<PlateCorrection> ahead = new ArrayList<>();
    List<TrackNews.Said> due = new ArrayList<>();
    for (PlateCorrection correction : all) {
      if (correction.atMillis() > frame.capturedAtMillis()) {
        ahead.add(correction);
      } else {
        due.add(said(correction, frame, tracks, id));
      }
    }
    long known = Math.max(before.known(), frame.statements());
    return new Step(new State(known, List.copyOf(ahead)), List.copyOf(due));
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
