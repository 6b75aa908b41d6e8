package io.sightline.media;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Dates the frames of one recorded video, in the order in which they are shown. Stamps are believed
 * while they go on at about the pace of the stream. One that does not is looked at together with
 * those behind it: when they take up where the frames before left off, it was a stray, and its time
 * is bridged; when they go on from it, there is a break (forward) or the stamps begin again
 * (backward, or by more than a day). Frames always follow one another, and each is dated.
 *
 * <p>A pure function of the stamps, so that it can go on anywhere from its {@link State}. Not for
 * use by several threads.
 */
public final class PresentationClock {
  /** So many frames are looked at before the first is dated. */
  private static final int TO_BEGIN = 8;

  /** So many frames behind an odd one tell what it is. */
  static final int MOST_AHEAD = 64;

  /** So many where it leaps by less than what is a break. */
  private static final int FEW_AHEAD = 16;

  private static final int PACES_KEPT = 9;
  private static final int PACES_TO_TRUST = 3;
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long USUAL_PACE = MICROS_PER_SECOND / 25;

  /** What is shorter is no break, whatever the pace. */
  private static final long LEAST_BREAK = 2 * MICROS_PER_SECOND;

  /** What is longer was never recorded in one go. */
  static final long MOST_BREAK = 24 * 3_600 * MICROS_PER_SECOND;

  private static final int PACES_TO_BREAK = 10;

  // How many times as fast, or as slow, as the pace before frames may take it up.
  private static final double LITTLE_SLACK = 1.25;
  private static final double MUCH_SLACK = 2.5;

  /**
   * What is known of the frames so far; times in microseconds.
   *
   * @param begun whether there has been a frame
   * @param offset from media time to stamps
   * @param stamp the last one there was
   * @param media time of the last frame
   * @param shown how long the container says that the last frame is shown; 0 where it does not
   * @param paces between the newest frames, the oldest first
   */
  public record State(
      boolean begun, long offset, long stamp, long media, long shown, List<Long> paces)
      implements Serializable {
    public static final State START = new State(false, 0, Stamp.MISSING, 0, 0, List.of());
  }

  /**
   * A frame's time.
   *
   * @param micros media time: microseconds since the video's beginning, which is the first frame
   *     unless that is not the first that was recorded; more than the frame before
   * @param oddity null for a frame whose stamp is believed
   */
  record Dated(long micros, StampOddity oddity) {}

  private final long declaredPace;
  private final LongSupplier lostBeforeFirst;
  private State state;

  /**
   * @param declaredPace microseconds from frame to frame as the container says; 0 where it does not
   */
  PresentationClock(long declaredPace, State from) {
    this(declaredPace, from, () -> 0);
  }

  /**
   * @param lostBeforeFirst asked when the first frame is dated: what of the video lies before it,
   *     microseconds
   */
  PresentationClock(long declaredPace, State from, LongSupplier lostBeforeFirst) {
    this.declaredPace = declaredPace;
    this.state = from;
    this.lostBeforeFirst = lostBeforeFirst;
  }

  State state() {
    return state;
  }

  /**
   * Dates the next frame.
   *
   * @param frames its stamp and those of the frames behind it, in their order
   * @param all whether no more can be looked at
   * @return empty while more have to be looked at
   */
  Optional<Dated> date(List<Stamp> frames, boolean all) {
    boolean enough = all || frames.size() > MOST_AHEAD;
    if (!state.begun()) {
      return enough || frames.size() >= TO_BEGIN ? Optional.of(begin(frames)) : Optional.empty();
    }
    if (state.paces().size() < PACES_TO_TRUST && frames.size() < TO_BEGIN && !enough) {
      return Optional.empty();
    }
    Stamp frame = frames.get(0);
    long pace = pace(frames);
    long next = nextStamp(frames);
    boolean goesOn = !frame.isMissing() && goesOn(frame, pace);
    if (goesOn && next == Stamp.MISSING && !enough) {
      return Optional.empty();
    }
    boolean rises = goesOn && (next == Stamp.MISSING || next > frame.micros());
    if (rises && isOrdinary(frame, pace)) {
      return Optional.of(believe(frame, null));
    }
    boolean seenEnough = enough || (rises && frames.size() > FEW_AHEAD);
    int back = takenUpAt(frames, pace, LITTLE_SLACK);
    if (back == 0 && seenEnough) {
      back = takenUpAt(frames, pace, MUCH_SLACK);
    }
    if (back > 0) {
      long step = (media(frames.get(back)) - state.media()) / (back + 1);
      return Optional.of(bridge(frame, step, state.offset(), oddity(frame)));
    }
    return seenEnough ? Optional.of(settle(frame, pace)) : Optional.empty();
  }

