package io.sightline.evaluation;

import io.sightline.domain.BadInput;
import io.sightline.domain.geometry.Box;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Segmentations as COCO keeps them: polygons, or runs of pixels outside and inside by columns, as
 * numbers or packed into text. What counts is the box around them.
 */
final class CocoMask {
  private static final int FIRST_CHARACTER = 48;
  private static final int BITS = 5;
  private static final int VALUE = 0x1f;
  private static final int MORE = 0x20;
  private static final int SIGN = 0x10;
  private static final int MOST_GROUPS = 12;

  private CocoMask() {}

  /**
   * @param segmentation as JSON reads it
   * @throws BadInput when it is none of these
   */
  static Box box(Object segmentation, String where) {
    if (segmentation instanceof List<?> polygons && !polygons.isEmpty()) {
      List<Object> corners = new ArrayList<>();
      for (Object polygon : polygons) {
        if (!(polygon instanceof List<?> one)) {
          throw unreadable(where);
        }
        corners.addAll(one);
      }
      return Corners.around(numbers(corners, where), where);
    }
    if (segmentation instanceof Map<?, ?> runs
        && runs.get("size") instanceof List<?> size
        && size.size() == 2) {
      double[] sides = numbers(size, where);
      List<Long> counts = new ArrayList<>();
      if (runs.get("counts") instanceof String packed) {
        counts.addAll(unpacked(packed, where));
      } else if (runs.get("counts") instanceof List<?> plain) {
        for (double count : numbers(plain, where)) {
          counts.add((long) count);
        }
      }
      return around(counts, (long) sides[0], (long) sides[1], where);
    }
    throw unreadable(where);
  }

  private static BadInput unreadable(String where) {
    return new BadInput(where + " has neither a bbox of four numbers nor a segmentation.");
  }

  private static double[] numbers(List<?> values, String where) {
    double[] numbers = new double[values.size()];
    for (int i = 0; i < numbers.length; i++) {
      if (!(values.get(i) instanceof Number number)) {
        throw unreadable(where);
      }
      numbers[i] = number.doubleValue();
    }
    return numbers;
  }

  /** Five bits a character, the lowest first; from the third on, what each differs by. */
  private static List<Long> unpacked(String text, String where) {
    List<Long> counts = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      long value = 0;
      int bits = 0;
      int group = MORE;
      while ((group & MORE) != 0) {
        if (at == text.length() || bits > MOST_GROUPS * BITS) {
          throw unreadable(where);
        }
        group = text.charAt(at++) - FIRST_CHARACTER;
        if (group < 0 || group > (VALUE | MORE)) {
          throw unreadable(where);
        }
        value |= (long) (group & VALUE) << bits;
        bits += BITS;
      }
      if ((group & SIGN) != 0) {
        value |= -1L << bits;
      }
      counts.add(counts.size() > 2 ? value + counts.get(counts.size() - 2) : value);
    }
    return counts;
  }

  private static Box around(List<Long> counts, long height, long width, String where) {
    if (height <= 0 || counts.size() < 2) {
      throw unreadable(where);
    }
    long left = Long.MAX_VALUE;
    long right = -1;
    long top = Long.MAX_VALUE;
    long bottom = -1;
    long at = 0;
    for (int i = 0; i < counts.size(); i++) {
      long count = counts.get(i);
      if (count < 0 || count > Integer.MAX_VALUE) {
        throw unreadable(where);
      }
      if (i % 2 == 1 && count > 0) {
        long last = at + count - 1;
        boolean oneColumn = at / height == last / height;
        left = Math.min(left, at / height);
        right = Math.max(right, last / height);
        top = Math.min(top, oneColumn ? at % height : 0);
        bottom = Math.max(bottom, oneColumn ? last % height : height - 1);
      }
      at += count;
    }
    if (right < 0 || at != height * width) {
      throw unreadable(where);
    }
    return new Box(left, top, right + 1f, bottom + 1f);
  }
}
