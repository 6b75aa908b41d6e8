package io.sightline.analytics.cameras;

import io.sightline.domain.observations.View;
import io.sightline.domain.observations.ViewFault;
import java.util.Base64;
import java.util.Optional;

/**
 * Judges by its pictures whether a camera can see: against what it has usually shown. A picture
 * that has no structure of its own, such as a drawing of a few boxes, is never a reference, since
 * what moves in it would change all of it.
 */
public final class ViewJudge {
  /** A fault, and that it is over, is believed after so long and so many frames. */
  private static final long HOLDS_MILLIS = 10_000;

  private static final long CLEARS_MILLIS = 5_000;
  private static final int FEWEST_FRAMES = 3;

  /** What is seen for so long is what the camera shows. */
  private static final long SETTLES_MILLIS = 10_000;

  /** Frames that lie farther apart than this do not go on from each other. */
  private static final long BREAK_MILLIS = 30_000;

  private static final long OTHER_LIGHT_MILLIS = 3_600_000;
  private static final double FORGETS_MILLIS = 300_000;
  private static final long UPDATE_MILLIS = 1_000;

  /** Structure over this share of either side makes a picture comparable. */
  private static final double LEAST_SPREAD = 0.3;

  private static final double LEAST_CONTRAST = 12;
  private static final double SAME = 0.5;
  private static final double MOVED = 0.6;
  private static final double SETTLED = 0.7;
  private static final double BETTER = 0.2;
  private static final double LEAST_SHIFT = 0.015;

  private static final double BLACK = 8;
  private static final double BLACK_CONTRAST = 4;

  /** A camera in the dark has noise; a drawing's ground has none. */
  private static final double NOISELESS = 0.2;

  private static final double DARK = 25;
  private static final double DARK_CONTRAST = 10;
  private static final double FLAT = 0.35;
  private static final double UNSHARP = 0.33;

  /** Levels by which a pixel of a frozen picture differs: it is encoded anew. */
  private static final int SAME_LEVEL = 3;

  private static final int MOST_OTHERS = 1;
  private static final long FROZEN_MILLIS = 20_000;
  private static final double FROZEN_TIMES = 8;
  private static final int FROZEN_FRAMES = 5;
  private static final double USUAL_WEIGHT_MILLIS = 120_000;

  private ViewJudge() {}

  /**
   * What one frame leads to.
   *
   * @param begun what is wrong from here on
   * @param ended what was wrong, and is so no more
   */
  public record Step(
      ViewState after, View.Trust trust, Optional<Blindness> begun, Optional<Ended> ended) {}

  /**
   * A blindness that is over.
   *
   * @param untilMillis capture time of the first frame after it, or of the last that there is
   */
  public record Ended(Blindness blindness, long untilMillis) {}

  /** What one frame looks like against those before. */
  private record Verdict(ViewFault fault, double shiftX, double shiftY) {
    private static final Verdict WELL = new Verdict(null, Double.NaN, Double.NaN);

    private static Verdict of(ViewFault fault) {
      return new Verdict(fault, Double.NaN, Double.NaN);
    }
  }

  /**
   * @param before null before the first frame
   * @param places of the camera as its layout has them now, in any form that changes with them
   */
  public static Step see(ViewState before, View view, String places, long millis) {
    ViewState state = before == null ? ViewState.NEW : before;
    Optional<Ended> ended = Optional.empty();
    ViewState.Reference reference = state.reference();
    if (state.lastMillis() != Long.MIN_VALUE && millis - state.lastMillis() > BREAK_MILLIS) {
      state = interrupted(state, millis);
      reference = state.reference();
    }
    if (reference != null && reference.width() != view.width()) {
      ended = end(state, millis);
      state = new ViewState(null, ViewState.Stillness.NEW, null, null, millis);
      reference = null;
    }
    if (reference != null && !reference.places().equals(places)) {
      // Drawn anew: by that a camera that has moved is right again, and no other.
      boolean moved = state.blindness() != null && state.blindness().fault() == ViewFault.MOVED;
      if (moved || state.blindness() == null) {
        ended = end(state, millis);
        state = new ViewState(null, state.stillness(), null, null, millis);
        reference = null;
      } else {
        reference = reference.of(places);
      }
    }
    byte[] profile = Base64.getDecoder().decode(view.profile());
    ViewState.Stillness stillness = still(state.stillness(), profile, millis);
    float[] columns = Projections.columns(profile);
    float[] rows = Projections.rows(profile);
    Verdict verdict = verdict(reference, stillness, view, columns, rows, millis);
    if (verdict.fault() == ViewFault.MOVED && places.isEmpty()) {
      // Nothing is drawn on its picture, so that it may look wherever it likes.
      verdict = Verdict.WELL;
      reference = null;
    }
    ViewState.Suspicion suspected = suspicion(state, verdict, since(verdict, stillness, millis));
    Blindness blindness = state.blindness();
    Optional<Blindness> begun = Optional.empty();
    if (holds(suspected, millis)) {
      if (blindness == null) {
        blindness =
            new Blindness(
                suspected.fault(), suspected.sinceMillis(), suspected.shiftX(), suspected.shiftY());
        begun = Optional.of(blindness);
      } else {
        ended = Optional.of(new Ended(blindness, suspected.sinceMillis()));
        blindness = null;
      }
      suspected = null;
    }
    View.Trust trust =
        blindness != null
            ? View.Trust.BLIND
            : suspected != null ? View.Trust.DOUBTED : View.Trust.BELIEVED;
    ViewState.Reference after =
        trust == View.Trust.BELIEVED
            ? learned(reference, view, places, columns, rows, millis)
            : reference;
    return new Step(
        new ViewState(after, stillness, blindness, suspected, millis), trust, begun, ended);
  }

