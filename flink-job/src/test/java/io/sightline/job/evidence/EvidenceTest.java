package io.sightline.job.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.frames.Frame;
import io.sightline.domain.frames.FrameAddress;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.domain.observations.PlateText;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.SiteFile;
import io.sightline.job.perception.SeenFrame;
import io.sightline.job.perception.SeenFrameSerializer;
import io.sightline.job.settings.RunMedia;
import io.sightline.media.TestFootage;
import io.sightline.media.VideoFile;
import io.sightline.media.store.EvidenceNames;
import io.sightline.media.store.MediaAddress;
import io.sightline.media.store.MediaStore;
import java.awt.Color;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.operators.async.AsyncWaitOperatorFactory;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
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
                  """)
              .site());

  @TempDir Path folder;
  private Path video;
  private Picture picture;
  private long micros;

  @BeforeEach
  void decode() {
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
    try (VideoFile file = VideoFile.open(video)) {
      file.advance();
      micros = file.currentMicros();
      picture = file.picture();
    }
  }

  /** A frame with a plate that was read and one that was not, with its pixels or without. */
  private SeenFrame frame(String camera, boolean pixels) {
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
            new FrameAddress(video.toString(), micros));
    PlateSighting read =
        new PlateSighting(
            new Box(100, 100, 180, 120), 0.9f, 0, PlateText.of("AB", List.of(0.9f, 0.8f)), null);
    PlateSighting unread =
        new PlateSighting(new Box(10, 10, 50, 20), 0.4f, 0, PlateText.of("", List.of()), null);
    Observations seen = SeenFrame.of(new Frame(header, null)).observations();
    return new SeenFrame(seen.withPlates(List.of(read, unread)), pixels ? picture : null);
  }

  private RunMedia media(Path store) {
    return new RunMedia(MediaAddress.of(store), "run");
  }

  private Observations keep(Path store, SeenFrame frame, boolean live) throws Exception {
    try (var harness =
        new OneInputStreamOperatorTestHarness<>(
            new AsyncWaitOperatorFactory<>(
                new KeepCrops(media(store), LAYOUTS, live),
                60_000,
                4,
                AsyncDataStream.OutputMode.ORDERED),
            new SeenFrameSerializer())) {
      harness.setup(new SeenFrameSerializer());
      harness.open();
      harness.processElement(frame, 0);
      harness.endInput();
      return harness.extractOutputValues().get(0).observations();
    }
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
