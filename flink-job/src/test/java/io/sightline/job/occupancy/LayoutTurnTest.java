package io.sightline.job.occupancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.analytics.occupancy.SpotChange;
import io.sightline.analytics.occupancy.SpotReport;
import io.sightline.analytics.order.SiteOrder;
import io.sightline.domain.facts.OccupancyWindow;
import io.sightline.domain.facts.SpotState;
import io.sightline.domain.facts.SpotTransition;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import io.sightline.job.state.RememberingOperator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** What a site's occupancy makes of layouts that change, and of other sites. */
@SuppressWarnings("try") // Closing a harness may be interrupted.
class LayoutTurnTest {
  private static final long START = 1_767_225_600_000L;
  private static final long MINUTE = 60_000;

  private static Site site(String id, String cameras) {
    return SiteFile.parse("site", Path.of("/"), "{site: " + id + ", cameras: " + cameras + "}")
        .site();
  }

  private static String camera(String id, String... spots) {
    List<String> places = new ArrayList<>();
    for (String spot : spots) {
      places.add("{id: " + spot + ", polygon: [[0, 0], [9, 0], [9, 9]]}");
    }
    return "{id: " + id + ", uri: " + id + ".mp4, spots: [" + String.join(", ", places) + "]}";
  }

  private static final Layouts LAYOUTS =
      (site, version) ->
          switch (site + " " + version) {
            case "garage old" ->
                site(site, "[" + camera("a", "S1", "S2") + ", " + camera("b", "S3") + "]");
            case "garage new" ->
                site(site, "[" + camera("a", "S1") + ", " + camera("c", "S4") + "]");
            default -> site(site, "[" + camera(site + "-cam", "S") + "]");
          };

  private static KeyedOneInputStreamOperatorTestHarness<String, SpotReport, SpotTransition>
      harness() throws Exception {
    var harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new RememberingOperator<>(new KeepOccupancy(LAYOUTS, false)),
            SpotReport::site,
            Types.STRING);
    harness.open();
    return harness;
  }

  private static SpotReport report(
      String site, String camera, String layout, long millis, SpotChange... changes) {
    return new SpotReport(site, camera, millis, millis, "m", layout, List.of(changes));
  }

  private static SpotChange change(String spot, String camera, SpotState state, long millis) {
    return new SpotChange(spot, camera, state, millis, millis);
  }

  private static List<OccupancyWindow> windows(
      KeyedOneInputStreamOperatorTestHarness<String, SpotReport, SpotTransition> harness) {
    Queue<StreamRecord<OccupancyWindow>> side = harness.getSideOutput(KeepOccupancy.WINDOWS);
    return side == null ? List.of() : side.stream().map(StreamRecord::getValue).toList();
  }

  @Test
  void aSiteTurnsToANewLayoutAtTheFirstRecordStampedWithIt() throws Exception {
    try (var garage = harness()) {
      garage.processElement(
          report("garage", "a", "old", START + 1_000, change("S1", "a", SpotState.OCCUPIED, START)),
          0);
      garage.processElement(
          report("garage", "b", "old", START + 1_000, change("S3", "b", SpotState.FREE, START)), 0);
      // Camera a knows the new layout first; b is taken away by it and ends, c comes with it.
      garage.processElement(report("garage", "a", "new", START + 20_000), 0);
      garage.processElement(
          new SpotReport(
              "garage",
              "b",
              START + 25_000,
              SiteOrder.ENDED,
              "m",
              "old",
              List.of(change("S3", "b", SpotState.UNKNOWN, START + 20_500))),
          0);
      garage.processElement(
          report(
              "garage",
              "c",
              "new",
              START + 30_000,
              change("S4", "c", SpotState.OCCUPIED, START + 24_000)),
          0);
      garage.processElement(report("garage", "a", "new", START + MINUTE + 1), 0);
      assertThat(windows(garage))
          .as(
              "only the spot that was taken away is counted to its end; c has not passed the minute")
          .allMatch(window -> window.scopeId().equals("S3"));
      garage.processElement(report("garage", "c", "new", START + MINUTE + 1), 0);
      OccupancyWindow site =
          windows(garage).stream()
              .filter(window -> window.windowMillis() == MINUTE)
              .filter(window -> window.scope() == OccupancyWindow.Scope.SITE)
              .findFirst()
              .orElseThrow();
      assertThat(site.occupiedMillis())
          .as("S1 all the minute, S4 from its first sight")
          .isEqualTo(MINUTE + (MINUTE - 24_000));
      assertThat(site.freeMillis()).as("S3 until the turn").isEqualTo(20_000);
      assertThat(garage.extractOutputValues())
          .extracting(transition -> transition.spot() + " " + transition.state())
          .containsExactly("S1 OCCUPIED", "S3 FREE", "S3 UNKNOWN", "S4 OCCUPIED");
    }
  }

  @Test
  void whichCameraReportsFirstDoesNotMatter() throws Exception {
    List<SpotReport> a =
        List.of(
            report("garage", "a", "old", START + 1_000, change("S1", "a", SpotState.FREE, START)),
            report("garage", "a", "new", START + 20_000),
            report("garage", "a", "new", START + 2 * MINUTE));
    List<SpotReport> b =
        List.of(
            report("garage", "b", "old", START + 1_000, change("S3", "b", SpotState.FREE, START)),
            new SpotReport(
                "garage",
                "b",
                START + 25_000,
                SiteOrder.ENDED,
                "m",
                "old",
                List.of(change("S3", "b", SpotState.UNKNOWN, START + 25_000))));
    List<SpotReport> c =
        List.of(
            report(
                "garage",
                "c",
                "new",
                START + 26_000,
                change("S4", "c", SpotState.FREE, START + 26_000)),
            report("garage", "c", "new", START + 2 * MINUTE));
    List<Object> first = null;
    for (int[] order :
        new int[][] {{0, 1, 0, 1, 2, 0, 2}, {1, 1, 0, 0, 0, 2, 2}, {0, 0, 0, 1, 2, 2, 1}}) {
      try (var garage = harness()) {
        int[] next = new int[3];
        List<List<SpotReport>> all = List.of(a, b, c);
        for (int camera : order) {
          garage.processElement(all.get(camera).get(next[camera]++), 0);
        }
        List<Object> out = new ArrayList<>(garage.extractOutputValues());
        windows(garage).stream().map(Object::toString).sorted().forEach(out::add);
        if (first == null) {
          first = out;
        }
        assertThat(out).isEqualTo(first).isNotEmpty();
      }
    }
  }

  @Test
  void aSiteThatLagsHalfAnHourDelaysNoOther() throws Exception {
    try (var sites = harness()) {
      long lag = 30 * MINUTE;
      for (int second = 0; second <= 180; second++) {
        long now = START + second * 1_000L;
        SpotChange[] none = {};
        SpotChange[] begins = {change("S", "x", SpotState.FREE, now)};
        sites.processElement(
            report("behind", "behind-cam", "1", now - lag, second == 0 ? new SpotChange[0] : none),
            0);
        sites.processElement(
            report("prompt", "prompt-cam", "1", now, second == 0 ? begins : none), 0);
        long closed =
            windows(sites).stream()
                .filter(window -> window.head().site().equals("prompt"))
                .filter(window -> window.scope() == OccupancyWindow.Scope.SITE)
                .filter(window -> window.windowMillis() == MINUTE)
                .count();
        assertThat(closed).as("minutes closed after %d s", second).isEqualTo(second / 60);
      }
    }
  }
}
