package io.sightline.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sightline.domain.BadInput;
import io.sightline.domain.frames.PictureSize;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.OptionalLong;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FootageTest {
  private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");

  @TempDir Path folder;

  private Path video(String name, int frames) {
    return TestFootage.write(
        folder.resolve(name),
        64,
        48,
        10,
        frames,
        10,
        (graphics, n) -> {
          graphics.setColor(Color.WHITE);
          graphics.fillRect(n % 60, 10, 8, 8);
        });
  }

  private Path picture(String name) throws IOException {
    Path file = folder.resolve(name);
    ImageIO.write(new BufferedImage(32, 16, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
    return file;
  }

  @Test
  void aVideoHasItsStartAndItsLength() {
    Footage footage = Footage.find("gate", video("a.mp4", 50), START, ZoneOffset.UTC, null);
    assertThat(footage.startMillis()).isEqualTo(START.toEpochMilli());
    assertThat(footage.endMillis() - footage.startMillis()).isEqualTo(5_000);
    assertThat(footage.frames()).isEqualTo(50);
    assertThat(footage.size()).isEqualTo(new PictureSize(64, 48));
  }

  @Test
  void withoutAStartTheSidecarTellsThenTheName() throws IOException {
    Path named = video("cam_2026-03-01T08-00-10.mp4", 5);
    assertThat(Footage.find("gate", named, null, ZoneId.of("America/Santiago"), null).startMillis())
        .isEqualTo(Instant.parse("2026-03-01T11:00:10Z").toEpochMilli());
    Files.writeString(
        folder.resolve(named.getFileName() + ".yaml"), "start: 2026-03-01T08:00:00Z\n");
    assertThat(Footage.find("gate", named, null, ZoneOffset.UTC, null).startMillis())
        .isEqualTo(START.toEpochMilli());
  }

  @Test
  void footageThatSaysNoTimeIsRefusedAndNeverTakenAsNow() {
    assertThatThrownBy(() -> Footage.find("gate", video("a.mp4", 5), null, ZoneOffset.UTC, null))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("does not say when it was recorded");
  }

  @Test
  void aFolderIsOneTimelineInTheOrderOfTheNames() throws IOException {
    picture("2013-02-24_10_05_04.png");
    picture("image_20130222062500123.png");
    Files.writeString(folder.resolve("2013-02-22.xml"), "<truth/>");
    Footage footage = Footage.find("lot", folder, null, ZoneOffset.UTC, null);
    assertThat(footage.segments())
        .extracting(FootageSegment::startMillis)
        .containsExactly(
            Instant.parse("2013-02-22T06:25:00.123Z").toEpochMilli(),
            Instant.parse("2013-02-24T10:05:04Z").toEpochMilli());
    picture("no-time.png");
    assertThatThrownBy(() -> Footage.find("lot", folder, null, ZoneOffset.UTC, null))
        .hasMessageContaining("no-time.png");
  }

  private record Played(int frames, long micros, OptionalLong missing) {}

  private static Played play(Path file) {
    int frames = 0;
    long micros = 0;
    try (DatedVideo video = DatedVideo.open(file, DatedVideo.Position.START)) {
      while (video.advance()) {
        frames++;
        micros = video.mediaMicros() + video.shownMicros();
      }
      return new Played(frames, micros, video.missingMicros(micros));
    }
  }

  @Test
  void whatSystemsLeaveBesidePicturesIsNoFootage() throws IOException {
    picture("2026-03-01_08-00-00.png");
    Files.write(folder.resolve("._2026-03-01_08-00-00.png"), new byte[] {0, 5, 22, 7});
    Files.write(folder.resolve(".DS_Store"), new byte[8]);
    Files.write(folder.resolve("Thumbs.db"), new byte[8]);
    assertThat(Footage.find("lot", folder, null, ZoneOffset.UTC, null).segments()).hasSize(1);
  }

  @Test
  void namesThatCanMeanTwoTimesAreRefusedAllAtOnceOrReadByTheirFormat() throws IOException {
    picture("03-04-2026_08-00-00.png");
    picture("03-04-2026_09-00-00.png");
    picture("2026-04-03_10-00-00.png");
    assertThatThrownBy(() -> Footage.find("lot", folder, null, ZoneOffset.UTC, null))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("03-04-2026_08-00-00.png")
        .hasMessageContaining("1 other file");
    Files.delete(folder.resolve("2026-04-03_10-00-00.png"));
    assertThat(
            Footage.find("lot", folder, null, ZoneOffset.UTC, "dd-MM-yyyy_HH-mm-ss").startMillis())
        .isEqualTo(Instant.parse("2026-04-03T08:00:00Z").toEpochMilli());
  }

  @Test
  void ofAVideoWhoseEndIsMissingTheRestIsThereAndTheLossIsTold() throws IOException {
    for (String name :
        new String[] {"footage/pran_license_plate.mp4", "footage/intel_car-detection.mp4"}) {
      byte[] bytes = Files.readAllBytes(RealFiles.require(name));
      Played whole = play(RealFiles.require(name));
      assertThat(whole.missing()).as(name).isEmpty();
      for (double share : new double[] {0.3, 0.7, 0.95}) {
        Path file =
            Files.write(
                folder.resolve("cut.mp4"), Arrays.copyOf(bytes, (int) (bytes.length * share)));
        assertThat(Footage.find("gate", file, START, ZoneOffset.UTC, null).troubles()).isEmpty();
        Played cut = play(file);
        assertThat(cut.frames()).as("%s cut to %s", name, share).isBetween(1, whole.frames() - 1);
        assertThat(cut.missing().getAsLong() + cut.micros())
            .as("%s cut to %s", name, share)
            .isCloseTo(whole.micros(), within(100_000L));
      }
    }
  }

  @Test
  void aPictureThatClaimsToBeHugeIsRefusedBeforeItIsDecoded() throws IOException {
    byte[] png = Files.readAllBytes(picture("small.png"));
    // Width and height stand in the first chunk, from byte 16, most significant byte first.
    png[16] = 0;
    png[17] = 0;
    png[18] = (byte) 0xff;
    png[19] = (byte) 0xff;
    png[22] = (byte) 0xff;
    png[23] = (byte) 0xff;
    Path bomb = Files.write(folder.resolve("bomb.png"), png);
    assertThatThrownBy(() -> PictureFile.read(bomb))
        .isInstanceOf(MediaFailure.class)
        .hasMessageContaining("megapixels");
  }

  @Test
  void aJpegWithoutItsLowerHalfIsAFailureAndNotAGreyPicture() throws IOException {
    BufferedImage image = new BufferedImage(320, 200, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 320 * 200; i++) {
      image.setRGB(i % 320, i / 320, i * 7919);
    }
    Path whole = folder.resolve("whole.jpg");
    ImageIO.write(image, "jpg", whole.toFile());
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = Files.write(folder.resolve("cut.jpg"), Arrays.copyOf(bytes, bytes.length / 2));
    assertThat(PictureFile.read(whole).width()).isEqualTo(320);
    assertThatThrownBy(() -> PictureFile.read(cut))
        .isInstanceOf(MediaFailure.class)
        .hasMessageContaining("cut off");
  }

  @Test
  void aPictureCutOffIsAFailureAndNotACrash() throws IOException {
    byte[] png = Files.readAllBytes(picture("small.png"));
    for (int length = 0; length < png.length * 3 / 4; length += 5) {
      Path cut = Files.write(folder.resolve("cut.png"), Arrays.copyOf(png, length));
      assertThatThrownBy(() -> PictureFile.read(cut)).isInstanceOf(MediaFailure.class);
    }
  }
}
