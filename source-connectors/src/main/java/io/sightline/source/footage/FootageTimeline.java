package io.sightline.source.footage;

import static io.sightline.source.timeline.CameraSplit.UNKNOWN;

import io.sightline.domain.frames.Frame;
import io.sightline.domain.frames.FrameAddress;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.FramePosition;
import io.sightline.domain.frames.Omission;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.frames.PictureSize;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.frames.Silence;
import io.sightline.media.DatedVideo;
import io.sightline.media.FootageSegment;
import io.sightline.media.MediaFailure;
import io.sightline.media.PictureFile;
import io.sightline.media.StampOddity;
import io.sightline.source.timeline.CameraSplit;
import io.sightline.source.timeline.Timeline;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Walks through a camera's footage, segment by segment: sampled frames with their pixels, a record
 * for each frame that has to be left out and for each break, and one for the end.
 */
final class FootageTimeline implements Timeline<Frame> {
  /** Photographs whose names tell the same second are a burst. */
  private static final long BURST_MILLIS = 1_000;

  /** What is shorter at the beginning of a video is not told. */
  private static final long LEAST_LOSS_MICROS = 1_000_000;

  /** Opens a segment's video. */
  interface VideoOpener {
    /**
     * @throws MediaFailure when it cannot be read
     */
    DatedVideo open(FootageSegment segment, DatedVideo.Position from);
  }

  private final FootageCamera camera;
  private final FootageMetrics metrics;
  private final VideoOpener opener;
  private final Sampling sampling;
  private DatedVideo video;

  /** Whether the video's current frame has not been handed on, since something was told first. */
  private boolean waits;

  // The position: what CameraSplit holds, as it changes.
  private int segment;
  private DatedVideo.Position read;
  private long nextNumber;
  private long lastMillis;
  private long sampledMillis;
  private boolean told;
  private boolean outside;

  FootageTimeline(FootageCamera camera, CameraSplit from, FootageMetrics metrics) {
    this(camera, from, metrics, (segment, at) -> DatedVideo.open(Path.of(segment.file()), at));
  }

