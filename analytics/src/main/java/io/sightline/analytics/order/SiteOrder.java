package io.sightline.analytics.order;

import io.sightline.analytics.state.Cell;
import io.sightline.analytics.state.Entries;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/**
 * Brings what the cameras of a site report into one order that does not depend on which report
 * comes first: an event is taken when every camera of the layout has settled its time. No
 * watermark, no clock: order is made from data.
 *
 * <p>Cameras stamp their records with layouts each by themselves; the site turns to a layout at the
 * time of the first record that is stamped with it, in this same order.
 *
 * <p>Beside the state stands an index in memory, made from the state when the order is taken up: a
 * report costs the same however many cameras there are.
 *
 * @param <E> the events
 */
public final class SiteOrder<E> {
  /** Settled time of a camera that has ended. */
  public static final long ENDED = Long.MAX_VALUE;

  /**
   * What is remembered.
   *
   * @param words last word of each camera
   * @param waiting events that not every camera has passed
   * @param turns layouts that not every camera has passed, by the time they begin to count
   * @param layout version in force; nothing before the first report
   */
  public record State<E>(
      Entries<String, CameraWord> words,
      Entries<Moment, List<E>> waiting,
      Entries<Long, List<String>> turns,
      Cell<String> layout) {}

  /**
   * What the site makes of it.
   *
   * @param <E> the events
   */
  public interface Taker<E> {
    /** The cameras of a layout that report such events. */
    List<String> cameras(String layoutVersion);

    /** Takes the events of one instant, in their order. */
    void take(List<E> together, String layoutVersion);

    /** Another layout counts from a time on. */
    void turn(String before, String after, long atMillis);
  }

  private final ToLongFunction<E> time;
  private final Comparator<E> ties;
  private final Comparator<Long> times;
  private final State<E> state;
  private final Taker<E> taker;
  private final TreeMap<Long, List<String>> waiting;
  private final TreeSet<Long> turns;
  private LeastSettled settled;

  /**
   * @param time of an event, event time in milliseconds
   * @param ties order of events of one time
   * @param times order of times: the natural one, or one that counts how often it is asked
   */
  public SiteOrder(
      ToLongFunction<E> time,
      Comparator<E> ties,
      Comparator<Long> times,
      State<E> state,
      Taker<E> taker) {
    this.time = time;
    this.ties = ties;
    this.times = times;
    this.state = state;
    this.taker = taker;
    this.waiting = new TreeMap<>(times);
    this.turns = new TreeSet<>(times);
    state.waiting().forEach((moment, events) -> await(moment));
    state.turns().forEach((at, versions) -> turns.add(at));
  }

  private void await(Moment moment) {
    waiting.computeIfAbsent(moment.atMillis(), at -> new ArrayList<>()).add(moment.camera());
  }

  /**
   * Notes a camera's report, and hands on what every camera has passed by it.
   *
   * @return time that every camera has settled; the least there is while one has not reported,
   *     {@link #ENDED} when all have ended
   */
  public long report(String camera, CameraWord word, Collection<E> events) {
    events.forEach(event -> add(camera, event));
    CameraWord before = state.words().get(camera);
    CameraWord now = before == null ? word : before.then(word);
    state.words().put(camera, now);
    String layout = state.layout().get();
    if (layout == null) {
      layout = word.layoutVersion();
      state.layout().set(layout);
    } else if (!word.layoutVersion().equals(before == null ? layout : before.layoutVersion())) {
      addTurn(word.atMillis(), word.layoutVersion());
    }
    if (settled == null) {
      settled = settledBy(layout);
    } else {
      settled.settle(camera, now.settledMillis());
    }
    return advance(layout);
  }

  private LeastSettled settledBy(String layout) {
    return new LeastSettled(
        taker.cameras(layout),
        camera -> {
          CameraWord word = state.words().get(camera);
          return word == null ? Long.MIN_VALUE : word.settledMillis();
        },
        times);
  }

  private void add(String camera, E event) {
    Moment moment = new Moment(time.applyAsLong(event), camera);
    List<E> known = state.waiting().get(moment);
    List<E> events = known == null ? new ArrayList<>() : new ArrayList<>(known);
    events.add(event);
    state.waiting().put(moment, events);
    if (known == null) {
      await(moment);
    }
  }

  private void addTurn(long atMillis, String version) {
    List<String> known = state.turns().get(atMillis);
    if (known == null || !known.contains(version)) {
      TreeSet<String> versions = new TreeSet<>(known == null ? List.of() : known);
      versions.add(version);
      state.turns().put(atMillis, new ArrayList<>(versions));
      turns.add(atMillis);
    }
  }

  private long advance(String from) {
    String layout = from;
    while (true) {
      long until = settled.millis();
      boolean isTurn = !turns.isEmpty() && turns.first() <= until;
      takeBefore(isTurn ? turns.first() : until, layout);
      if (!isTurn) {
        return until;
      }
      layout = turn(turns.first(), layout);
    }
  }

  private void takeBefore(long millis, String layout) {
    while (!waiting.isEmpty() && times.compare(waiting.firstKey(), millis) < 0) {
      Map.Entry<Long, List<String>> first = waiting.pollFirstEntry();
      List<E> together = new ArrayList<>();
      for (String camera : first.getValue()) {
        Moment moment = new Moment(first.getKey(), camera);
        together.addAll(state.waiting().get(moment));
        state.waiting().remove(moment);
      }
      together.sort(ties);
      taker.take(together, layout);
    }
  }

  private String turn(long atMillis, String before) {
    List<String> versions = state.turns().get(atMillis);
    String after = versions.get(0);
    if (versions.size() == 1) {
      state.turns().remove(atMillis);
      turns.remove(atMillis);
    } else {
      state.turns().put(atMillis, new ArrayList<>(versions.subList(1, versions.size())));
    }
    // Each camera turns; the site has turned with the first of them.
    if (!after.equals(before)) {
      taker.turn(before, after, atMillis);
      state.layout().set(after);
      settled = settledBy(after);
    }
    return after;
  }

  /** Version of the layout in force; null before the first report. */
  public String layoutVersion() {
    return state.layout().get();
  }

  /** Latest event time of any report. */
  public long lastMillis() {
    long[] last = {Long.MIN_VALUE};
    state.words().forEach((camera, word) -> last[0] = Math.max(last[0], word.atMillis()));
    return last[0];
  }

  /** Forgets everything, when all cameras have ended; whoever goes on begins with a new order. */
  public void clear() {
    state.words().clear();
    state.waiting().clear();
    state.turns().clear();
    state.layout().clear();
    waiting.clear();
    turns.clear();
    settled = null;
  }
}
