package io.sightline.analytics.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
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

  private static List<Event> takenInSomeInterleaving(List<Event> all, Random random) {
    List<Event> taken = new ArrayList<>();
    Map<String, Long> settled = Map.of();
    List<Event> waiting = List.of();
    long[] passed = new long[3];
    List<String> cameras = List.of("a", "b", "c");
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
      // State is rebuilt at each report, as it is behind a keyed operator.
      SiteOrder<Event> order =
          new SiteOrder<>(Event::at, Comparator.comparing(Event::camera), settled, waiting);
      order.report(camera, to == 20 ? SiteOrder.ENDED : to, events);
      taken.addAll(order.takeBefore(order.settledMillis(cameras)));
      settled = order.settled();
      waiting = order.waiting();
    }
    return taken;
  }
}
