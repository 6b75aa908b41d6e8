package io.sightline.job.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sightline.domain.frames.Frame;
import io.sightline.domain.frames.FrameAddress;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.FramePosition;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.domain.observations.PlateText;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.ModelRole;
import io.sightline.domain.site.SiteFile;
import io.sightline.domain.statements.Statements;
import io.sightline.job.perception.LookAtFrames;
import io.sightline.job.perception.LookHarness;
import io.sightline.job.settings.CameraModels;
import io.sightline.job.settings.FrameLoad;
import io.sightline.job.settings.ModelChoice;
import io.sightline.job.settings.RunMedia;
import io.sightline.job.settings.RunSettings;
import io.sightline.media.DatedVideo;
import io.sightline.media.TestFootage;
import io.sightline.media.store.EvidenceNames;
import io.sightline.media.store.MediaAddress;
import io.sightline.media.store.MediaStore;
import io.sightline.models.TestModels;
import io.sightline.models.TestingModels;
import java.awt.Color;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.apache.flink.api.connector.sink2.Committer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // Closing a harness may be interrupted.
class EvidenceTest {
  private static final Layouts LAYOUTS =
      Layouts.always(
          SiteFile.parse(
                  "site",
                  Path.of("/"),
                  """
                  site: garage
                  cameras:
                    - {id: gate, uri: a.mp4, analyse: [vehicles, plates], evidence: crops}
                    - {id: yard, uri: b.mp4, analyse: [vehicles, plates]}
                    - id: lane
                      uri: c.mp4
                      analyse: [vehicles]
                      evidence: pictures
                      gates: [{id: main, line: [[160, 0], [160, 240]]}]
                    - id: verge
                      uri: d.mp4
                      analyse: [vehicles]
                      evidence: pictures
                      gates: [{id: main, line: [[310, 0], [310, 50]]}]
                  """)
              .site());

  private static final int IN_FLIGHT = 2;

  @TempDir Path folder;
  private Path video;
  private Picture picture;
  private FramePosition position;

  @BeforeEach
  void decode() {
    TestModels.install(folder.resolve("models"));
    video =
        TestFootage.write(
            folder.resolve("v.mp4"),
            320,
            240,
            10,
            5,
            5,
            (graphics, n) -> {
              graphics.setColor(Color.ORANGE);
              graphics.fillRect(100, 100, 80, 20);
            });
    try (DatedVideo file = DatedVideo.open(video, DatedVideo.Position.START)) {
      file.advance();
      position = file.position().video();
      picture = file.frame().picture();
    }
  }

  private Frame frame(String camera, boolean pixels) {
    FrameHeader header =
        new FrameHeader(
            "garage",
            camera,
            0,
            0,
            5_000,
            RecordKind.FRAME,
            null,
            false,
            "layout",
            new FrameAddress(video.toString(), position.stampMicros()));
    return new Frame(header, position, null, pixels ? picture : null);
  }

  /** Models that find a plate that is read and one that is not. */
  private TestingModels models() {
    AtomicInteger read = new AtomicInteger();
    PlateText text = PlateText.of("AB", List.of(0.9f, 0.8f));
    return new TestingModels(TestModels.read(folder.resolve("models"), "blob-any"))
        .says(ModelRole.VEHICLES, List.of(new Detection("car", 0.9f, new Box(100, 100, 180, 160))))
        .says(
            ModelRole.PLATES,
            List.of(
                new Detection("plate", 0.9f, new Box(100, 100, 180, 120)),
                new Detection("plate", 0.4f, new Box(10, 10, 50, 20))))
        .answers(
            ModelRole.PLATE_TEXT,
            line ->
                CompletableFuture.completedFuture(
                    read.getAndIncrement() == 0 ? text : PlateText.of("", List.of())));
  }

  private RunMedia media(Path store) {
    return new RunMedia(MediaAddress.of(store), "run");
  }

