package io.sightline.query.cameras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.network.CameraAddress;
import io.sightline.domain.settings.Settings;
import io.sightline.media.StreamFailure;
import io.sightline.query.UseCases;
import io.sightline.query.access.Reader;
import io.sightline.query.audit.Audit;
import io.sightline.query.failures.Conflict;
import io.sightline.query.failures.NotFound;
import io.sightline.store.sites.CameraRows;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotsTest {

  /** Looks where it is told to, and writes it down. */
  private static final class TestingEye implements CameraEye {
    private final List<String> looked = Collections.synchronizedList(new ArrayList<>());
    private CountDownLatch goOn = new CountDownLatch(0);
    private boolean broken;

    @Override
    public Picture look(CameraAddress camera, InetAddress at) throws StreamFailure {
      looked.add(camera.credentials() + " " + camera + " " + at.getHostAddress());
      try {
        goOn.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (broken) {
        throw new StreamFailure(StreamFailure.Kind.REFUSED, "Nobody listens.");
      }
      return UseCases.picture(64, 48);
    }
  }

  @TempDir Path folder;
  private final TestingEye eye = new TestingEye();
  private UseCases service;
  private Snapshots snapshots;

  @BeforeEach
  void start() {
    service = UseCases.start(folder);
    snapshots = snapshots(Settings.load(null, Map.of()));
  }

  private Snapshots snapshots(Settings settings) {
    return new Snapshots(
        service.get(CameraRows.class),
        service.get(Cameras.class),
        eye,
        service.get(Audit.class),
        settings);
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private BufferedImage take(String camera, boolean boxes) throws Exception {
    byte[] jpeg = snapshots.take(service.reader(UseCases.VIEWER), camera, boxes);
    return ImageIO.read(new ByteArrayInputStream(jpeg));
  }

  /** The picture is of a darker grey. */
  private static boolean isDrawn(int rgb) {
    return (rgb >> 16 & 255) > 140;
  }

  @Test
  void aPictureIsTakenWithTheCamerasCredentialsAndTheLookIsWrittenDown() throws Exception {
    assertThat(take("gate", false)).returns(64, BufferedImage::getWidth);
    assertThat(eye.looked)
        .containsExactly("viewer:canary-4711 rtsp://127.0.0.1:8554/gate 127.0.0.1");
    assertThat(service.audited()).containsExactly("victor look gate done 10.1.2.3");
  }

  @Test
  void whatWasSeenLastIsDrawnIntoIt() throws Exception {
    service
        .jdbc()
        .sql(
            """
            insert into camera_latest (camera, site, at, up, width, height, boxes)
            values ('gate', 'garage', now(), true, 64, 48,
              '[{"label": "car", "score": 0.9, "x": 8, "y": 16, "width": 40, "height": 24}]')
            """)
        .update();
    assertThat(isDrawn(take("gate", true).getRGB(8, 30))).isTrue();
    assertThat(isDrawn(take("gate", false).getRGB(8, 30))).isFalse();
  }

  @Test
  void aPictureIsKeptForAMomentForOthersWhoAsk() throws Exception {
    take("gate", false);
    take("gate", true);
    take("deck", false);
    assertThat(eye.looked).hasSize(2);
  }

  @Test
  void whoeverAsksFirstTakesItAndTheOthersWaitForThatOne() throws Exception {
    eye.goOn = new CountDownLatch(1);
    Reader reader = service.reader(UseCases.VIEWER);
    ExecutorService callers = Executors.newFixedThreadPool(3);
    try {
      List<Future<byte[]>> taken = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        taken.add(callers.submit(() -> snapshots.take(reader, "gate", false)));
      }
      org.awaitility.Awaitility.await().until(() -> eye.looked.size() == 1);
      eye.goOn.countDown();
      for (Future<byte[]> one : taken) {
        assertThat(one.get()).isNotEmpty();
      }
      assertThat(eye.looked).hasSize(1);
    } finally {
      callers.shutdownNow();
    }
  }

  @Test
  void aCameraThatIsNotSeenIsNotTriedAgainAtOnce() {
    eye.broken = true;
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> take("gate", false))
          .isInstanceOf(Conflict.class)
          .hasMessage("The camera 'gate' is not seen now.");
    }
    assertThat(eye.looked).hasSize(1);
    assertThat(service.audited()).isEmpty();
  }

  @Test
  void anAddressIsAskedWhetherItIsAllowedEachTime() {
    snapshots =
        snapshots(Settings.load(null, Map.of("SIGHTLINE_CAMERAS_ALLOWED_NETWORKS", "10.0.0.0/8")));
    assertThatThrownBy(() -> take("gate", false)).isInstanceOf(Conflict.class);
    assertThat(eye.looked).isEmpty();
  }

  @Test
  void aCameraOfAnotherSiteOrOneThatIsNotLiveIsNotThere() {
    service.addSite(
        "site: old\nname: Old\ncameras:\n  - id: tape\n    uri: /tape.mp4\n"
            + "    start: 2026-03-01T08:00:00Z\n");
    assertThatThrownBy(() -> take("quay", false)).isInstanceOf(NotFound.class);
    assertThatThrownBy(() -> snapshots.take(service.reader(UseCases.ADMIN), "tape", false))
        .isInstanceOf(NotFound.class)
        .hasMessageStartingWith("A live camera 'tape'");
    assertThat(eye.looked).isEmpty();
  }
}
