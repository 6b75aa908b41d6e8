package io.sightline.models.runtime;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import io.sightline.models.input.Crop;
import io.sightline.models.manifest.InputSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Looks at a picture as a whole and in overlapping squares along its longer side, which fill a
 * model's square input and so show small things larger. It costs several looks, and is for
 * photographs, which no later frame will correct. Slicing as in Akyon et al., Slicing Aided Hyper
 * Inference (2022).
 */
public final class CloseLook {
  /** Pictures nearer to a square than this gain nothing from being cut. */
  private static final double LEAST_PROPORTION = 1.25;

  /**
   * A picture of longer proportions is a strip, of which this many places are looked at closely.
   */
  private static final int MOST_SQUARES = 16;

  /** A box this close to a cut, in pixels, may be a part of something. */
  private static final float CUT_MARGIN = 2;

  private static final float SAME_IOU = 0.45f;
  private static final float SAME_SHARE = 0.7f;

  private CloseLook() {}

  /**
   * Pictures that the model's input holds unreduced are looked at as a whole only: a part of them
   * shows nothing more.
   *
   * @return completes with the detections in the order of falling score, in the whole picture's
   *     pixels
   */
  public static CompletableFuture<List<Detection>> at(
      Picture picture, Model<List<Detection>> model) {
    CompletableFuture<List<Detection>> all = model.submit(picture);
    InputSpec input = model.manifest().input();
    if (picture.width() <= input.width() && picture.height() <= input.height()) {
      return all.thenApply(CloseLook::thinned);
    }
    for (Box square : squares(picture.width(), picture.height())) {
      CompletableFuture<List<Detection>> part =
          model.submit(Crop.of(picture, square, 0)).thenApply(seen -> whole(seen, square, picture));
      all = all.thenCombine(part, CloseLook::joined);
    }
    return all.thenApply(CloseLook::thinned);
  }

  /**
   * The squares that cover a picture, with equal overlaps; none for one that is nearly square
   * itself. A strip is not covered by the most there are: they lie at equal distances.
   */
  static List<Box> squares(int width, int height) {
    int side = Math.min(width, height);
    int length = Math.max(width, height);
    if (length < LEAST_PROPORTION * side) {
      return List.of();
    }
    int count = Math.min(MOST_SQUARES, (length + side - 1) / side);
    List<Box> squares = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int from = (int) ((long) i * (length - side) / (count - 1));
      squares.add(
          width >= height
              ? new Box(from, 0, from + (float) side, side)
              : new Box(0, from, side, from + (float) side));
    }
    return squares;
  }

  /** What was seen in a square, in the whole picture's pixels, without what lies at a cut. */
  private static List<Detection> whole(List<Detection> seen, Box square, Picture picture) {
    List<Detection> moved = new ArrayList<>();
    for (Detection detection : seen) {
      Box box = detection.box();
      boolean atCut =
          (square.left() > 0 && box.left() < CUT_MARGIN)
              || (square.top() > 0 && box.top() < CUT_MARGIN)
              || (square.right() < picture.width() && box.right() > square.width() - CUT_MARGIN)
              || (square.bottom() < picture.height()
                  && box.bottom() > square.height() - CUT_MARGIN);
      if (!atCut) {
        Box shifted =
            new Box(
                box.left() + square.left(),
                box.top() + square.top(),
                box.right() + square.left(),
                box.bottom() + square.top());
        moved.add(new Detection(detection.label(), detection.score(), shifted));
      }
    }
    return moved;
  }

  private static List<Detection> joined(List<Detection> first, List<Detection> second) {
    List<Detection> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  /** Of boxes that mean the same thing, the surest one. */
  private static List<Detection> thinned(List<Detection> detections) {
    List<Detection> sorted = new ArrayList<>(detections);
    sorted.sort(Comparator.comparingDouble(Detection::score).reversed());
    List<Detection> kept = new ArrayList<>();
    for (Detection detection : sorted) {
      if (kept.stream().noneMatch(better -> isSame(better, detection))) {
        kept.add(detection);
      }
    }
    return List.copyOf(kept);
  }

  private static boolean isSame(Detection better, Detection other) {
    float iou = better.box().iou(other.box());
    // From intersection over union and both areas: how much of the smaller box lies in the other.
    float shared = iou * (better.box().area() + other.box().area()) / (1 + iou);
    float smaller = Math.min(better.box().area(), other.box().area());
    return (better.label().equals(other.label()) && iou > SAME_IOU)
        || shared > SAME_SHARE * smaller;
  }
}
