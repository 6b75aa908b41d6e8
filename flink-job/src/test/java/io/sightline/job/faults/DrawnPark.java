package io.sightline.job.faults;

import io.sightline.domain.Digest;
import io.sightline.domain.facts.Fact;
import io.sightline.domain.frames.Frame;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.ModelRole;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import io.sightline.job.settings.CameraModels;
import io.sightline.job.settings.FrameLoad;
import io.sightline.job.settings.ModelChoice;
import io.sightline.job.settings.RunSettings;
import io.sightline.job.sinks.Outputs;
import io.sightline.job.sinks.PostgresOutputs;
import io.sightline.job.topology.Uids;
import io.sightline.job.topology.VideoAnalyticsTopology;
import io.sightline.media.Footage;
import io.sightline.media.TestFootage;
import io.sightline.media.store.MediaAddress;
import io.sightline.models.TestModels;
import io.sightline.models.manifest.Device;
import io.sightline.source.footage.FootageCamera;
import io.sightline.source.footage.FootageSource;
import io.sightline.source.lease.LeasedSource;
import io.sightline.source.observationlog.ObservationLogSource;
import io.sightline.source.observationlog.Span;
import io.sightline.source.timeline.TimelineSource;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.TestDatabase;
import io.sightline.store.facts.FactKind;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.FactPage;
import io.sightline.store.facts.FactQuery;
import io.sightline.store.facts.LiveTakeBack;
import io.sightline.store.ledger.LedgerExport;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A drawn car park in recorded footage, and a database for what comes of it: two cameras with
 * vehicles, spots and gates, one of them with plates and faces too, and a third of still pictures,
 * one of which cannot be decoded.
 */
final class DrawnPark implements AutoCloseable {
  static final int FRAMES = 200;
  static final int FRAMES_A_SECOND = 10;
  static final int SIDE = 256;

  private static final int ROUND = 100;
  private static final int CAR = 48;

  /** Of still pictures, by their times: the second is broken. */
  private static final List<String> PICTURES =
      List.of(
          "2026-03-01_12_00_02.png",
          "2026-03-01_12_00_04.png",
          "2026-03-01_12_00_06.png",
          "2026-03-01_12_00_08.png");

  private static final String NORTH =
      """
      site: drawn-park
      plate-formats: [{region: drawn, formats: [{pattern: 'A{1,2}', example: AA}]}]
      sessions: {max-stay: 8s, overstay: 3s}
      watchlist: [{id: wanted, pattern: A*}]
      alerts: {full: true}
      cameras:
        - id: north
          uri: north.mp4
          start: 2026-03-01T11:59:50Z
          sample-fps: 0
          analyse: [vehicles, occupancy, plates, emotions]
          evidence: crops
          occupancy: {confirm: 1s}
          spots:
            - {id: P1, max-stay: 4s, polygon: [[20, 20], [68, 20], [68, 68], [20, 68]]}
            - {id: P2, polygon: [[180, 20], [228, 20], [228, 68], [180, 68]]}
          zones: [{id: west, kind: forbidden, polygon: [[0, 0], [120, 0], [120, 120], [0, 120]]}]
          gates: [{id: gate, line: [[128, 256], [128, 120]]}]
      """;

  private static final String OTHERS =
      """
        - id: south
          uri: south
          sample-fps: 5
          occupancy: {confirm: 1s}
          spots: [{id: P2, polygon: [[180, 20], [228, 20], [228, 68], [180, 68]]}]
          gates: [{id: gate, line: [[128, 256], [128, 120]]}]
        - {id: kerb, uri: north.mp4, start: 2026-03-01T11:59:50.010Z, sample-fps: 5, analyse: [plates], evidence: crops}
        - id: still
          uri: still
          sample-fps: 0
          spots: [{id: P9, polygon: [[20, 20], [68, 20], [68, 68], [20, 68]]}]
      """;

  private final TestDatabase database = TestDatabase.create();
  private final Path folder;
  private final Site site;
  private final Site liveSite;
  private final CameraModels models;

  private DrawnPark(Path folder) throws IOException {
    this.folder = folder;
    TestModels.install(folder.resolve("models"));
    draw(folder.resolve("north.mp4"), FRAMES, 0);
    Files.createDirectories(folder.resolve("south"));
    draw(folder.resolve("south/2026-03-01_11_59_50.mp4"), FRAMES / 2, 30);
    // Half a minute is missing.
    draw(folder.resolve("south/2026-03-01_12_00_30.mp4"), FRAMES / 2, 80);
    drawPictures(folder.resolve("still"));
    this.site = parse(NORTH + OTHERS);
    this.liveSite = parse(NORTH);
    this.models = choose();
  }

  private Site parse(String text) {
    return SiteFile.parse("the drawn park", folder, text).site();
  }

  static DrawnPark in(Path folder) throws IOException {
    return new DrawnPark(folder);
  }

  private static void draw(Path file, int frames, int shift) {
    TestFootage.write(
        file,
        SIDE,
        SIDE,
        FRAMES_A_SECOND,
        frames,
        40,
        (graphics, frame) -> paint(graphics, frame + shift));
  }

  /** A car drives in, one parks on the first spot for some seconds, another leaves the second. */
  static void paint(Graphics2D graphics, int frame) {
    int phase = Math.floorMod(frame, ROUND);
    graphics.setColor(Color.WHITE);
    if (phase < 50) {
      graphics.fillRect(phase * 6 - 40, 170, CAR, CAR);
    }
    if (phase >= 35 && phase < 75) {
      graphics.fillRect(20, 20, CAR, CAR);
    }
    if (phase < 55) {
      graphics.fillRect(180, 20, CAR, CAR);
    }
  }

