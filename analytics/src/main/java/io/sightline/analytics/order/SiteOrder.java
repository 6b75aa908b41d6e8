package io.sightline.analytics.order;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Brings what the cameras of a site report into one order that does not depend on which report
 * comes first: an event is taken when every camera of the layout has settled its time. No
 * watermark, no clock: order is made from data.
 *
 * @param <E> the events
 */
public final class SiteOrder<E> {
  /** Settled time of a camera that has ended. */
  public static final long ENDED = Long.MAX_VALUE;

  private final ToLongFunction<E> time;
  private final Comparator<E> order;
  private final Map<String, Long> settled;
  private final List<E> waiting;

  /**
   * @param time of an event, event time in milliseconds
   * @param ties order of events of one time
   * @param settled by camera: everything it will ever say of earlier times has been said
   * @param waiting events not taken
   */
  public SiteOrder(
      ToLongFunction<E> time, Comparator<E> ties, Map<String, Long> settled, List<E> waiting) {
    this.time = time;
    this.order = Comparator.comparingLong(time).thenComparing(ties);
    this.settled = new HashMap<>(settled);
    this.waiting = new ArrayList<>(waiting);
  }

  /**
   * Notes a camera's report. A camera that reports after its end has come back.
   *
   * @param settledMillis the camera will say nothing more of times before this
   */
  public void report(String camera, long settledMillis, Collection<E> events) {
    waiting.addAll(events);
    settled.merge(
        camera,
        settledMillis,
        (before, now) -> before == ENDED ? now : Long.valueOf(Math.max(before, now)));
  }

  /** Takes the events of earlier times, in order. */
  public List<E> takeBefore(long millis) {
    List<E> taken = new ArrayList<>();
    for (Iterator<E> each = waiting.iterator(); each.hasNext(); ) {
      E event = each.next();
      if (time.applyAsLong(event) < millis) {
        taken.add(event);
        each.remove();
      }
    }
    taken.sort(order);
    return taken;
  }

  /**
   * Time that every camera has settled; the least there is while one has not reported.
   *
   * @param cameras those of the layout that report such events
   */
  public long settledMillis(Collection<String> cameras) {
    return cameras.stream()
        .mapToLong(camera -> settled.getOrDefault(camera, Long.MIN_VALUE))
        .min()
        .orElse(ENDED);
  }

  public Map<String, Long> settled() {
    return settled;
  }

  public List<E> waiting() {
    return waiting;
  }
}