  private Observations keep(Path store, Frame frame, boolean live) throws Exception {
    Map<String, ModelChoice> choice = new TreeMap<>();
    List.of("gate", "yard").forEach(id -> choice.put(id, new ModelChoice("m.yaml", "m", "1", "s")));
    Map<String, ModelChoice> vehicles = new TreeMap<>();
    List.of("lane", "verge").forEach(id -> vehicles.put(id, choice.get("gate")));
    RunSettings settings =
        new RunSettings(
            "run",
            "1",
            LAYOUTS,
            Statements.NONE,
            CameraModels.byCamera(
                Map.of(
                    ModelRole.VEHICLES,
                    vehicles,
                    ModelRole.PLATES,
                    choice,
                    ModelRole.PLATE_TEXT,
                    choice)),
            FrameLoad.NONE,
            media(store),
            live);
    TestingModels models = models();
    try (var harness =
        LookHarness.of(
            new LookAtFrames(settings, () -> models, Duration.ofMinutes(1), IN_FLIGHT),
            IN_FLIGHT)) {
      harness.open();
      harness.processElement(frame, 0);
      harness.endInput();
      harness.getEnvironment().getActualExternalFailureCause().ifPresent(EvidenceTest::raise);
      return harness.extractOutputValues().get(0);
    }
  }

  private static void raise(Throwable failure) {
    throw new IllegalStateException("The job fails.", failure);
  }

  @Test
  void aPlateThatWasReadIsKeptAsAPictureOfItself() throws Exception {
    Observations seen = keep(folder.resolve("media"), frame("gate", true), false);
    assertThat(seen.plates())
        .extracting(PlateSighting::crop)
        .containsExactly("gate/5000-0.jpg", null);
    try (MediaStore store = MediaAddress.of(folder.resolve("media")).open()) {
      byte[] jpeg = store.get(EvidenceNames.of("run", "gate/5000-0.jpg")).orElseThrow();
      var image = ImageIO.read(new ByteArrayInputStream(jpeg));
      assertThat(image.getWidth()).isEqualTo(96);
      assertThat(image.getHeight()).isEqualTo(24);
      assertThat(new Color(image.getRGB(48, 12)).getRed()).isGreaterThan(200);
    }
  }

  @Test
  void aRecordedFrameFromACheckpointIsDecodedAgainAndLeavesTheSameBytes() throws Exception {
    Observations direct = keep(folder.resolve("direct"), frame("gate", true), false);
    Observations again = keep(folder.resolve("again"), frame("gate", false), false);
    assertThat(again).isEqualTo(direct);
    String name = "crops/run/gate/5000-0.jpg";
    assertThat(folder.resolve("again").resolve(name))
        .hasSameBinaryContentAs(folder.resolve("direct").resolve(name));
  }

  @Test
  void aLiveFrameFromACheckpointIsLostAndSaysSo() throws Exception {
    Observations seen = keep(folder.resolve("media"), frame("gate", false), true);
    assertThat(seen.frame().kind()).isEqualTo(RecordKind.DROPPED);
  }

  @Test
  void aFrameInWhichAVehicleIsNearAGateIsKeptWhole() throws Exception {
    Observations seen = keep(folder.resolve("media"), frame("lane", true), false);
    assertThat(seen.picture()).isEqualTo("lane/5000-whole.jpg");
    try (MediaStore store = MediaAddress.of(folder.resolve("media")).open()) {
      byte[] jpeg = store.get(EvidenceNames.of("run", seen.picture())).orElseThrow();
      var image = ImageIO.read(new ByteArrayInputStream(jpeg));
      assertThat(image.getWidth()).isEqualTo(320);
      assertThat(image.getHeight()).isEqualTo(240);
      assertThat(new Color(image.getRGB(140, 110)).getRed()).isGreaterThan(200);
    }
    Observations again = keep(folder.resolve("again"), frame("lane", false), false);
    assertThat(again).isEqualTo(seen);
    assertThat(folder.resolve("again/crops/run").resolve(seen.picture()))
        .hasSameBinaryContentAs(folder.resolve("media/crops/run").resolve(seen.picture()));
  }

  @Test
  void aFrameWithoutAVehicleAtAGateIsNotKeptWhole() throws Exception {
    Observations seen = keep(folder.resolve("media"), frame("verge", true), false);
    assertThat(seen.vehicles()).hasSize(1);
    assertThat(seen.picture()).isNull();
    assertThat(folder.resolve("media")).doesNotExist();
  }

