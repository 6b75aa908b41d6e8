package io.sightline.source.footage;

import static io.sightline.source.timeline.CameraSplit.UNKNOWN;

import io.sightline.domain.frames.Frame;
import io.sightline.domain.frames.FrameAddress;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.frames.RecordKind;
import io.sightline.media.FootageSegment;
import io.sightline.media.MediaFailure;
import io.sightline.media.PictureFile;
import io.sightline.media.VideoFile;
import io.sightline.source.timeline.CameraSplit;
import io.sightline.source.timeline.Timeline;
import java.nio.file.Path;

/**
 * Walks through a camera's footage, segment by segment: sampled frames with their pixels, a record
 * for each frame that has to be left out, and one for the end.
 */
final class FootageTimeline implements Timeline<Frame> {
  private static final String TIME_STANDS_STILL = "its time is not after that of the frame before";
  private static final String UNREADABLE = "the video cannot be read any further";

  private final FootageCamera camera;
  private final Sampling sampling;
  private VideoFile video;

  // The position: what CameraSplit holds, as it changes.
  private int segment;
  private long originMicros;
  private long readMicros;
  private long nextNumber;
  private long lastMillis;
  private long sampledMillis;

  FootageTimeline(FootageCamera camera, CameraSplit from) {
    this.camera = camera;
    this.sampling = new Sampling(camera.segments().get(0).startMillis(), camera.sampleFps());
    this.segment = from.segment();
    this.originMicros = from.originMicros();
    this.readMicros = from.readMicros();
    this.nextNumber = from.nextNumber();
    this.lastMillis = from.lastMillis();
    this.sampledMillis = from.sampledMillis();
  }

  @Override
  public Entry<Frame> next() {
    while (segment < camera.segments().size()) {
      FootageSegment current = camera.segments().get(segment);
      Entry<Frame> entry = current.still() ? nextStill(current) : nextOfVideo(current);
      if (entry != null) {
        return entry;
      }
    }
    if (segment == camera.segments().size()) {
      segment++;
      return entry(RecordKind.END, lastMillis + 1, null, false, null, null);
    }
    return null;
  }

  private Entry<Frame> nextStill(FootageSegment still) {
    leaveSegment();
    FrameAddress address = new FrameAddress(still.file(), 0);
    if (lastMillis != UNKNOWN && still.startMillis() <= lastMillis) {
      return entry(RecordKind.DROPPED, lastMillis, TIME_STANDS_STILL, true, address, null);
    }
    if (!sampling.takes(still.startMillis(), sampledMillis)) {
      return null;
    }
    sampledMillis = still.startMillis();
    // A picture that cannot be read comes without pixels: perception tries again and sets it aside
    // with its reason.
    return entry(RecordKind.FRAME, still.startMillis(), null, true, address, readIfPossible(still));
  }

  private static Picture readIfPossible(FootageSegment still) {
    try {
      return PictureFile.read(Path.of(still.file()));
    } catch (MediaFailure e) {
      return null;
    }
  }

  private Entry<Frame> nextOfVideo(FootageSegment current) {
    if (video == null) {
      openVideo(current);
    }
    while (video.advance()) {
      long micros = video.currentMicros();
      if (originMicros == UNKNOWN) {
        originMicros = micros;
      }
      readMicros = micros;
      long millis = current.startMillis() + Math.floorDiv(micros - originMicros, 1_000);
      FrameAddress address = new FrameAddress(current.file(), micros);
      if (lastMillis != UNKNOWN && millis <= lastMillis) {
        return entry(RecordKind.DROPPED, lastMillis, TIME_STANDS_STILL, false, address, null);
      }
      if (sampling.takes(millis, sampledMillis)) {
        sampledMillis = millis;
        return entry(RecordKind.FRAME, millis, null, false, address, video.picture());
      }
      lastMillis = millis;
    }
    if (lastMillis == UNKNOWN) {
      lastMillis = current.startMillis();
    }
    boolean failed = video.endedByFailure();
    FrameAddress end = new FrameAddress(current.file(), readMicros == UNKNOWN ? 0 : readMicros);
    // A frame is shown until the next one would come, so what is known reaches that much beyond the
    // last frame.
    lastMillis += Math.max(1, video.frameMicros() / 1_000) - 1;
    leaveSegment();
    return failed ? entry(RecordKind.DROPPED, lastMillis, UNREADABLE, false, end, null) : null;
  }

  private void openVideo(FootageSegment current) {
    video = VideoFile.open(Path.of(current.file()));
    if (readMicros != UNKNOWN) {
      video.seek(readMicros + 1);
    }
  }

  private void leaveSegment() {
    close();
    segment++;
    originMicros = UNKNOWN;
    readMicros = UNKNOWN;
  }

  private Entry<Frame> entry(
      RecordKind kind,
      long millis,
      String reason,
      boolean still,
      FrameAddress address,
      Picture picture) {
    lastMillis = millis;
    FrameHeader header =
        new FrameHeader(
            camera.site(),
            camera.camera(),
            0,
            nextNumber++,
            millis,
            kind,
            reason,
            still,
            camera.layoutVersion(),
            address);
    CameraSplit after =
        new CameraSplit(
            camera.camera(),
            segment,
            originMicros,
            readMicros,
            nextNumber,
            lastMillis,
            sampledMillis);
    return new Entry<>(new Frame(header, picture), millis, after);
  }

  @Override
  public void close() {
    if (video != null) {
      video.close();
      video = null;
    }
  }
}
