package io.sightline.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.frames.PictureSize;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import javax.imageio.ImageIO;
import org.bytedeco.ffmpeg.ffmpeg;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Videos as people have them, really encoded. */
class OddVideoTest {
  private static final int WIDTH = 160;
  private static final int HEIGHT = 96;
  private static final int ONE = 1 << 16;

  @TempDir Path folder;

  /** The top left quarter is white. */
  private static void corner(Graphics2D graphics, int width, int height) {
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width / 2, height / 2);
  }

  private static BiConsumer<Graphics2D, Integer> counting(int from) {
    return (graphics, n) -> {
      graphics.setColor(Color.getHSBColor((from + n) / 97f, 1, 1));
      graphics.fillRect((from + n) * 3 % 100, 10, 40, 40);
    };
  }

  /** Which quarter of the first frame is lit: left or right, and top or bottom. */
  private static String lit(Path file, PictureSize expected) {
    try (VideoFile video = VideoFile.open(file);
        VideoFrame first = video.next()) {
      assertThat(first.size()).isEqualTo(expected);
      Picture picture = first.picture();
      assertThat(new PictureSize(picture.width(), picture.height())).isEqualTo(expected);
      List<String> lit = new ArrayList<>();
      for (int quarter = 0; quarter < 4; quarter++) {
        int x = picture.width() * (1 + 2 * (quarter % 2)) / 4;
        int y = picture.height() * (1 + 2 * (quarter / 2)) / 4;
        int green = picture.bgr()[(y * picture.width() + x) * 3 + 1] & 0xff;
        if (green > 128) {
          lit.add((quarter / 2 == 0 ? "top " : "bottom ") + (quarter % 2 == 0 ? "left" : "right"));
        }
      }
      return String.join(", ", lit);
    }
  }

  /** Puts a display matrix into the header of the track. */
  private Path turned(Path video, int a, int b, int c, int d) throws IOException {
    byte[] bytes = Files.readAllBytes(video);
    int box = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("tkhd");
    // Version 0: version and flags, five numbers, eight bytes, layer, group, volume, two bytes.
    int matrix = box + 4 + 4 + 20 + 16;
    ByteBuffer into = ByteBuffer.wrap(bytes);
    into.putInt(matrix, a).putInt(matrix + 4, b).putInt(matrix + 12, c).putInt(matrix + 16, d);
    return Files.write(folder.resolve("turned.mp4"), bytes);
  }

  @Test
  void aVideoIsTurnedByItsDisplayMatrix() throws IOException {
    Path video =
        TestFootage.write(
            folder.resolve("corner.mp4"),
            WIDTH,
            HEIGHT,
            10,
            3,
            3,
            (graphics, n) -> corner(graphics, WIDTH, HEIGHT));
    PictureSize lying = new PictureSize(WIDTH, HEIGHT);
    PictureSize standing = new PictureSize(HEIGHT, WIDTH);
    assertThat(lit(video, lying)).isEqualTo("top left");
    assertThat(lit(turned(video, -ONE, 0, 0, -ONE), lying)).isEqualTo("bottom right");
    assertThat(lit(turned(video, -ONE, 0, 0, ONE), lying)).isEqualTo("top right");
    assertThat(lit(turned(video, ONE, 0, 0, -ONE), lying)).isEqualTo("bottom left");
    assertThat(lit(turned(video, 0, ONE, -ONE, 0), standing))
        .as("a quarter to the right, as telephones say it")
        .isEqualTo("top right");
    assertThat(lit(turned(video, 0, -ONE, ONE, 0), standing)).isEqualTo("bottom left");
    assertThat(lit(turned(video, 0, ONE, ONE, 0), standing)).isEqualTo("top left");
    assertThat(lit(turned(video, 0, -ONE, -ONE, 0), standing)).isEqualTo("bottom right");
  }

  @Test
  void anotherVideoInTheFileIsNamedAndNotReadInSilence() throws Exception {
    Path front = film("front.mp4", WIDTH);
    Path rear = film("rear.mp4", 80);
    Path both = folder.resolve("2026-03-01_08-00-00.mkv");
    ffmpeg("-i", front, "-i", rear, "-map", "0", "-map", "1", "-c", "copy", both);
    Footage footage = Footage.find("gate", both, null, ZoneOffset.UTC, null);
    assertThat(footage.troubles()).isEmpty();
    assertThat(footage.notes())
        .singleElement()
        .asString()
        .contains("only one is read, of 160 x 96 pixels", "stream 1 (80 x 96)", "-map 0:1 -c copy");
    Path other = folder.resolve("other.mkv");
    ffmpeg("-i", both, "-map", "0:1", "-c", "copy", other);
    assertThat(Footage.find("rear", other, Instant.EPOCH, ZoneOffset.UTC, null).size())
        .isEqualTo(new PictureSize(80, HEIGHT));
    assertThat(Footage.find("front", front, Instant.EPOCH, ZoneOffset.UTC, null).notes()).isEmpty();
  }

  private Path film(String name, int width) {
    return TestFootage.write(
        folder.resolve(name),
        width,
        HEIGHT,
        10,
        12,
        5,
        (graphics, n) -> corner(graphics, width, HEIGHT));
  }

  private static void ffmpeg(Object... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(Loader.load(ffmpeg.class), "-v", "error"));
    Arrays.stream(arguments).map(Object::toString).forEach(command::add);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  @Test
  void aFolderLeavesNoVideoOutForItsName() throws Exception {
    Path lot = Files.createDirectory(folder.resolve("lot"));
    Path film = film("film.mp4", WIDTH);
    ffmpeg("-i", film, "-c", "copy", lot.resolve("2026-03-01_08-00-00.asf"));
    ffmpeg("-i", film, "-c", "mjpeg", lot.resolve("2026-03-01_08-00-10.mjpeg"));
    dahua(lot.resolve("2026-03-01_08-00-20.dav"), 12);
    Files.writeString(lot.resolve("2026-03-01_08-00-30.txt"), "Rain.");
    Footage footage = Footage.find("lot", lot, null, ZoneOffset.UTC, null);
    assertThat(footage.troubles()).isEmpty();
    assertThat(footage.segments()).hasSize(3);
    for (FootageSegment segment : footage.segments()) {
      List<Seen> seen = play(Path.of(segment.file()), DatedVideo.Position.START, new ArrayList<>());
      assertThat(seen).as(segment.file()).hasSize(12);
    }
  }

  /**
   * As recorders of Dahua export it: each frame between a head, which tells the time of day to the
   * second and a count of milliseconds, and a foot. Source: FFmpeg's demuxer {@code dhav}.
   */
  private static void dahua(Path file, int frames) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int n = 0; n < frames; n++) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        ImageIO.write(image, "jpg", jpeg);
        int length = 24 + 8 + jpeg.size() + 8;
        int date = 26 << 26 | 3 << 22 | 1 << 17 | 8 << 12 | 20 + n / 10;
        ByteBuffer frame = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        frame.put("DHAV".getBytes(StandardCharsets.US_ASCII));
        frame.put((byte) 0xfd).put((byte) 0).put((byte) 0).put((byte) 0);
        frame.putInt(n).putInt(length).putInt(date).putShort((short) (n * 100));
        frame.put((byte) 8).put((byte) 0);
        frame.put((byte) 0x80).put((byte) 0).put((byte) (WIDTH / 8)).put((byte) (HEIGHT / 8));
        frame.put((byte) 0x81).put((byte) 0).put((byte) 3).put((byte) 10);
        frame.put(jpeg.toByteArray());
        frame.put("dhav".getBytes(StandardCharsets.US_ASCII)).putInt(length);
        out.write(frame.array());
      }
    }
  }

  @Test
  void pixelsThatAreNotSquareAreStretchedAlongTheirLongerSide() {
    PictureSize stored = new PictureSize(80, 120);
    assertThat(ShownPicture.square(stored, 2, 1)).isEqualTo(new PictureSize(160, 120));
    assertThat(ShownPicture.square(stored, 1, 2)).isEqualTo(new PictureSize(80, 240));
    assertThat(ShownPicture.square(stored, 0, 1)).as("not said").isEqualTo(stored);
    assertThat(ShownPicture.square(stored, 1, 1_000)).as("nobody films so").isEqualTo(stored);
    Path video =
        TestFootage.write(
            folder.resolve("wide.mp4"),
            "mp4",
            2,
            80,
            HEIGHT,
            10,
            3,
            3,
            (graphics, n) -> corner(graphics, 80, HEIGHT));
    assertThat(lit(video, new PictureSize(160, HEIGHT))).isEqualTo("top left");
  }

  /** MPEG transport streams joined as people join them. */
  private Path joined(int frames, PictureSize... sizes) throws IOException {
    Path joined = folder.resolve("joined.ts");
    Files.deleteIfExists(joined);
    Files.createFile(joined);
    for (int i = 0; i < sizes.length; i++) {
      Path part =
          TestFootage.write(
              folder.resolve("part.ts"),
              "mpegts",
              1,
              sizes[i].width(),
              sizes[i].height(),
              10,
              frames,
              12,
              counting(i * frames));
      Files.write(joined, Files.readAllBytes(part), java.nio.file.StandardOpenOption.APPEND);
    }
    return joined;
  }

  private record Seen(long micros, StampOddity oddity, PictureSize size, int pixels) {}

  private static List<Seen> play(
      Path file, DatedVideo.Position from, List<DatedVideo.Position> at) {
    List<Seen> seen = new ArrayList<>();
    try (DatedVideo video = DatedVideo.open(file, from)) {
      while (video.advance()) {
        seen.add(
            new Seen(
                video.mediaMicros(),
                video.oddity(),
                video.frame().size(),
                Arrays.hashCode(video.frame().picture().bgr())));
        at.add(video.position());
      }
    }
    return seen;
  }

  @Test
  void joinedRecordingsAreWholeAndFromEveryFrameTheRestIsTheSame() throws IOException {
    PictureSize size = new PictureSize(WIDTH, HEIGHT);
    Path file = joined(40, size, size);
    List<DatedVideo.Position> positions = new ArrayList<>();
    List<Seen> whole = play(file, DatedVideo.Position.START, positions);
    assertThat(whole).hasSize(80);
    assertThat(whole.get(79).micros()).isEqualTo(7_900_000);
    assertThat(whole)
        .filteredOn(seen -> seen.oddity() != null)
        .extracting(Seen::oddity)
        .containsExactly(StampOddity.BEGAN_AGAIN);
    for (int n = 0; n < whole.size(); n += 3) {
      assertThat(play(file, positions.get(n), new ArrayList<>()))
          .as("behind frame %d", n)
          .isEqualTo(whole.subList(n + 1, whole.size()));
    }
  }

  @Test
  void eachFrameHasItsOwnSize() throws IOException {
    PictureSize large = new PictureSize(WIDTH, HEIGHT);
    PictureSize small = new PictureSize(WIDTH / 2, HEIGHT / 2);
    List<Seen> seen = play(joined(20, large, small), DatedVideo.Position.START, new ArrayList<>());
    // A decoder that changes its size gives up the frame that it held back.
    assertThat(seen).hasSizeBetween(39, 40);
    assertThat(seen.subList(0, 19)).extracting(Seen::size).containsOnly(large);
    assertThat(seen.subList(20, seen.size())).extracting(Seen::size).containsOnly(small);
  }

  @Test
  void heldFramesTakeNoMemoryForGood() throws Exception {
    // Large ones, so that what is kept of each opening shows.
    PictureSize size = new PictureSize(8 * WIDTH, 8 * HEIGHT);
    Path file = joined(20, size, size);
    assertThat(ProcessMemory.leastGrowthKilobytes(() -> leaveOften(file)))
        .as("kB kept by 40 openings")
        .isLessThan(15_000);
  }

  private static void leaveOften(Path file) throws IOException {
    for (int i = 0; i < 40; i++) {
      try (DatedVideo video = DatedVideo.open(file, DatedVideo.Position.START)) {
        for (int n = 0; n < 10 + i % 15; n++) {
          video.advance();
        }
      }
    }
  }

  @Test
  void aRecordingInFragmentsThatBrokeOffIsReadAsFarAsItIsWhole() throws IOException {
    Path whole = folder.resolve("fragments.mp4");
    TestFootage.writeInFragments(whole, WIDTH, HEIGHT, 10, 100, 10, counting(0));
    byte[] bytes = Files.readAllBytes(whole);
    int frames = play(whole, DatedVideo.Position.START, new ArrayList<>()).size();
    assertThat(frames).isEqualTo(100);
    int last = 0;
    for (int percent = 30; percent < 100; percent++) {
      Path cut =
          Files.write(
              folder.resolve("cut.mp4"), Arrays.copyOf(bytes, bytes.length * percent / 100));
      int read = play(cut, DatedVideo.Position.START, new ArrayList<>()).size();
      assertThat(read).as("%d %% of it", percent).isBetween(Math.max(20, last - 2), 100);
      last = read;
    }
  }
}
