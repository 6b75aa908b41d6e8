package io.sightline.standalone;

import io.sightline.domain.settings.Settings;
import io.sightline.domain.site.SiteFile;
import io.sightline.media.RtspServer;
import io.sightline.models.TestModels;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.standalone.live.Serving;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * The drawn car park as a live camera: a round of 25 s, over and over. A car drives over the gate,
 * spot P1 is taken from 10 s to 22 s, spot P2 until 15 s.
 */
final class LiveSite {
  static final String CREDENTIALS = "viewer:canary-4711";
  static final int ROUND_SECONDS = 25;

  private static final int FRAMES_A_SECOND = 5;
  private static final int SIDE = 256;

  private LiveSite() {}

  static RtspServer server(Path folder) {
    Path pictures = folder.resolve("pictures");
    try {
      Files.createDirectories(pictures);
      for (int i = 0; i < ROUND_SECONDS * FRAMES_A_SECOND; i++) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = image.createGraphics();
        TestSite.paint(graphics, 2 * i);
        graphics.dispose();
        ImageIO.write(image, "png", pictures.resolve("%05d.png".formatted(i)).toFile());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new RtspServer(CREDENTIALS).withPictures("/lot", pictures);
  }

  /** A site file of cameras that all see the drawn car park. */
  static String file(RtspServer server, String site, String... cameras) {
    StringBuilder text = new StringBuilder("site: " + site + "\nname: Live park\ncameras:\n");
    int number = 0;
    for (String camera : cameras) {
      number++;
      text.append(
          """
            - id: %s
              uri: %s
              models: {vehicles: blob-any}
              occupancy: {confirm: 1s}
              spots:
                - {id: P%d1, polygon: [[20, 20], [68, 20], [68, 68], [20, 68]]}
                - {id: P%d2, polygon: [[180, 20], [228, 20], [228, 68], [180, 68]]}
              gates: [{id: gate-%d, line: [[128, 256], [128, 120]]}]
          """
              .formatted(camera, server.address("/lot"), number, number, number));
    }
    return text.append("sessions: {max-stay: 1h}\n").toString();
  }

  static ModelCatalog models(Path folder) {
    return ModelCatalog.of(List.of(TestModels.install(folder.resolve("models"))));
  }

  static Serving.Plan plan(String file, ModelCatalog catalog, int port) {
    return new Serving.Plan(
        SiteFile.parse("the test's site", Path.of("/"), file),
        catalog,
        Settings.load(
            null,
            Map.of(
                "SIGHTLINE_SERVICE_ADDRESS",
                "127.0.0.1",
                "SIGHTLINE_DELIVERIES_ALLOWED_NETWORKS",
                "127.0.0.0/8")),
        port,
        false);
  }
}
