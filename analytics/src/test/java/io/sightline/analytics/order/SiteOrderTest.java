package io.sightline.analytics.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.analytics.state.Accesses;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class SiteOrderTest {
  private record Event(String camera, long at) {}

  @Property(tries = 300)
  void whateverReportComesFirstTheEventsAreTakenInOneOrder(@ForAll long seed) {
    Random random = new Random(seed);
    List<Event> all = new ArrayList<>();
    for (String camera : List.of("a", "b", "c")) {
      for (int i = random.nextInt(8); i > 0; i--) {
        all.add(new Event(camera, random.nextInt(20)));
      }
    }
    List<Event> expected = new ArrayList<>(all);
    expected.sort(Comparator.comparingLong(Event::at).thenComparing(Event::camera));
    for (int attempt = 0; attempt < 3; attempt++) {
      assertThat(takenInSomeInterleaving(all, random)).isEqualTo(expected);
    }
  }

  private static SiteOrder.State<Event> state(Accesses accesses) {
    return new SiteOrder.State<>(
        accesses.entries(), accesses.entries(), accesses.entries(), accesses.cell());
  }

  private static List<Event> takenInSomeInterleaving(List<Event> all, Random random) {
    List<Event> taken = new ArrayList<>();
    SiteOrder.State<Event> state = state(new Accesses());
    long[] passed = new long[3];
    List<String> cameras = List.of("a", "b", "c");
    SiteOrder<Event> order = null;
    while (taken.size() < all.size() || passed[0] + passed[1] + passed[2] < 60) {
      int which = random.nextInt(3);
      long from = passed[which];
      long to = Math.min(20, from + random.nextInt(5));
      passed[which] = to;
      String camera = cameras.get(which);
      List<Event> events =
          all.stream()
              .filter(
                  event -> event.camera().equals(camera) && event.at() >= from && event.at() < to)
              .toList();
      if (order == null || random.nextInt(4) == 0) {
        // The index is made anew of the state, as it is when a job is restored.
        order = order(state, cameras, taken);
      }
      order.report(
          camera, new CameraWord(from, to == 20 ? SiteOrder.ENDED : to, "layout", ""), events);
    }
    return taken;
  }

  private static SiteOrder<Event> order(
      SiteOrder.State<Event> state, List<String> cameras, List<Event> taken) {
    return new SiteOrder<>(
        Event::at,
        Comparator.comparing(Event::camera),
        Comparator.naturalOrder(),
        state,
        new SiteOrder.Taker<>() {
          @Override
          public List<String> cameras(String layoutVersion) {
            return cameras;
          }

          @Override
          public void take(List<Event> together, String layoutVersion) {
            taken.addAll(together);
          }

          @Override
          public void turn(String before, String after, long atMillis) {}
        });
  }

  @Property(tries = 300)
  void theLeastTimeIsTheLeastOfAllHoweverManyCamerasThereAre(@ForAll long seed) {
    Random random = new Random(seed);
    List<String> cameras = new ArrayList<>();
    Map<String, Long> times = new HashMap<>();
    for (int i = random.nextInt(40); i >= 0; i--) {
      cameras.add("camera-" + i);
      times.put("camera-" + i, Long.MIN_VALUE);
    }
    LeastSettled least = new LeastSettled(cameras, times::get, Comparator.naturalOrder());
    for (int i = 0; i < 100; i++) {
      String camera = cameras.get(random.nextInt(cameras.size()));
      // An end may be taken back.
      long millis = random.nextInt(10) == 0 ? SiteOrder.ENDED : random.nextInt(1_000);
      times.put(camera, millis);
      least.settle(camera, millis);
      least.settle("elsewhere", -1);
      assertThat(least.millis()).isEqualTo(Collections.min(times.values()));
    }
  }
}