  private static void drawPictures(Path pictures) throws IOException {
    Files.createDirectories(pictures);
    for (int i = 0; i < PICTURES.size(); i++) {
      BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_3BYTE_BGR);
      paint(image.createGraphics(), 40);
      Path file = pictures.resolve(PICTURES.get(i));
      ImageIO.write(image, "png", file.toFile());
      if (i == 1) {
        // Its head stays whole, so that the damage shows only when it is decoded.
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 60));
      }
    }
  }

  private CameraModels choose() throws IOException {
    Map<ModelRole, String> ids =
        Map.of(
            ModelRole.VEHICLES, "blob-any",
            ModelRole.PLATES, "blob-plates",
            ModelRole.PLATE_TEXT, "blob-text",
            ModelRole.FACES, "blob-faces",
            ModelRole.EMOTIONS, "blob-emotions");
    Map<ModelRole, Map<String, ModelChoice>> chosen = new EnumMap<>(ModelRole.class);
    for (Camera camera : site.cameras()) {
      for (ModelRole role : camera.looks()) {
        if (ids.containsKey(role)) {
          chosen
              .computeIfAbsent(role, key -> new TreeMap<>())
              .put(camera.id(), choice(ids.get(role)));
        }
      }
    }
    return CameraModels.byCamera(chosen);
  }

  private ModelChoice choice(String id) throws IOException {
    Path all = folder.resolve("models");
    return new ModelChoice(
        all.resolve(id).resolve("model.yaml").toString(),
        id,
        "1.0.0",
        Digest.sha256(TestModels.read(all, id).file()));
  }

  DatabaseAddress database() {
    return database.address();
  }

  Site site() {
    return site;
  }

  TimelineSource<Frame> footage() {
    List<FootageCamera> cameras = new ArrayList<>();
    for (Camera camera : site.cameras()) {
      Footage found =
          Footage.find(
              camera.id(), folder.resolve(camera.uri()), camera.start(), ZoneOffset.UTC, null);
      cameras.add(
          new FootageCamera(
              site.id(),
              camera.id(),
              camera.sampleFps(),
              found.size(),
              site.layoutVersion(),
              found.segments()));
    }
    return FootageSource.of(cameras);
  }

  RunSettings settings(String run) {
    return RunSettings.replay(
            run, "1", Layouts.always(site), models, new FrameLoad(4, (long) SIDE * SIDE * 3))
        .with(MediaAddress.of(folder.resolve("media")));
  }

  PostgresOutputs outputs(String run) {
    return new PostgresOutputs(database(), run, "1");
  }

  /** The job of a replay, as the product makes it. */
  void replay(StreamExecutionEnvironment env, String run, long micros) {
    replay(env, run, micros, outputs(run));
  }

  void replay(StreamExecutionEnvironment env, String run, long micros, Outputs outputs) {
    VideoAnalyticsTopology.fromFootage(
        env,
        new LeasedSource<>(
            new PacedSource<>(footage(), Uids.CAMERA_FRAMES, micros), database(), run),
        settings(run),
        outputs);
  }

  /** The job that judges what another run has seen again, as the product makes it. */
  void judgeAgain(StreamExecutionEnvironment env, String from, String run, long micros) {
    VideoAnalyticsTopology.fromObservations(
        env,
        new LeasedSource<>(
            new PacedSource<>(
                ObservationLogSource.of(database(), from, site, Span.ALL, 0),
                Uids.STORED_OBSERVATIONS,
                micros),
            database(),
            run),
        settings(run),
        outputs(run));
  }

  /** The job over live cameras, as the product makes it: of the site's first. */
  void live(StreamExecutionEnvironment env, Source<Frame, ?, ?> cameras) {
    VideoAnalyticsTopology.fromCameras(
        env,
        new LeasedSource<>(cameras, database(), RunSettings.LIVE),
        RunSettings.live("1", Layouts.always(liveSite), models, FrameLoad.live(Device.CPU))
            .with(MediaAddress.of(folder.resolve("media"))),
        new LiveTakeBack(database()),
        outputs(RunSettings.LIVE));
  }

  /** What is published of a run's facts, as its rows say: each message of a topic once, sorted. */
  List<String> messages(String run, String topic) {
    List<String> messages = new ArrayList<>();
    for (FactKind<?> kind : FactKinds.PRODUCT.all()) {
      if (kind.topic().equals(topic)) {
        messages(kind, run, messages);
      }
    }
    messages.sort(null);
    return messages;
  }

  private <F extends Fact> void messages(FactKind<F> kind, String run, List<String> messages) {
    String cursor = null;
    do {
      String from = cursor;
      FactPage<F> page =
          database()
              .with(jdbc -> FactQuery.of(kind, run).part(FactQuery.MOST_ROWS, from).read(jdbc));
      page.rows().forEach(row -> messages.add(kind.message(run, row.fact())));
      cursor = page.next().orElse(null);
    } while (cursor != null);
  }

  /** Its ledger: text by file name. */
  Map<String, String> ledger(String run) throws IOException {
    Path out = folder.resolve("ledger-" + run);
    // Jobs alone make no row of their run, and who reads a ledger asks it whether the run is done.
    database()
        .with(
            jdbc ->
                jdbc.sql(
                        "insert into runs (run, site, state, layout) values (?, ?, 'done', '{}')"
                            + " on conflict do nothing")
                    .params(run, site.id())
                    .update());
    LedgerExport.write(database(), FactKinds.PRODUCT, run, out, true);
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> entries = Files.list(out)) {
      for (Path file : (Iterable<Path>) entries::iterator) {
        files.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return files;
  }

  @Override
  public void close() {
    database.close();
  }
}
