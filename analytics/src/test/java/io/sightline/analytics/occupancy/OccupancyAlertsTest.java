package io.sightline.analytics.occupancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.analytics.order.SiteOrder;
import io.sightline.analytics.state.Remembered;
import io.sightline.domain.facts.Alert;
import io.sightline.domain.facts.OccupancyWindow;
import io.sightline.domain.facts.SpotState;
import io.sightline.domain.facts.SpotTransition;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Spots that are taken for too long, and places that are full, are told by event time. */
class OccupancyAlertsTest {
  private static final long START = 1_767_225_600_000L;
  private static final long SECOND = 1_000;
  private static final String SQUARE = "[[0, 0], [9, 0], [9, 9], [0, 9]]";
  private static final Map<String, Site> LAYOUTS =
      Map.of(
          "short", site("2m", "true"), "long", site("10m", "true"), "quiet", site("2m", "false"));

  private final List<String> told = new ArrayList<>();

  private static Site site(String longest, String full) {
    StringBuilder yaml = new StringBuilder("site: lot\nalerts: {full: " + full + "}\ncameras:\n");
    for (int i = 0; i < 4; i++) {
      yaml.append("  - {id: c%d, uri: c.mp4, zones: [{id: z, polygon: %s}], ".formatted(i, SQUARE))
          .append("spots: [{id: s%d, polygon: %s%s}]}\n".formatted(i, SQUARE, max(i, longest)));
    }
    return SiteFile.parse("site", Path.of("/"), yaml.toString()).site();
  }

  private static String max(int spot, String longest) {
    return spot == 3 ? "" : ", max-stay: " + longest;
  }

  private OccupancyKeeper keeper(Layouts layouts) {
    return new OccupancyKeeper(
        layouts,
        false,
        "lot",
        new OccupancyKeeper.State(
            new SiteOrder.State<>(
                Remembered.entries(),
                Remembered.entries(),
                Remembered.entries(),
                Remembered.cell()),
            Remembered.entries(),
            Remembered.entries(),
            Remembered.cell()),
        new OccupancyKeeper.Output() {
          @Override
          public void transition(SpotTransition transition) {}

          @Override
          public void window(OccupancyWindow window) {}

          @Override
          public void alert(Alert alert) {
            told.add(text(alert));
          }
        });
  }

  private static String text(Alert alert) {
    return alert.kind()
        + " "
        + alert.place()
        + " "
        + (alert.head().atMillis() - START) / SECOND
        + " "
        + alert.head().layoutVersion();
  }

  /** What happens at a second of the story: a spot's new state, or null for nothing. */
  private record Moment(long second, int spot, SpotState state, String layout) {}

  private static Moment at(long second, int spot, SpotState state) {
    return new Moment(second, spot, state, "short");
  }

  /**
   * @param pace how many seconds each camera's report is about
   */
  private void play(List<Moment> story, long seconds, int pace) {
    OccupancyKeeper keeper = keeper((site, version) -> LAYOUTS.get(version));
    for (long from = 0; from < seconds; from += pace) {
      long to = Math.min(seconds, from + pace);
      for (int camera = 0; camera < 4; camera++) {
        report(keeper, story, camera, from, to);
      }
    }
    for (int camera = 0; camera < 4; camera++) {
      keeper.take(
          new SpotReport(
              "lot",
              "c" + camera,
              START + seconds * SECOND,
              Long.MAX_VALUE,
              "m",
              layoutAt(story, seconds),
              List.of()));
    }
  }

  private static void report(
      OccupancyKeeper keeper, List<Moment> story, int camera, long from, long to) {
    // A layout is told of where it begins, as records that are stamped with it do.
    List<Long> cuts = new ArrayList<>();
    for (long second = from + 1; second < to; second++) {
      if (!layoutAt(story, second).equals(layoutAt(story, second - 1))) {
        cuts.add(second);
      }
    }
    cuts.add(to);
    if (from > 0 && !layoutAt(story, from).equals(layoutAt(story, from - 1))) {
      cuts.add(0, from);
    }
    long begin = from;
    for (long cut : cuts) {
      List<SpotChange> changes = new ArrayList<>();
      for (Moment moment : story) {
        if (moment.spot() == camera && moment.second() >= begin && moment.second() < cut) {
          long millis = START + moment.second() * SECOND;
          changes.add(new SpotChange("s" + camera, "c" + camera, moment.state(), millis, millis));
        }
      }
      if (cut > begin) {
        keeper.take(
            new SpotReport(
                "lot",
                "c" + camera,
                START + (cut - 1) * SECOND,
                START + cut * SECOND,
                "m",
                layoutAt(story, begin),
                changes));
      }
      if (cut < to) {
        // The first record that is stamped with another layout is reported at once.
        long millis = START + cut * SECOND;
        keeper.take(
            new SpotReport(
                "lot", "c" + camera, millis, millis, "m", layoutAt(story, cut), List.of()));
      }
      begin = cut;
    }
  }

