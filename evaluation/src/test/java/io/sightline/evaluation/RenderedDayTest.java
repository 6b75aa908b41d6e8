package io.sightline.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.analytics.occupancy.CameraSpots;
import io.sightline.analytics.occupancy.SpotChange;
import io.sightline.analytics.occupancy.SpotJudge;
import io.sightline.analytics.occupancy.SpotView;
import io.sightline.domain.facts.SpotState;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.ModelRole;
import io.sightline.domain.site.SiteFile;
import io.sightline.models.look.PerceptionChain;
import io.sightline.models.look.Seen;
import io.sightline.models.look.Wanted;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.models.manifest.ModelTask;
import io.sightline.models.runtime.LoadedModels;
import io.sightline.models.runtime.PinnedModel;
import io.sightline.models.runtime.PoolOptions;
import io.sightline.renderer.carpark.CarPark;
import io.sightline.renderer.carpark.ParkDay;
import io.sightline.renderer.carpark.ParkDay.Weather;
import io.sightline.renderer.raster.Rasteriser;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Spots as they are told over a day that is rendered: shadows that wander, rain, people, vans in
 * the way, the night. With {@code -Pnightly} the day is long.
 */
class RenderedDayTest {
  private static final boolean NIGHTLY = Boolean.getBoolean("nightly");
  private static final double SECONDS = Integer.getInteger("sightline.day", NIGHTLY ? 7_200 : 120);
  private static final double STEP = SECONDS < 1_500 ? 4 : 2;

  /** A change is told when it has held for ten seconds, of the time when it began. */
  private static final double ABOUT = 4;

  private static final int RIGHT = 0;
  private static final int WRONG = 1;
  private static final int UNKNOWN = 2;

  private static PerceptionChain chain;
  private static Map<ModelRole, PinnedModel> models;

  @BeforeAll
  static void load() {
    Path bundled = Path.of(System.getProperty("sightline.root"), "models", "bundled");
    ModelCatalog catalog = ModelCatalog.of(List.of(), bundled);
    models = new EnumMap<>(ModelRole.class);
    for (ModelRole role : List.of(ModelRole.VEHICLES, ModelRole.SPOTS)) {
      models.put(role, PinnedModel.now(role, catalog.requireDefault(ModelTask.of(role))));
    }
    chain = new PerceptionChain(LoadedModels.once(PoolOptions.forReplay()), Duration.ofSeconds(60));
  }

  @AfterAll
  static void close() {
    chain.close();
  }

  private static Camera camera(String judgedBy) {
    StringBuilder file =
        new StringBuilder(
            "site: lot\ncameras:\n  - id: bays\n    uri: bays.mp4\n    analyse: [vehicles, occupancy]\n%s    spots:%n"
                .formatted(judgedBy));
    CarPark.spotPolygons()
        .forEach(
            (id, corners) ->
                file.append(
                    "      - {id: %s, polygon: %s}%n".formatted(id, CarPark.points(corners))));
    return SiteFile.parse("the day", Path.of("/"), file.toString()).site().cameras().get(0);
  }

  /** What a way to judge made of the day. */
  private static final class Told {
    private final SpotJudge judge;
    private final Map<Weather, int[]> steps = new EnumMap<>(Weather.class);
    private final Map<String, Integer> flips = new HashMap<>();
    private CameraSpots before = CameraSpots.NONE;

    Told(Camera camera) {
      this.judge = new SpotJudge(camera);
    }

    void see(ParkDay day, double time, Observations seen) {
      long millis = Math.round(time * 1000);
      SpotJudge.Step step = judge.see(before, millis, false, seen);
      before = new CameraSpots(millis, false, step.views(), "", millis, "");
      Set<String> occupied = day.occupied(time);
      Set<String> changing = day.changing(time, ABOUT + 10);
      for (SpotChange change : step.changes()) {
        boolean isSo = (change.state() == SpotState.OCCUPIED) == occupied.contains(change.spot());
        if (change.state() != SpotState.UNKNOWN && !isSo && !changing.contains(change.spot())) {
          flips.merge(change.spot(), 1, Integer::sum);
        }
      }
      for (SpotView view : step.views()) {
        if (!changing.contains(view.spot())) {
          int[] counts = steps.computeIfAbsent(day.weather(time), key -> new int[3]);
          boolean isSo = (view.state() == SpotState.OCCUPIED) == occupied.contains(view.spot());
          counts[view.state() == SpotState.UNKNOWN ? UNKNOWN : isSo ? RIGHT : WRONG]++;
        }
      }
    }

    /**
     * Share of the time of spots that was told {@link #RIGHT}, {@link #WRONG} or {@link #UNKNOWN}.
     */
    double share(int kind) {
      int all = 0;
      int these = 0;
      for (int[] counts : steps.values()) {
        all += counts[0] + counts[1] + counts[2];
        these += counts[kind];
      }
      return (double) these / all;
    }

    void print(String method) {
      System.out.printf(
          "rendered day, %s: right %.3f %%, wrong %.3f %%, unknown %.3f %%; false flips %s%n",
          method, 100 * share(RIGHT), 100 * share(WRONG), 100 * share(UNKNOWN), flips);
      steps.forEach(
          (weather, counts) ->
              System.out.printf(
                  "rendered day, %s, %s: right %d, wrong %d, unknown %d%n",
                  method, weather, counts[0], counts[1], counts[2]));
    }
  }

  @Test
  void whatIsToldOfSpotsOverADayIsRight() throws Exception {
    ParkDay day = new ParkDay(7, SECONDS);
    Told byVehicles = new Told(camera(""));
    Camera classified = camera("    models: {spots: sightline-spots}\n");
    Told byClassifier = new Told(classified);
    Wanted wanted =
        new Wanted(
            models,
            Map.of(),
            classified.spots(),
            false,
            Wanted.Plates.any(Wanted.PlatesWithoutVehicle.NOWHERE),
            null,
            false,
            false);
    Random grain = new Random(1);
    for (double time = 0; time < SECONDS; time += STEP) {
      Picture picture =
          picture(
              day.lens(time)
                  .develop(
                      new Rasteriser(2)
                          .draw(
                              day.things(time).stream()
                                  .filter(thing -> CarPark.bayCamera().isAhead(thing))
                                  .toList(),
                              CarPark.bayCamera(),
                              day.light(time)),
                      grain));
      Seen seen = chain.look(picture, wanted).get(60, TimeUnit.SECONDS);
      assertThat(seen.failures()).isEmpty();
      Observations observations =
          new Observations(
              null,
              picture.width(),
              picture.height(),
              seen.vehicles(),
              List.of(),
              List.of(),
              seen.spots(),
              List.of(),
              List.of(),
              null,
              null);
      byVehicles.see(day, time, observations);
      byClassifier.see(day, time, observations);
    }
    byVehicles.print("by vehicles");
    byClassifier.print("by classifier");
    assertThat(byVehicles.flips.values()).allMatch(flips -> flips <= 1);
    // Of a short day the ten seconds that one false frame costs are a large share.
    assertThat(byVehicles.share(WRONG)).isLessThan(SECONDS < 1_500 ? 0.02 : 0.005);
    assertThat(byClassifier.share(RIGHT)).isGreaterThan(0.9);
  }

  private static Picture picture(BufferedImage image) {
    byte[] bytes = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    return new Picture(image.getWidth(), image.getHeight(), bytes);
  }
}