  @Test
  void aWholePictureThatCannotBeKeptFailsAReplayAndCostsALiveFrameNothing() throws Exception {
    Path taken = Files.writeString(folder.resolve("taken"), "a file where a folder should be");
    Observations seen = keep(taken, frame("lane", true), true);
    assertThat(seen.vehicles()).hasSize(1);
    assertThat(seen.picture()).isNull();
    assertThatThrownBy(() -> keep(taken, frame("lane", true), false))
        .hasMessage("The job fails.")
        .hasRootCauseInstanceOf(IOException.class);
  }

  @Test
  void aCameraThatKeepsNoEvidenceLeavesNone() throws Exception {
    Observations seen = keep(folder.resolve("media"), frame("yard", true), false);
    assertThat(seen.plates()).extracting(PlateSighting::crop).containsOnlyNulls();
    assertThat(folder.resolve("media")).doesNotExist();
  }

  @Test
  void aLiveFrameGoesOnWhenItsPictureCannotBeKept() throws Exception {
    Path taken = Files.writeString(folder.resolve("taken"), "a file where a folder should be");
    Observations seen = keep(taken, frame("gate", true), true);
    assertThat(seen.frame().kind()).isEqualTo(RecordKind.FRAME);
    assertThat(seen.plates()).extracting(PlateSighting::crop).containsOnlyNulls();
  }

  @Test
  void aRecordedFrameIsTriedAgainAndThenFailsTheJobWhenItsPictureCannotBeKept() throws Exception {
    Path taken = Files.writeString(folder.resolve("taken"), "a file where a folder should be");
    assertThatThrownBy(() -> keep(taken, frame("gate", true), false))
        .hasMessage("The job fails.")
        .hasRootCauseInstanceOf(IOException.class);
  }

  private CropWriter writer(MediaStore store, CropWriter.Patience patience) {
    return new CropWriter(store, media(folder.resolve("media")), patience, IN_FLIGHT);
  }

  private static CropWriter.Patience restless(int attempts, Duration absence) {
    return new CropWriter.Patience(Duration.ofSeconds(20), attempts, absence, Duration.ZERO);
  }

  private CompletableFuture<String> keep(CropWriter writer) {
    return writer.keeperOf(frame("gate", true).header()).keep(picture, 0);
  }

  @Test
  void aStoreThatHangsHoldsNoMoreThanMayWait() {
    TestingStore store = new TestingStore();
    store.hang();
    Duration limit = Duration.ofMinutes(10);
    try (CropWriter writer =
        writer(store, new CropWriter.Patience(limit, 1, Duration.ZERO, limit))) {
      List<CompletableFuture<String>> answers = new ArrayList<>();
      for (int i = 0; i < 50 * IN_FLIGHT; i++) {
        answers.add(keep(writer));
        assertThat(writer.waiting()).isLessThanOrEqualTo(24 * IN_FLIGHT);
      }
      assertThat(writer.waiting()).isEqualTo(24 * IN_FLIGHT);
      // Two are being written.
      assertThat(answers.subList(24 * IN_FLIGHT + 2, answers.size()))
          .allMatch(CompletableFuture::isCompletedExceptionally);
    }
  }