  private static String layoutAt(List<Moment> story, long second) {
    String layout = "short";
    for (Moment moment : story) {
      if (moment.second() <= second) {
        layout = moment.layout();
      }
    }
    return layout;
  }

  @Test
  void aSpotThatIsTakenForTooLongIsToldOfOnceAndOneWithoutALimitNever() {
    play(
        List.of(
            at(5, 0, SpotState.OCCUPIED), at(5, 3, SpotState.OCCUPIED), at(100, 1, SpotState.FREE)),
        600,
        1);
    assertThat(told).containsExactly("SPOT_STAY s0 125 short");
  }

  @Test
  void aSpotThatIsFreeInTimeIsNotToldOf() {
    play(List.of(at(5, 0, SpotState.OCCUPIED), at(124, 0, SpotState.FREE)), 600, 1);
    assertThat(told).isEmpty();
  }

  @Test
  void aSpotThatIsFreeJustAfterItsTimeIsToldOf() {
    play(List.of(at(5, 0, SpotState.OCCUPIED), at(126, 0, SpotState.FREE)), 600, 600);
    assertThat(told).containsExactly("SPOT_STAY s0 125 short");
  }

  @Test
  void theNextVehicleHasATimeOfItsOwn() {
    play(
        List.of(
            at(0, 0, SpotState.OCCUPIED),
            at(150, 0, SpotState.FREE),
            at(200, 0, SpotState.OCCUPIED)),
        600,
        7);
    assertThat(told).containsExactly("SPOT_STAY s0 120 short", "SPOT_STAY s0 320 short");
  }

  @Test
  void anotherLimitCountsFromWhenItIsMade() {
    List<Moment> story =
        List.of(
            new Moment(0, 0, SpotState.OCCUPIED, "long"),
            new Moment(300, 1, SpotState.FREE, "short"));
    play(story, 900, 1);
    assertThat(told).containsExactly("SPOT_STAY s0 120 short");
  }

  @Test
  void fullIsToldOnceAndFreeAgainWhenThereIsRoom() {
    List<Moment> story = new ArrayList<>();
    for (int spot = 0; spot < 4; spot++) {
      story.add(at(10 + spot, spot, SpotState.OCCUPIED));
    }
    story.add(at(50, 2, SpotState.UNKNOWN));
    story.add(at(60, 2, SpotState.OCCUPIED));
    story.add(at(80, 1, SpotState.FREE));
    play(story, 100, 10);
    assertThat(told)
        .as("a spot that nobody sees is not free")
        .containsExactly(
            "FULL z 13 short",
            "FULL null 13 short",
            "FREE_AGAIN z 80 short",
            "FREE_AGAIN null 80 short");
  }

  @Test
  void whoDoesNotAskWhetherItIsFullIsNotTold() {
    List<Moment> story = new ArrayList<>();
    for (int spot = 0; spot < 4; spot++) {
      story.add(new Moment(10, spot, SpotState.OCCUPIED, "quiet"));
    }
    play(story, 60, 10);
    assertThat(told).isEmpty();
  }

  @Property(tries = 200)
  void howReportsAreCutMakesNoDifference(@ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    Random random = new Random(seed);
    List<Moment> story = new ArrayList<>();
    List<String> layouts = List.of("short", "long", "quiet");
    String layout = "short";
    long second = 0;
    for (int i = 0; i < 30; i++) {
      second += random.nextInt(60);
      if (random.nextInt(6) == 0) {
        layout = layouts.get(random.nextInt(layouts.size()));
      }
      SpotState state = SpotState.values()[random.nextInt(SpotState.values().length)];
      story.add(new Moment(second, random.nextInt(4), state, layout));
    }
    told.clear();
    play(story, second + 400, 1);
    List<String> secondBySecond = List.copyOf(told);
    told.clear();
    play(story, second + 400, 1 + random.nextInt(300));
    assertThat(told).containsExactlyInAnyOrderElementsOf(secondBySecond);
  }
}