  /** Nothing behind the frame takes up what was before it. */
  private Dated settle(Stamp frame, long pace) {
    if (frame.isMissing()) {
      return bridge(frame, pace, state.offset(), StampOddity.MISSING);
    }
    long ahead = media(frame) - state.media();
    if (goesOn(frame, pace)) {
      return believe(frame, null);
    }
    if (ahead > 0 && ahead <= MOST_BREAK) {
      return believe(frame, StampOddity.BREAK);
    }
    // The stamps that follow count from here.
    boolean repeated = frame.micros() == state.stamp();
    return bridge(
        frame,
        pace,
        frame.micros() - (state.media() + pace),
        repeated ? StampOddity.REPEATED : StampOddity.BEGAN_AGAIN);
  }

  private Dated begin(List<Stamp> frames) {
    Stamp first = frames.get(0);
    int known = 0;
    while (known < frames.size() && frames.get(known).isMissing()) {
      known++;
    }
    long pace = pace(frames);
    if (known > 0) {
      long offset = known == frames.size() ? 0 : frames.get(known).micros() - known * pace;
      return first(first, offset, StampOddity.MISSING);
    }
    if (frames.size() > 2 && isStrayAtBegin(frames, pace)) {
      return first(first, frames.get(1).micros() - pace, StampOddity.STRAY);
    }
    return first(first, first.micros(), null);
  }

  /**
   * Whether the second frame and those behind it belong together, and the first is none of them.
   */
  private static boolean isStrayAtBegin(List<Stamp> frames, long pace) {
    Stamp first = frames.get(0);
    long second = frames.get(1).micros();
    long third = frames.get(2).micros();
    if (second == Stamp.MISSING || third == Stamp.MISSING) {
      return false;
    }
    boolean othersGoOn = third > second && third - second <= longestStep(pace, 0);
    boolean apart =
        second < first.micros()
            || second - first.micros() > longestStep(pace, first.durationMicros());
    boolean takenUp = false;
    for (int i = 2; i < frames.size(); i++) {
      long step = frames.get(i).micros() - first.micros();
      takenUp |= step * MUCH_SLACK >= i * pace && step <= MUCH_SLACK * i * pace;
    }
    return apart && othersGoOn && !takenUp;
  }

  private Dated first(Stamp frame, long offset, StampOddity oddity) {
    long lost = lostBeforeFirst.getAsLong();
    state =
        new State(
            true,
            offset - lost,
            frame.micros(),
            lost,
            Math.max(0, frame.durationMicros()),
            List.of());
    return new Dated(lost, oddity);
  }

  private Dated believe(Stamp frame, StampOddity oddity) {
    long media = media(frame);
    return dated(frame, media, state.offset(), oddity);
  }

  private Dated bridge(Stamp frame, long step, long offset, StampOddity oddity) {
    return dated(frame, state.media() + Math.max(1, step), offset, oddity);
  }