  @Test
  void whatAHangingStoreDoesNotKeepInTimeLeavesAndTheStoreIsLeftAlone() {
    TestingStore store = new TestingStore();
    store.hang();
    Duration limit = Duration.ofMillis(100);
    try (CropWriter writer =
        writer(store, new CropWriter.Patience(limit, 1, Duration.ZERO, Duration.ofMinutes(10)))) {
      List<CompletableFuture<String>> answers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        answers.add(keep(writer));
      }
      await().until(() -> answers.stream().allMatch(CompletableFuture::isDone));
      assertThat(answers).allMatch(CompletableFuture::isCompletedExceptionally);
      await().until(() -> writer.waiting() == 0);
      assertThat(keep(writer)).isCompletedExceptionally();
      assertThat(writer.waiting()).isZero();
    }
  }

  @Test
  void aStoreThatFailedIsTriedAgain() throws Exception {
    TestingStore store = new TestingStore();
    store.failTimes(2);
    try (CropWriter writer = writer(store, restless(3, Duration.ZERO))) {
      assertThat(keep(writer).get(20, TimeUnit.SECONDS)).isEqualTo("gate/5000-0.jpg");
      assertThat(store.puts()).isEqualTo(3);
      store.failTimes(3);
      assertThatThrownBy(() -> keep(writer).get(20, TimeUnit.SECONDS))
          .hasCauseInstanceOf(IOException.class);
    }
  }

  @Test
  void aStoreThatIsAwayIsWaitedForButNotForEver() throws Exception {
    TestingStore store = new TestingStore();
    store.beAwayTimes(3);
    try (CropWriter writer = writer(store, restless(1, Duration.ofSeconds(20)))) {
      assertThat(keep(writer).get(20, TimeUnit.SECONDS)).isEqualTo("gate/5000-0.jpg");
      assertThat(store.puts()).isEqualTo(4);
    }
    store.beAwayTimes(Integer.MAX_VALUE);
    try (CropWriter writer = writer(store, restless(1, Duration.ofSeconds(1)))) {
      assertThatThrownBy(() -> keep(writer).get(20, TimeUnit.SECONDS))
          .hasRootCauseMessage("The bucket does not answer.");
    }
  }

  @Test
  void deletionsInAStoreThatHangsAreNotWaitedFor() throws Exception {
    TestingStore store = new TestingStore();
    store.hang();
    Duration patience = Duration.ofMillis(300);
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      requests.add(new Request("gate/" + i + "-0.jpg"));
    }
    try (Committer<String> committer =
        new DropCrops.Deleting(media(folder.resolve("media")), store, patience)) {
      long begun = System.nanoTime();
      committer.commit(new ArrayList<>(requests));
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(patience.plusSeconds(5));
      assertThat(requests).extracting(request -> request.later).containsOnly(1);
      // As long as it hangs, nobody waits again.
      begun = System.nanoTime();
      committer.commit(new ArrayList<>(requests));
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(patience);
      assertThat(requests).extracting(request -> request.later).containsOnly(1);
      store.letGo();
    }
  }

  /** One name as the framework hands it over. */
  private static final class Request implements Committer.CommitRequest<String> {
    private final String name;
    private int later;

    private Request(String name) {
      this.name = name;
    }

    @Override
    public String getCommittable() {
      return name;
    }

    @Override
    public int getNumberOfRetries() {
      return 0;
    }

    @Override
    public void signalFailedWithKnownReason(Throwable t) {
      throw new AssertionError(t);
    }

    @Override
    public void signalFailedWithUnknownReason(Throwable t) {
      throw new AssertionError(t);
    }

    @Override
    public void retryLater() {
      later++;
    }

    @Override
    public void updateAndRetryLater(String committable) {
      throw new AssertionError();
    }

    @Override
    public void signalAlreadyCommitted() {
      throw new AssertionError();
    }
  }

  @Test
  void whatNoPlateNeedsAnyMoreIsDeletedAndWhatCannotBeIsTriedAgain() throws Exception {
    Path where = folder.resolve("media");
    try (MediaStore store = MediaAddress.of(where).open()) {
      for (String name : List.of("gate/1-0.jpg", "gate/2-0.jpg")) {
        store.put(EvidenceNames.of("run", name), new byte[] {1});
      }
      Files.createDirectories(where.resolve("crops/run/gate/3-0.jpg/full"));
      List<Request> requests = new ArrayList<>();
      for (String name : List.of("gate/1-0.jpg", "gate/3-0.jpg", "gate/4-0.jpg")) {
        requests.add(new Request(name));
      }
      try (Committer<String> committer = new DropCrops(media(where)).createCommitter(null)) {
        committer.commit(new ArrayList<>(requests));
      }
      assertThat(store.get(EvidenceNames.of("run", "gate/1-0.jpg"))).isEmpty();
      assertThat(store.get(EvidenceNames.of("run", "gate/2-0.jpg"))).isPresent();
      assertThat(requests).extracting(request -> request.later).containsExactly(0, 1, 0);
    }
  }
}
