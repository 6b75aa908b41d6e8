package io.sightline.source.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.network.AllowedNetworks;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import io.sightline.store.registry.CameraRoster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.io.InputStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Assignments of a camera that nobody finds, so that all there is of it is silence. */
class LiveCameraTest {
  private static final Site YARD =
      SiteFile.parse("site", Path.of("/"), "{site: yard, cameras: [{id: gate, uri: x.mp4}]}")
          .site();
  private static final Layouts KNOWN =
      (site, version) -> {
        if (version.equals("lost")) {
          throw new IllegalStateException("It is not in the registry.");
        }
        return YARD;
      };
  private static final CameraRoster.Entry GATE =
      new CameraRoster.Entry("gate", "yard", 1, 0, List.of(new CameraRoster.LayoutStart(0, "now")));

  private final List<FrameHeader> taken = new ArrayList<>();
  private final TestingReaderContext context = new TestingReaderContext();
  private final CameraReader reader =
      new CameraReader(
          new CameraSourceOptions(
              null,
              camera -> Optional.empty(),
              KNOWN,
              AllowedNetworks.of(List.of("127.0.0.0/8")),
              Duration.ofSeconds(1)),
          context);

  @AfterEach
  void close() {
    reader.close();
  }

  private void take() {
    InputStatus status;
    do {
      status = reader.pollNext(context.output(frame -> taken.add(frame.header())));
    } while (status == InputStatus.MORE_AVAILABLE);
  }

  private void hears(long epoch) {
    reader.handleSourceEvents(
        new RosterEvent(true, List.of(new RosterEvent.Listed(GATE, epoch)), List.of()));
  }

  private void hearsOfNone() {
    reader.handleSourceEvents(new RosterEvent(true, List.of(), List.of()));
  }

  private static LiveSplit begun(long epoch, String layout) {
    return new LiveSplit("gate", epoch, "yard", layout, 5, 1_000);
  }

  @Test
  void aCameraThatIsBackOnTheSameReaderEndsAsItWasAndBeginsAnew() {
    reader.start();
    hears(0);
    reader.addSplits(List.of(LiveSplit.start(GATE, 0)));
    await()
        .untilAsserted(
            () -> {
              take();
              assertThat(taken).hasSizeGreaterThanOrEqualTo(2);
            });
    int before = taken.size();
    hearsOfNone();
    hears(1);
    reader.addSplits(List.of(LiveSplit.start(GATE, 1)));
    assertThat(reader.snapshotState(1)).extracting(LiveSplit::epoch).containsExactly(0L, 1L);
    await()
        .untilAsserted(
            () -> {
              take();
              assertThat(taken).hasSizeGreaterThanOrEqualTo(before + 3);
            });
    FrameHeader end = taken.get(before);
    assertThat(end.kind()).isEqualTo(RecordKind.END);
    assertThat(end.epoch()).isZero();
    assertThat(end.number()).isEqualTo(before);
    for (int i = before + 1; i < taken.size(); i++) {
      assertThat(taken.get(i).epoch()).isOne();
      assertThat(taken.get(i).number()).isEqualTo(i - before - 1);
    }
    assertThat(reader.snapshotState(2)).extracting(LiveSplit::epoch).containsExactly(1L);
    List<String> threads =
        Thread.getAllStackTraces().keySet().stream()
            .map(Thread::getName)
            .filter("camera gate"::equals)
            .toList();
    assertThat(threads).as("none of the one before").hasSize(1);
  }

  @Test
  void anAssignmentThatAnotherHasReplacedEnds() {
    reader.addSplits(List.of(begun(3, "before")));
    hears(4);
    take();
    assertThat(taken).extracting(FrameHeader::kind).containsExactly(RecordKind.END);
    assertThat(taken.get(0).epoch()).isEqualTo(3);
    assertThat(reader.snapshotState(1)).isEmpty();
  }

  @Test
  void aCameraThatWasTakenAwayWhileNobodyReadEndsAsWhatIsKnownOfIt() {
    reader.addSplits(List.of(begun(3, "before")));
    hearsOfNone();
    take();
    assertThat(taken).hasSize(1);
    FrameHeader end = taken.get(0);
    assertThat(end.kind()).isEqualTo(RecordKind.END);
    assertThat(end.number()).isEqualTo(5);
    assertThat(end.site()).isEqualTo("yard");
    assertThat(end.layoutVersion()).isEqualTo("before");
  }

  @Test
  void ofACameraWhoseLayoutIsGoneAsWellNothingIsSaid() {
    reader.addSplits(
        List.of(begun(3, "lost"), new LiveSplit("new", 4, "yard", "now", 0, LiveSplit.UNKNOWN)));
    hearsOfNone();
    take();
    assertThat(taken).isEmpty();
    assertThat(reader.snapshotState(1)).isEmpty();
  }

  @Test
  void anAssignmentThatTheReaderHasNotHeardOfWaits() {
    reader.addSplits(List.of(begun(3, "before")));
    hears(2);
    take();
    assertThat(taken).isEmpty();
    assertThat(reader.snapshotState(1)).containsExactly(begun(3, "before"));
  }

  @Test
  void whatHasChangedIsAddedToWhatWasKnown() {
    hearsOfNone();
    reader.addSplits(List.of(begun(3, "before")));
    take();
    assertThat(taken).extracting(FrameHeader::kind).containsExactly(RecordKind.END);
    taken.clear();
    reader.handleSourceEvents(
        new RosterEvent(false, List.of(new RosterEvent.Listed(GATE, 4)), List.of()));
    reader.addSplits(List.of(begun(4, "before")));
    take();
    assertThat(taken).extracting(FrameHeader::reason).containsExactly("restarted");
    reader.handleSourceEvents(new RosterEvent(false, List.of(), List.of("gate")));
    take();
    assertThat(taken.get(1).kind()).isEqualTo(RecordKind.END);
  }
}
