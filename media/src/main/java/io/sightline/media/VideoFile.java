package io.sightline.media;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_flush_buffers;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_PANIC;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_move_ref;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_version_info;

import io.sightline.domain.frames.FramePosition;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.frames.PictureSize;
import io.sightline.media.VideoContainer.OtherVideo;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * A recorded video, decoded frame by frame. Stamps are the container's own: they need not begin at
 * 0, nor rise; see {@link DatedVideo}. Frames that nobody asks the picture of are decoded but not
 * converted. Not for use by several threads; owns native memory until closed.
 *
 * <p>It speaks to FFmpeg itself, not to JavaCV's grabber, because going to an exact frame needs the
 * decoder to be emptied between the container's jump and the first frame, and needs to see which
 * frame that is.
 */
public final class VideoFile implements DecodedFrames {
  private static final Set<String> EXTENSIONS =
      Set.of(
          "mp4", "m4v", "mov", "mkv", "webm", "avi", "ts", "mts", "m2ts", "mpg", "mpeg", "flv",
          "wmv", "asf", "3gp", "3g2", "ogv", "f4v", "m2t", "mpe", "mpv", "vob", "divx", "h264",
          "264", "h265", "265", "hevc", "mjpeg", "mjpg", "dav");

  private static final long MICROS_PER_SECOND = 1_000_000;

  private static final long FIRST_SEEK_BACK_MICROS = 2 * MICROS_PER_SECOND;

  /** Stamps beyond this are no times; 300 years, so that sums of some of them stay in range. */
  private static final long MOST_MICROS = 300L * 365 * 86_400 * MICROS_PER_SECOND;

  static {
    // Damaged frames are told by what we return; FFmpeg's own lines on the terminal tell nobody
    // which file it was.
    av_log_set_level(AV_LOG_PANIC);
  }

  private final Path file;
  private final AVFrame frame = av_frame_alloc();
  private final PictureConverter converter = new PictureConverter();
  private VideoContainer container;
  private AVCodecContext decoder;
  private boolean draining;

  /** Whether a frame has been decoded since the video was opened. */
  private boolean anyDecoded;

  /** Stamp of the first of them. */
  private long firstFrame = Stamp.MISSING;

  /** Whether going somewhere has decoded the next frame already. */
  private boolean pending;

  private VideoFile(Path file) {
    this.file = file;
  }

  /** Version of FFmpeg's libraries in this process. */
  public static String libraryVersion() {
    return av_version_info().getString();
  }

  /** Whether a file's name says that it is a video. */
  public static boolean isVideo(Path file) {
    return EXTENSIONS.contains(PictureFile.extension(file));
  }

  /**
   * @throws MediaFailure when the file is missing, empty, or holds no video that can be decoded
   */
  public static VideoFile open(Path file) {
    VideoFile video = new VideoFile(file);
    try {
      video.begin();
      return video;
    } catch (RuntimeException e) {
      video.close();
      throw e;
    }
  }

  private void begin() {
    container = VideoContainer.open(file);
    decoder = avcodec_alloc_context3(container.codec());
    avcodec_parameters_to_context(decoder, container.stream().codecpar());
    decoder.pkt_timebase(container.stream().time_base());
    decoder.thread_count(0);
    decoder.max_pixels(Picture.MAX_PIXELS);
    draining = false;
    pending = false;
    anyDecoded = false;
    firstFrame = Stamp.MISSING;
    long pixels = (long) decoder.width() * decoder.height();
    if (pixels <= 0
        || pixels > Picture.MAX_PIXELS
        || avcodec_open2(decoder, container.codec(), (AVDictionary) null) < 0) {
      throw new MediaFailure(
          "The video "
              + file
              + " says its frames are "
              + decoder.width()
              + " x "
              + decoder.height()
              + " pixels, which cannot be decoded; convert it to H.264.");
    }
  }

  /** Frames per second as the container declares them; 25 where it does not. */
  double framesPerSecond() {
    return container.framesPerSecond();
  }

  /** Length as the container declares it, microseconds; 0 where it does not. */
  long durationMicros() {
    return container.durationMicros();
  }

  /** When recording began, as the container says; empty where it does not. */
  Optional<Instant> creationTime() {
    return container.creationTime();
  }

  /** Other videos in the file, such as that of a second camera. */
  List<OtherVideo> otherVideos() {
    return container.otherVideos();
  }

  @Override
  public long lostBeforeFirst() {
    return firstFrame == Stamp.MISSING ? 0 : container.extent().microsSinceFirstPacket(firstFrame);
  }

  @Override
  public long declaredPace() {
    return container.declaredPace();
  }

  @Override
  public OptionalLong missingMicros(long lengthMicros) {
    return container.missingMicros(lengthMicros);
  }