  private Dated dated(Stamp frame, long media, long offset, StampOddity oddity) {
    List<Long> paces = state.paces();
    if (oddity != StampOddity.BREAK) {
      List<Long> more = new ArrayList<>(paces);
      more.add(media - state.media());
      paces = List.copyOf(more.subList(Math.max(0, more.size() - PACES_KEPT), more.size()));
    }
    state =
        new State(
            true,
            offset,
            frame.isMissing() ? state.stamp() : frame.micros(),
            media,
            // A stray's duration is made of the same stamps.
            oddity == null || oddity == StampOddity.BREAK ? Math.max(0, frame.durationMicros()) : 0,
            paces);
    return new Dated(media, oddity);
  }

  private StampOddity oddity(Stamp frame) {
    if (frame.isMissing()) {
      return StampOddity.MISSING;
    }
    return frame.micros() == state.stamp() ? StampOddity.REPEATED : StampOddity.STRAY;
  }

  private long media(Stamp frame) {
    return frame.micros() - state.offset();
  }

  private boolean goesOn(Stamp frame, long pace) {
    long step = media(frame) - state.media();
    return step > 0 && step <= longestStep(pace, state.shown());
  }

  private boolean isOrdinary(Stamp frame, long pace) {
    return media(frame) - state.media() <= Math.max(MUCH_SLACK * pace, state.shown());
  }

  private static long longestStep(long pace, long shown) {
    return Math.max(
        Math.max(LEAST_BREAK, PACES_TO_BREAK * pace), Math.min(MOST_BREAK, shown + shown / 2));
  }

  /** The first stamp behind the first frame. */
  private static long nextStamp(List<Stamp> frames) {
    for (int i = 1; i < frames.size(); i++) {
      if (!frames.get(i).isMissing()) {
        return frames.get(i).micros();
      }
    }
    return Stamp.MISSING;
  }

  /**
   * Which frame behind the first takes up the frames before it.
   *
   * @param slack how many times as fast or as slow as their pace that may be
   * @return 0 for none
   */
  private int takenUpAt(List<Stamp> frames, long pace, double slack) {
    Stamp first = frames.get(0);
    boolean ahead = !first.isMissing() && media(first) > state.media();
    boolean onlyRepeats = first.micros() == state.stamp();
    for (int i = 1; i < frames.size(); i++) {
      Stamp later = frames.get(i);
      Stamp before = frames.get(i - 1);
      onlyRepeats = onlyRepeats && before.micros() == state.stamp();
      if (later.isMissing()) {
        continue;
      }
      // Those that lie ahead are left by a step back.
      boolean leaves = !ahead || before.isMissing() || later.micros() <= before.micros();
      long step = media(later) - state.media();
      long usual = (i + 1) * pace;
      boolean atPace =
          onlyRepeats
              ? step <= longestStep(pace, 0)
              : step * slack >= usual && step <= slack * usual;
      if (step > i + 1 && leaves && atPace) {
        return i;
      }
    }
    return 0;
  }

  /** Microseconds from frame to frame, as far as anything tells. */
  private long pace(List<Stamp> frames) {
    List<Long> steps = new ArrayList<>(state.paces());
    if (steps.size() < PACES_TO_TRUST) {
      addSteps(frames, steps);
    }
    if (steps.isEmpty()) {
      return declaredPace > 0 ? declaredPace : USUAL_PACE;
    }
    Collections.sort(steps);
    return steps.get(steps.size() / 2);
  }

  private static void addSteps(List<Stamp> frames, List<Long> steps) {
    long before = Stamp.MISSING;
    long repeats = 0;
    for (Stamp frame : frames) {
      if (frame.isMissing()) {
        before = Stamp.MISSING;
        continue;
      }
      if (before != Stamp.MISSING && frame.micros() == before) {
        repeats++;
      } else {
        if (before != Stamp.MISSING && frame.micros() > before) {
          // A clock that ticks more slowly than frames come.
          for (long i = 0; i <= repeats; i++) {
            steps.add((frame.micros() - before) / (repeats + 1));
          }
        }
        repeats = 0;
      }
      before = frame.micros();
    }
    steps.removeIf(step -> step <= 0 || step > MOST_BREAK);
  }
}
