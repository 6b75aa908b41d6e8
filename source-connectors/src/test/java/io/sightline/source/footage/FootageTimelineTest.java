package io.sightline.source.footage;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.frames.Frame;
import io.sightline.domain.frames.PictureSize;
import io.sightline.domain.frames.RecordKind;
import io.sightline.media.FootageSegment;
import io.sightline.media.TestFootage;
import io.sightline.source.timeline.CameraSplit;
import io.sightline.source.timeline.Timeline;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FootageTimelineTest {
  private static final long START = 1_700_000_000_000L;

  private static final PictureSize PICTURE = new PictureSize(64, 48);

  @TempDir static Path folder;
  private static Path video;

  @BeforeAll
  static void drawFootage() {
    video =
        TestFootage.write(
            folder.resolve("square.mp4"),
            64,
            48,
            25,
            75,
            30,
            (graphics, n) -> {
              graphics.setColor(Color.getHSBColor(n / 75f, 1, 1));
              graphics.fillRect(n % 50, 10, 12, 12);
            });
  }

  private static FootageSegment segment(long startMillis) {
    return new FootageSegment(video.toString(), false, startMillis);
  }

  private static FootageCamera camera(double sampleFps, FootageSegment... segments) {
    return new FootageCamera("site", "camera", sampleFps, PICTURE, "layout", List.of(segments));
  }

  private static List<Timeline.Entry<Frame>> read(FootageCamera camera, CameraSplit from) {
    List<Timeline.Entry<Frame>> entries = new ArrayList<>();
    FootageMetrics metrics = new FootageMetrics(new UnregisteredMetricsGroup(), camera.camera());
    try (FootageTimeline timeline = new FootageTimeline(camera, from, metrics)) {
      for (Timeline.Entry<Frame> entry = timeline.next(); entry != null; entry = timeline.next()) {
        entries.add(entry);
      }
    }
    return entries;
  }

  private static List<Timeline.Entry<Frame>> read(FootageCamera camera) {
    return read(camera, CameraSplit.start("camera"));
  }

  /** Everything of an entry, the pixels as a hash. */
  private static String text(Timeline.Entry<Frame> entry) {
    int pixels = entry.record().picture().map(picture -> Arrays.hashCode(picture.bgr())).orElse(0);
    return entry.record().header() + " " + pixels + " " + entry.after();
  }

  private static List<Long> times(List<Timeline.Entry<Frame>> entries) {
    return entries.stream()
        .filter(entry -> entry.record().header().kind() == RecordKind.FRAME)
        .map(entry -> entry.timestampMillis() - START)
        .toList();
  }

  @Test
  void everyFrameComesOnceNumberedWithoutGapsAndThenTheEnd() {
    List<Timeline.Entry<Frame>> entries = read(camera(0, segment(START)));
    assertThat(entries).hasSize(76);
    for (int i = 0; i < entries.size(); i++) {
      assertThat(entries.get(i).record().header().number()).isEqualTo(i);
    }
    assertThat(times(entries).subList(0, 4)).containsExactly(0L, 40L, 80L, 120L);
    assertThat(entries.get(75).record().header().kind()).isEqualTo(RecordKind.END);
    assertThat(entries.get(75).timestampMillis() - START).isEqualTo(3_000);
  }

  @Test
  void samplingIsAPureFunctionOfTime() {
    assertThat(times(read(camera(5, segment(START)))))
        .containsExactly(
            0L, 200L, 400L, 600L, 800L, 1000L, 1200L, 1400L, 1600L, 1800L, 2000L, 2200L, 2400L,
            2600L, 2800L);
    assertThat(times(read(camera(2, segment(START)))))
        .containsExactly(0L, 520L, 1000L, 1520L, 2000L, 2520L);
    assertThat(times(read(camera(100, segment(START))))).hasSize(75);
  }

  @Test
  void fromEveryPositionTheRestIsTheSameToThePixel() {
    FootageCamera camera = camera(7, segment(START), segment(START + 10_000));
    List<String> whole = read(camera).stream().map(FootageTimelineTest::text).toList();
    List<Timeline.Entry<Frame>> entries = read(camera);
    for (int i = 0; i < entries.size(); i++) {
      List<String> rest =
          read(camera, entries.get(i).after()).stream().map(FootageTimelineTest::text).toList();
      assertThat(rest).as("after record %d", i).isEqualTo(whole.subList(i + 1, whole.size()));
    }
  }

  @Test
  void framesThatWouldGoBackInTimeAreLeftOutAndSaidSo() {
    List<Timeline.Entry<Frame>> entries = read(camera(0, segment(START), segment(START + 2_000)));
    assertThat(entries)
        .extracting(entry -> entry.record().header().kind())
        .contains(RecordKind.DROPPED);
    assertThat(entries).extracting(Timeline.Entry::timestampMillis).isSorted();
    assertThat(times(entries)).doesNotHaveDuplicates().hasSize(75 + 50);
  }

  @Test
  void aPictureThatCannotBeReadStillComesWithItsAddress() throws IOException {
    Path good = folder.resolve("good.png");
    ImageIO.write(new BufferedImage(16, 12, BufferedImage.TYPE_INT_RGB), "png", good.toFile());
    List<Timeline.Entry<Frame>> entries =
        read(
            camera(
                0,
                new FootageSegment(good.toString(), true, START),
                new FootageSegment(folder.resolve("gone.png").toString(), true, START + 60_000)));
    assertThat(entries).hasSize(3);
    assertThat(entries.get(0).record().picture()).isPresent();
    assertThat(entries.get(1).record().picture()).isEmpty();
    assertThat(entries.get(1).record().header().address().media()).endsWith("gone.png");
    assertThat(entries.get(2).timestampMillis()).isEqualTo(START + 60_001);
  }
}