  @Override
  public VideoFrame next() {
    boolean any = pending || decode();
    pending = false;
    return any ? new Decoded() : null;
  }

  @Override
  public long bytesRead() {
    return container.bytesRead();
  }

  /** Decodes the next frame into {@link #frame}; false at the end of the video. */
  private boolean decode() {
    while (true) {
      int received = avcodec_receive_frame(decoder, frame);
      if (received == 0) {
        noteDecoded();
        return true;
      }
      if (received == AVERROR_EOF() || draining) {
        return false;
      }
      AVPacket packet = container.read();
      draining = packet == null;
      // A damaged packet is no reason to stop: the decoder conceals what it can and the next
      // packets count.
      avcodec_send_packet(decoder, packet);
    }
  }

  private void noteDecoded() {
    long stamp = stamp();
    if (!anyDecoded) {
      firstFrame = stamp;
      anyDecoded = true;
    }
    if (stamp != Stamp.MISSING) {
      container.extent().noteDecoded(stamp + container.micros(Math.max(0, frame.duration())));
    }
  }

  @Override
  public void goBehind(FramePosition position) {
    goBefore(position);
    pending = false;
  }

  /** Has {@link #next} give the frame of a position that was taken of the same video. */
  void goBefore(FramePosition position) {
    pending = (position.rising() && reach(position)) || count(position.number());
  }

  /** Decodes from the beginning up to a frame; false when the video ends before it. */
  private boolean count(long number) {
    end();
    begin();
    boolean any = true;
    for (long i = 0; i <= number && any; i++) {
      any = decode();
    }
    return any;
  }

  /**
   * Goes to a frame by its stamp. The frame's pixels are those it has when the video is decoded
   * from its beginning.
   *
   * @return whether it was found
   */
  private boolean reach(FramePosition position) {
    long first = container.startMicros();
    for (long back = 0; ; back = back == 0 ? FIRST_SEEK_BACK_MICROS : back * 4) {
      long from = Math.max(first, position.stampMicros() - back);
      container.jumpToKeyFrame(from);
      avcodec_flush_buffers(decoder);
      draining = false;
      boolean any = decode();
      // Where stamps begin again, the jump may have led to the later of two frames.
      boolean behind = container.jumpedTo() >= position.bytes();
      // What precedes the wanted frame must begin with a keyframe ahead of it: frames that lead up
      // to a keyframe refer to pictures that have not been decoded here.
      boolean clean = any && !behind && isKeyFrame() && stamp() <= position.stampMicros();
      if (clean) {
        while (any && stamp() < position.stampMicros()) {
          any = decode();
        }
        return any && stamp() == position.stampMicros();
      }
      if (from == first) {
        // The container cannot find its own beginning.
        return false;
      }
    }
  }

  private boolean isKeyFrame() {
    return (frame.flags() & AVFrame.AV_FRAME_FLAG_KEY) != 0;
  }

  /** Presentation time stamp of {@link #frame}. */
  private long stamp() {
    long timestamp = frame.pts() == AV_NOPTS_VALUE ? frame.best_effort_timestamp() : frame.pts();
    if (timestamp == AV_NOPTS_VALUE) {
      return Stamp.MISSING;
    }
    long micros = container.micros(timestamp);
    return Math.abs(micros) > MOST_MICROS ? Stamp.MISSING : micros;
  }

  /** What {@link #frame} held when this was made. */
  private final class Decoded implements VideoFrame {
    private final AVFrame held = av_frame_alloc();
    private final Stamp stamp;
    private final ShownPicture shown;

    Decoded() {
      long duration = frame.duration() <= 0 ? 0 : container.micros(frame.duration());
      this.stamp = new Stamp(VideoFile.this.stamp(), Math.min(duration, MOST_MICROS));
      av_frame_move_ref(held, frame);
      this.shown = ShownPicture.of(container.context(), container.stream(), held);
    }

    @Override
    public Stamp stamp() {
      return stamp;
    }

    @Override
    public PictureSize size() {
      return shown.size();
    }

    @Override
    public Picture picture() {
      return converter
          .convert(held, shown)
          .orElseThrow(
              () ->
                  new MediaFailure(
                      "The video "
                          + file
                          + " has a pixel format that cannot be converted; convert it to H.264."));
    }

    @Override
    public long bytes() {
      // Most pixel formats hold a brightness for each pixel and colours for half of them.
      return 3L * held.width() * held.height() / 2;
    }

    @Override
    public void close() {
      av_frame_free(held);
    }
  }

  @Override
  public void close() {
    converter.close();
    av_frame_free(frame);
    end();
  }

  private void end() {
    if (decoder != null) {
      avcodec_free_context(decoder);
      decoder = null;
    }
    if (container != null) {
      container.close();
      container = null;
    }
  }
}