  /**
   * The camera was not seen for a while: its picture has not stood still meanwhile, and nothing was
   * wrong all the time. After a long while light and shadows are others, too.
   *
   * @param before null before the first frame
   */
  public static ViewState interrupted(ViewState before, long millis) {
    if (before == null) {
      return null;
    }
    boolean anew = before.blindness() == null && millis - before.lastMillis() > OTHER_LIGHT_MILLIS;
    return new ViewState(
        anew ? null : before.reference(),
        before.stillness().broken(),
        before.blindness(),
        null,
        before.lastMillis());
  }

  private static boolean holds(ViewState.Suspicion suspected, long millis) {
    if (suspected == null || suspected.frames() < FEWEST_FRAMES) {
      return false;
    }
    long lasts = millis - suspected.sinceMillis();
    return lasts >= (suspected.fault() == null ? CLEARS_MILLIS : held(suspected.fault()));
  }

  /** What a stillness that is already long says is not to be waited for again. */
  private static long held(ViewFault fault) {
    return fault == ViewFault.FROZEN ? 0 : HOLDS_MILLIS;
  }

  /** The camera's timeline ends while it cannot see. */
  public static Optional<Ended> end(ViewState before, long millis) {
    return before == null || before.blindness() == null
        ? Optional.empty()
        : Optional.of(new Ended(before.blindness(), millis));
  }

  /** A stillness has begun before it was long enough to be one. */
  private static long since(Verdict verdict, ViewState.Stillness stillness, long millis) {
    return verdict.fault() == ViewFault.FROZEN ? stillness.sinceMillis() : millis;
  }

  private static ViewState.Suspicion suspicion(ViewState state, Verdict verdict, long sinceMillis) {
    boolean changes = (verdict.fault() == null) != (state.blindness() == null);
    if (!changes) {
      return null;
    }
    ViewState.Suspicion before = state.suspected();
    return new ViewState.Suspicion(
        verdict.fault(),
        before == null ? sinceMillis : before.sinceMillis(),
        before == null ? 1 : before.frames() + 1,
        verdict.shiftX(),
        verdict.shiftY());
  }

  private static Verdict verdict(
      ViewState.Reference reference,
      ViewState.Stillness stillness,
      View view,
      float[] columns,
      float[] rows,
      long millis) {
    if (view.luma() < BLACK && view.contrast() < BLACK_CONTRAST && view.contrast() > NOISELESS) {
      return Verdict.of(ViewFault.DARK);
    }
    if (isFrozen(stillness, millis)) {
      return Verdict.of(ViewFault.FROZEN);
    }
    if (reference == null || !reference.settled()) {
      return Verdict.WELL;
    }
    if (view.luma() < DARK
        && view.contrast() < Math.min(DARK_CONTRAST, FLAT * reference.contrast())) {
      return Verdict.of(ViewFault.DARK);
    }
    boolean unsharp = view.sharpness() < UNSHARP * reference.sharpness();
    if (unsharp && view.contrast() < FLAT * reference.contrast()) {
      return Verdict.of(ViewFault.COVERED);
    }
    if (!unsharp
        && Projections.unmoved(reference.columns(), columns) > 1 - BETTER
        && Projections.unmoved(reference.rows(), rows) > 1 - BETTER) {
      // No shift can fit better by as much as it must: the usual frame costs no search.
      return Verdict.WELL;
    }
    Projections.Match x = Projections.match(reference.columns(), columns);
    Projections.Match y = Projections.match(reference.rows(), rows);
    boolean shifted =
        x.moved() >= MOVED
            && y.moved() >= MOVED
            && (isShift(x) || isShift(y))
            && (x.moved() - x.unmoved() >= BETTER || y.moved() - y.unmoved() >= BETTER);
    if (shifted) {
      return new Verdict(ViewFault.MOVED, x.shift(), y.shift());
    }
    boolean same = x.unmoved() >= SAME || y.unmoved() >= SAME;
    if (unsharp) {
      return Verdict.of(same ? ViewFault.BLURRED : ViewFault.COVERED);
    }
    if (same) {
      return Verdict.WELL;
    }
    return Verdict.of(
        view.contrast() < FLAT * reference.contrast() ? ViewFault.COVERED : ViewFault.MOVED);
  }

