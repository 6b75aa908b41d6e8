package io.sightline.analytics.emotions;

import java.util.ArrayList;
import java.util.List;

/**
 * Who was somewhere within a minute, or a longer window: faces that were followed and moved.
 *
 * @param people how many, each counted once
 * @param newcomers how many of them are in none of the minutes that are told of the longer window
 *     which the minute belongs to, by {@link EmotionSums#SIZES}; empty for nobody
 * @param millis how long they were there, together
 */
public record Presence(int people, List<Integer> newcomers, long millis) {
  static final Presence NONE = new Presence(0, List.of(), 0);

  /** More of the same minute. */
  Presence with(Presence more) {
    List<Integer> sum = new ArrayList<>();
    for (int i = 0; i < Math.max(newcomers.size(), more.newcomers().size()); i++) {
      sum.add(newcomers(i) + more.newcomers(i));
    }
    return new Presence(people + more.people(), List.copyOf(sum), millis + more.millis());
  }

  int newcomers(int size) {
    return newcomers.isEmpty() ? 0 : newcomers.get(size);
  }

  /**
   * A longer window with one more minute: who was there before is counted once.
   *
   * @param size place of the longer window's size among {@link EmotionSums#SIZES}
   */
  Presence then(Presence minute, int size) {
    return new Presence(people + minute.newcomers(size), List.of(), millis + minute.millis());
  }

  /** How long one of them was there, on average; null where nobody was. */
  Long mean() {
    return people == 0 ? null : (Long) (millis / people);
  }
}