  FootageTimeline(
      FootageCamera camera, CameraSplit from, FootageMetrics metrics, VideoOpener opener) {
    this.camera = camera;
    this.metrics = metrics;
    this.opener = opener;
    this.sampling = new Sampling(camera.segments().get(0).startMillis(), camera.sampleFps());
    this.segment = from.segment();
    this.read = from.video();
    this.nextNumber = from.nextNumber();
    this.lastMillis = from.lastMillis();
    this.sampledMillis = from.sampledMillis();
    this.told = from.told();
    this.outside = from.outside();
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
      return entry(RecordKind.END, lastMillis + 1, null);
    }
    return null;
  }

  private Entry<Frame> nextStill(FootageSegment still) {
    FrameAddress address = new FrameAddress(still.file(), 0);
    long millis = still.startMillis();
    if (lastMillis != UNKNOWN && millis <= lastMillis && lastMillis - millis < BURST_MILLIS) {
      millis = lastMillis + 1;
    }
    if (lastMillis != UNKNOWN && millis <= lastMillis) {
      leaveSegment();
      return dropped(Omission.NOT_AFTER_LAST, lastMillis, true, address);
    }
    if (!sampling.takes(millis, sampledMillis)) {
      leaveSegment();
      return null;
    }
    // A picture that cannot be read comes without pixels: perception tries again and sets it aside
    // with its reason.
    Picture picture = readIfPossible(still);
    Entry<Frame> lost = picture == null ? null : lostOutside(sizeOf(picture), millis);
    if (lost != null) {
      return lost;
    }
    leaveSegment();
    sampledMillis = millis;
    return outside && picture != null
        ? dropped(Omission.OUTSIDE_PICTURE, millis, true, address)
        : entry(RecordKind.FRAME, millis, null, true, address, null, camera.picture(), picture);
  }

  private static Picture readIfPossible(FootageSegment still) {
    try {
      return PictureFile.read(Path.of(still.file()));
    } catch (MediaFailure e) {
      return null;
    }
  }

  private static PictureSize sizeOf(Picture picture) {
    return new PictureSize(picture.width(), picture.height());
  }

  private Entry<Frame> nextOfVideo(FootageSegment current) {
    if (video == null) {
      try {
        video = opener.open(current, read);
      } catch (MediaFailure e) {
        return lost(current);
      }
    }
    while (waits || video.advance()) {
      waits = true;
      Entry<Frame> entry = frame(current);
      if (entry != null) {
        return entry;
      }
    }
    return endOfVideo(current);
  }

  /** What comes of the current frame, or of what is odd before it; null for nothing. */
  private Entry<Frame> frame(FootageSegment current) {
    long millis = current.startMillis() + Math.floorDiv(video.mediaMicros(), 1_000);
    boolean late = lastMillis != UNKNOWN && millis <= lastMillis;
    StampOddity oddity = video.oddity();
    Silence gap = gapBefore(oddity);
    if (!told && lastMillis != UNKNOWN && gap != null) {
      told = true;
      return entry(RecordKind.SILENCE, lastMillis, gap.key());
    }
    if (!told && beginsLate()) {
      told = true;
      long begin = Math.min(current.startMillis(), millis - 1);
      return entry(
          RecordKind.SILENCE,
          lastMillis == UNKNOWN ? begin : Math.max(begin, lastMillis),
          Silence.UNREADABLE.key());
    }
    boolean taken = !late && sampling.takes(millis, sampledMillis);
    if (taken) {
      Entry<Frame> lost = lostOutside(video.frame().size(), millis);
      if (lost != null) {
        return lost;
      }
    }
    FramePosition position = video.position().video();
    FrameAddress address = new FrameAddress(current.file(), stamp(position));
    read = video.position();
    waits = false;
    told = false;
    if (late) {
      return dropped(Omission.NOT_AFTER_LAST, lastMillis, false, address);
    }
    if (!taken) {
      lastMillis = millis;
      return null;
    }
    sampledMillis = millis;
    if (outside) {
      return dropped(Omission.OUTSIDE_PICTURE, millis, false, address);
    }
    return entry(
        RecordKind.FRAME,
        millis,
        oddity == null || gap != null ? null : oddity.key(),
        false,
        address,
        position,
        camera.picture(),
        video.frame().picture());
  }

  /** Whether the current frame is the video's first, and a part of it lies before that. */
  private boolean beginsLate() {
    return read.video() == null && video.mediaMicros() > LEAST_LOSS_MICROS;
  }

  /** What lies between the frame before and one with such a stamp; null for nothing. */
  private static Silence gapBefore(StampOddity oddity) {
    if (oddity == StampOddity.BREAK) {
      return Silence.STAMP_BREAK;
    }
    return oddity == StampOddity.BEGAN_AGAIN ? Silence.STAMP_BEGAN_AGAIN : null;
  }

  /** Where there is no stamp, time since the video's first frame stands for it. */
  private long stamp(FramePosition position) {
    return position.stampMicros() == Long.MIN_VALUE ? video.mediaMicros() : position.stampMicros();
  }

  /** A picture of another aspect shows something else than the layout was drawn on. */
  private Entry<Frame> lostOutside(PictureSize size, long millis) {
    boolean was = outside;
    outside = camera.picture() != null && !size.hasAspectOf(camera.picture());
    return outside && !was
        ? entry(
            RecordKind.SILENCE,
            lastMillis == UNKNOWN ? millis : Math.max(millis - 1, lastMillis),
            Silence.OUTSIDE_PICTURE.key())
        : null;
  }

  private Entry<Frame> lost(FootageSegment unreadable) {
    long millis = Math.max(unreadable.startMillis(), lastMillis == UNKNOWN ? 0 : lastMillis + 1);
    leaveSegment();
    return entry(RecordKind.SILENCE, millis, Silence.UNREADABLE.key());
  }

  private Entry<Frame> endOfVideo(FootageSegment current) {
    boolean any = read.video() != null;
    if (lastMillis == UNKNOWN) {
      lastMillis = current.startMillis();
    }
    long length = any ? read.clock().media() + video.shownMicros() : 0;
    OptionalLong missing = video.missingMicros(length);
    leaveSegment();
    // A frame is shown until the next one would come, so what is known reaches that much beyond the
    // last frame.
    lastMillis = Math.max(lastMillis, beforeNext(current.startMillis() + length / 1_000) - 1);
    if (!any) {
      return entry(RecordKind.SILENCE, lastMillis, Silence.UNREADABLE.key());
    }
    if (missing.isEmpty()) {
      return null;
    }
    long lostAt = lastMillis;
    lastMillis = Math.max(lastMillis, beforeNext(lastMillis + 1 + missing.getAsLong() / 1_000) - 1);
    return silence(lostAt, Silence.CUT_OFF);
  }

  /** No later than when the next segment begins. */
  private long beforeNext(long millis) {
    return segment < camera.segments().size()
        ? Math.min(millis, camera.segments().get(segment).startMillis())
        : millis;
  }

  private void leaveSegment() {
    close();
    segment++;
    read = DatedVideo.Position.START;
    waits = false;
    told = false;
  }

  /** A loss that lasts until {@link #lastMillis}. */
  private Entry<Frame> silence(long millis, Silence reason) {
    return made(header(RecordKind.SILENCE, millis, reason.key(), false, null), null, null, null);
  }

  private Entry<Frame> dropped(Omission reason, long millis, boolean still, FrameAddress address) {
    return entry(RecordKind.DROPPED, millis, reason.key(), still, address, null, null, null);
  }

  private Entry<Frame> entry(RecordKind kind, long millis, String reason) {
    return entry(kind, millis, reason, false, null, null, null, null);
  }

  private Entry<Frame> entry(
      RecordKind kind,
      long millis,
      String reason,
      boolean still,
      FrameAddress address,
      FramePosition position,
      PictureSize meant,
      Picture picture) {
    lastMillis = millis;
    return made(header(kind, millis, reason, still, address), position, meant, picture);
  }

  private FrameHeader header(
      RecordKind kind, long millis, String reason, boolean still, FrameAddress address) {
    return new FrameHeader(
        camera.site(),
        camera.camera(),
        0,
        nextNumber++,
        millis,
        kind,
        reason,
        still,
        camera.layoutVersion(),
        address,
        camera.statements());
  }

  private Entry<Frame> made(
      FrameHeader header, FramePosition position, PictureSize meant, Picture picture) {
    metrics.count(header);
    CameraSplit after =
        new CameraSplit(
            camera.camera(), segment, read, nextNumber, lastMillis, sampledMillis, told, outside);
    return new Entry<>(
        new Frame(header, position, meant, picture), header.capturedAtMillis(), after);
  }

  @Override
  public void close() {
    if (video != null) {
      video.close();
      video = null;
    }
  }
}
