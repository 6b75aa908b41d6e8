package io.sightline.analytics.occupancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.analytics.order.SiteOrder;
import io.sightline.analytics.state.Accesses;
import io.sightline.domain.facts.Alert;
import io.sightline.domain.facts.OccupancyWindow;
import io.sightline.domain.facts.SpotState;
import io.sightline.domain.facts.SpotTransition;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.SiteFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a report on spots costs: accesses of state and comparisons, not time. */
class OccupancyCostTest {
  private static final long START = 1_767_225_600_000L;
  private static final int SECONDS = 150;

  private final List<SpotTransition> transitions = new ArrayList<>();

  /** A site whose cameras have one spot each, all of them in one zone. */
  private static Layouts layouts(int cameras) {
    StringBuilder yaml = new StringBuilder("site: lot\ncameras:\n");
    for (int i = 0; i < cameras; i++) {
      yaml.append("  - {id: c%d, uri: c.mp4, zones: [{id: z, polygon: %s}], ".formatted(i, SQUARE))
          .append("spots: [{id: s%d, polygon: %s}]}\n".formatted(i, SQUARE));
    }
    return Layouts.always(SiteFile.parse("site", Path.of("/"), yaml.toString()).site());
  }

  private static final String SQUARE = "[[0, 0], [9, 0], [9, 9], [0, 9]]";

  /** Mean cost of a report while every camera reports each second, each at its own instant. */
  private double costOfAReport(int cameras) {
    transitions.clear();
    Accesses accesses = new Accesses();
    OccupancyKeeper keeper =
        new OccupancyKeeper(
            layouts(cameras),
            true,
            "lot",
            new OccupancyKeeper.State(
                new SiteOrder.State<>(
                    accesses.entries(), accesses.entries(), accesses.entries(), accesses.cell()),
                accesses.entries(),
                accesses.entries(),
                accesses.cell()),
            new OccupancyKeeper.Output() {
              @Override
              public void transition(SpotTransition transition) {
                transitions.add(transition);
              }

              @Override
              public void window(OccupancyWindow window) {}

              @Override
              public void alert(Alert alert) {}
            },
            accesses.counted(
                Comparator.comparing(SpotChange::spot).thenComparing(SpotChange::camera)),
            accesses.counted(Comparator.<Long>naturalOrder()));
    long reports = 0;
    long before = 0;
    for (int second = 0; second < SECONDS; second++) {
      if (second == 30) {
        // The site is there, and all of its spots are known.
        before = accesses.count();
        reports = 0;
      }
      for (int i = 0; i < cameras; i++) {
        long at = START + second * 1_000L + i % 997;
        boolean changes = (second + i) % 20 == 0;
        SpotState state = (second + i) / 20 % 2 == 0 ? SpotState.FREE : SpotState.OCCUPIED;
        SpotChange change = new SpotChange("s" + i, "c" + i, state, at, at);
        keeper.take(
            new SpotReport(
                "lot",
                "c" + i,
                at,
                at + 1,
                "model",
                // Now and then the layout changes, though nothing that is counted here.
                "layout-" + second / 60,
                changes ? List.of(change) : List.of()));
        reports++;
      }
    }
    assertThat(transitions).hasSizeGreaterThan(cameras * (SECONDS / 20 - 2));
    return (double) (accesses.count() - before) / reports;
  }

  @Test
  void aReportCostsTheSameHoweverManyCamerasAndSpotsTheSiteHas() {
    double few = costOfAReport(10);
    double many = costOfAReport(1_000);
    assertThat(many).as("accesses a report; with 10 of each %.1f", few).isLessThan(2 * few);
  }
}
