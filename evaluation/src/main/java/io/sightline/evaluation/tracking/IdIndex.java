package io.sightline.evaluation.tracking;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Numbers ids from 0 on, in the order in which they come, and counts their boxes. */
final class IdIndex {
  private final Map<Long, Integer> numbers = new HashMap<>();
  private final int[] boxes;

  private IdIndex(Collection<Placed> all) {
    for (Placed one : all) {
      numbers.putIfAbsent(one.id(), numbers.size());
    }
    boxes = new int[numbers.size()];
    for (Placed one : all) {
      boxes[of(one)]++;
    }
  }

  static IdIndex of(List<TrackedFrame> frames, Function<TrackedFrame, List<Placed>> side) {
    return new IdIndex(frames.stream().flatMap(frame -> side.apply(frame).stream()).toList());
  }

  int of(Placed placed) {
    return numbers.get(placed.id());
  }

  int size() {
    return boxes.length;
  }

  int boxes(int number) {
    return boxes[number];
  }
}
