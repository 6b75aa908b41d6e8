package io.sightline.analytics.vehicles;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.analytics.order.SiteOrder;
import io.sightline.analytics.state.Accesses;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.site.Gate.Direction;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.SiteFile;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a report on passages costs: accesses of state and comparisons, not time. */
class SessionCostTest {
  private static final long START = 1_767_225_600_000L;

  private Accesses accesses;
  private SessionKeeper keeper;
  private long clock;

  private void open(int cameras) {
    StringBuilder yaml = new StringBuilder("site: lot\ncameras:\n");
    for (int i = 0; i < cameras; i++) {
      yaml.append(
          "  - {id: c%d, uri: c.mp4, gates: [{id: g%d, line: [[0, 0], [9, 0]]}]}%n"
              .formatted(i, i));
    }
    yaml.append("sessions: {max-stay: 1h}\n");
    accesses = new Accesses();
    keeper =
        new SessionKeeper(
            Layouts.always(SiteFile.parse("site", Path.of("/"), yaml.toString()).site()),
            "lot",
            new SessionKeeper.State(
                new SiteOrder.State<>(
                    accesses.entries(), accesses.entries(), accesses.entries(), accesses.cell()),
                accesses.entries(),
                accesses.entries()),
            accesses.counted(Comparator.<Long>naturalOrder()));
    clock = START;
  }

  private void report(int camera, long at, Passage... passages) {
    keeper.take(new GateReport("lot", "c" + camera, at, at + 1, "layout", List.of(passages)));
  }

  private static Passage passage(int camera, int vehicle, Direction direction, long at) {
    FactHead head = new FactHead(direction + "-" + vehicle, "lot", at, at, true, "", "");
    String plate = "P" + Integer.toString(1_000_003 + 7_919 * vehicle, 36);
    return new Passage(
        head,
        "c" + camera,
        "g" + camera,
        direction,
        direction + "-" + vehicle,
        "car",
        plate,
        0.9f,
        null);
  }

  /** Mean cost of a report: each second of every camera, a vehicle in or out with each fifth. */
  private double costOfAReport(int cameras, int inside) {
    open(cameras);
    for (int vehicle = 0; vehicle < inside; vehicle++) {
      report(0, clock, passage(0, vehicle, Direction.ENTRY, clock));
    }
    for (int camera = 0; camera < cameras; camera++) {
      report(camera, clock);
    }
    assertThat(keeper.inside()).hasSizeGreaterThanOrEqualTo(inside - 1);
    long before = accesses.count();
    int reports = 0;
    int came = inside;
    int left = 0;
    for (int second = 1; second <= 60; second++) {
      clock += 1_000;
      for (int camera = 0; camera < cameras; camera++) {
        long at = clock + camera % 997;
        boolean passes = (second + camera) % 5 == 0;
        if (!passes) {
          report(camera, at);
        } else if (left < came && (second + camera) % 2 == 0) {
          report(camera, at, passage(camera, left++, Direction.EXIT, at));
        } else {
          report(camera, at, passage(camera, came++, Direction.ENTRY, at));
        }
        reports++;
      }
    }
    return (double) (accesses.count() - before) / reports;
  }

  @Test
  void aReportCostsTheSameHoweverManyCamerasThereAreAndVehiclesInside() {
    double few = costOfAReport(10, 10);
    double many = costOfAReport(1_000, 10_000);
    assertThat(many).as("accesses a report; with 10 of each %.1f", few).isLessThan(2 * few);
  }

  @Test
  void vehiclesThatStayTooLongCostAsMuchEachHoweverManyTheyAre() {
    double[] costs = new double[2];
    int[] sizes = {10, 10_000};
    for (int i = 0; i < sizes.length; i++) {
      open(1);
      for (int vehicle = 0; vehicle < sizes[i]; vehicle++) {
        report(0, ++clock, passage(0, vehicle, Direction.ENTRY, clock));
      }
      long before = accesses.count();
      report(0, clock + 2 * 3_600_000);
      assertThat(keeper.inside()).isEmpty();
      costs[i] = (double) (accesses.count() - before) / sizes[i];
    }
    assertThat(costs[1]).isLessThan(2 * costs[0]);
  }

  /** Accesses for another plate of the newest exit, a minute later. */
  private long costOfARevision(int remembered) {
    open(1);
    for (int vehicle = 0; vehicle < remembered; vehicle++) {
      clock += 1_000;
      report(0, clock, passage(0, vehicle, Direction.ENTRY, clock));
      report(0, clock + 500, passage(0, vehicle, Direction.EXIT, clock + 500));
    }
    Passage last = passage(0, remembered - 1, Direction.EXIT, clock + 500);
    clock += 60_000;
    report(0, clock);
    long before = accesses.count();
    report(0, clock + 1_000, last.told(last.head().revised(clock + 1_000, true), "X", 0.9f, null));
    return accesses.count() - before;
  }

  @Test
  void whatIsLearntAMomentLaterCostsTheSameHoweverManyStaysAreRemembered() {
    long few = costOfARevision(10);
    long many = costOfARevision(20_000);
    assertThat(few).isPositive();
    assertThat(many).as("accesses a revision; with 10 stays %d", few).isLessThan(2 * few);
  }

  @Test
  void whatIsLearntHoursLaterWritesOnlyWhatItChanges() {
    open(1);
    int vehicles = 1_000;
    for (int vehicle = 0; vehicle < vehicles; vehicle++) {
      clock += 1_000;
      report(0, clock, passage(0, vehicle, Direction.ENTRY, clock));
      report(0, clock + 500, passage(0, vehicle, Direction.EXIT, clock + 500));
    }
    Passage first = passage(0, 0, Direction.EXIT, START + 1_500);
    clock += 60_000;
    report(0, clock);
    long before = accesses.count();
    report(
        0, clock + 1_000, first.told(first.head().revised(clock + 1_000, true), "X", 0.9f, null));
    // Each stay is read, once or twice; none but two is written.
    assertThat(accesses.count() - before).isLessThan(3L * vehicles);
  }
}