  private static boolean isShift(Projections.Match match) {
    return Math.abs(match.shift()) >= LEAST_SHIFT;
  }

  private static boolean isFrozen(ViewState.Stillness stillness, long millis) {
    long lasts = millis - stillness.sinceMillis();
    return stillness.usualMillis() >= 0
        && stillness.frames() >= FROZEN_FRAMES
        && lasts >= FROZEN_MILLIS
        && lasts >= FROZEN_TIMES * stillness.usualMillis();
  }

  private static ViewState.Stillness still(
      ViewState.Stillness before, byte[] profile, long millis) {
    byte[] low = new byte[View.POINTS];
    byte[] high = new byte[View.POINTS];
    int others = 0;
    for (int i = 0; i < View.POINTS; i++) {
      byte now = profile[View.COLUMNS + View.ROWS + i];
      low[i] = before.low() == null || level(now) < level(before.low()[i]) ? now : before.low()[i];
      high[i] =
          before.high() == null || level(now) > level(before.high()[i]) ? now : before.high()[i];
      if (level(high[i]) - level(low[i]) > SAME_LEVEL) {
        others++;
      }
    }
    if (before.low() == null) {
      return new ViewState.Stillness(low, high, millis, 1, before.usualMillis());
    }
    if (others <= MOST_OTHERS) {
      return new ViewState.Stillness(
          low, high, before.sinceMillis(), before.frames() + 1, before.usualMillis());
    }
    if (isFrozen(before, millis)) {
      // How long it was frozen is not how long it usually stands still.
      return begun(before.usualMillis(), profile, millis);
    }
    double length = millis - before.sinceMillis();
    // Weighted by their lengths: how long the time usually is in which a moment lies.
    double weight = Math.min(1, length / USUAL_WEIGHT_MILLIS);
    double usual =
        before.usualMillis() < 0
            ? length
            : before.usualMillis() + weight * (length - before.usualMillis());
    return begun(usual, profile, millis);
  }

  private static ViewState.Stillness begun(double usualMillis, byte[] profile, long millis) {
    byte[] now = new byte[View.POINTS];
    System.arraycopy(profile, View.COLUMNS + View.ROWS, now, 0, View.POINTS);
    return new ViewState.Stillness(now, now.clone(), millis, 1, usualMillis);
  }

  private static int level(byte value) {
    return value & 0xff;
  }

  private static ViewState.Reference learned(
      ViewState.Reference before,
      View view,
      String places,
      float[] columns,
      float[] rows,
      long millis) {
    boolean comparable =
        view.contrast() >= LEAST_CONTRAST
            && Projections.spread(columns) >= LEAST_SPREAD
            && Projections.spread(rows) >= LEAST_SPREAD;
    if (!comparable) {
      return before;
    }
    if (before == null || (!before.settled() && !agrees(before, columns, rows))) {
      return new ViewState.Reference(
          places,
          view.width(),
          columns,
          rows,
          view.contrast(),
          view.sharpness(),
          millis,
          millis,
          false);
    }
    long passed = millis - before.updatedMillis();
    if (passed < UPDATE_MILLIS) {
      return before;
    }
    double age = millis - before.begunMillis();
    // A plain mean at first, later a moving one.
    double weight = Math.min(1, Math.max(passed / FORGETS_MILLIS, passed / (age + UPDATE_MILLIS)));
    weight = Math.min(weight, 0.5);
    return new ViewState.Reference(
        places,
        view.width(),
        mean(before.columns(), columns, weight),
        mean(before.rows(), rows, weight),
        before.contrast() + weight * (view.contrast() - before.contrast()),
        before.sharpness() + weight * (view.sharpness() - before.sharpness()),
        before.begunMillis(),
        millis,
        before.settled() || age >= SETTLES_MILLIS);
  }

  private static boolean agrees(ViewState.Reference reference, float[] columns, float[] rows) {
    return Projections.unmoved(reference.columns(), columns) >= SETTLED
        && Projections.unmoved(reference.rows(), rows) >= SETTLED;
  }

  private static float[] mean(float[] before, float[] now, double weight) {
    float[] mean = new float[before.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (before[i] + weight * (now[i] - before[i]));
    }
    return mean;
  }
}
