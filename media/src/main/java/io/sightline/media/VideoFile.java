package io.sightline.media;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_flush_buffers;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entries_count;
import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entry;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_seek_file;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_PANIC;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.AV_ROUND_DOWN;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_get;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_move_ref;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_rnd;
import static org.bytedeco.ffmpeg.global.avutil.av_version_info;

import io.sightline.domain.frames.FramePosition;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.frames.PictureSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIndexEntry;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.PointerPointer;

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
          "wmv", "3gp");

  /**
   * Containers that hold pictures themselves; playlists, which name other files, are not among
   * them.
   */
  private static final String CONTAINERS =
      "mov,matroska,avi,mpegts,mpeg,flv,asf,h264,hevc,mjpeg,ogg";

  private static final long MICROS_PER_SECOND = 1_000_000;

  /** Missing footage at the end of a video, beyond which it is called cut off. */
  private static final long TOLERATED_LOSS_MICROS = MICROS_PER_SECOND;

  private static final long FIRST_SEEK_BACK_MICROS = 2 * MICROS_PER_SECOND;
  private static final int INDEX_ENTRIES_CHECKED = 100;

  /** Stamps beyond this are no times; 300 years, so that sums of some of them stay in range. */
  private static final long MOST_MICROS = 300L * 365 * 86_400 * MICROS_PER_SECOND;

  private static final double LEAST_ASKED_RATE = 0.001;
  private static final double MOST_ASKED_RATE = 1_000;

  static {
    // Damaged frames are told by what we return; FFmpeg's own lines on the terminal tell nobody
    // which file it was.
    av_log_set_level(AV_LOG_PANIC);
  }

  private final Path file;
  private final AVPacket packet = av_packet_alloc();
  private final AVFrame frame = av_frame_alloc();
  private final PictureConverter converter = new PictureConverter();
  private AVFormatContext container;
  private AVCodecContext decoder;
  private AVStream stream;

  /** Whether the end of the file is left out, since it cannot be read. */
  private boolean brokenOff;

  private boolean draining;
  private boolean readFailed;

  /** Whether going somewhere has decoded the next frame already. */
  private boolean pending;

  /** Where the first packet behind a jump begins; -1 before it is read. */
  private long jumpedTo;

  private long bytesRead;

  /** Micros at which the last packet of any stream ends. */
  private long reachedMicros = Long.MIN_VALUE;

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
    requireBytes(file);
    VideoFile video = new VideoFile(file);
    try {
      video.openContainer();
      video.openDecoder();
      return video;
    } catch (RuntimeException e) {
      video.close();
      throw e;
    }
  }

  private static void requireBytes(Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        throw new MediaFailure("There is no video " + file + "; check the path.");
      }
      if (Files.size(file) == 0) {
        throw new MediaFailure("The video " + file + " is empty; record or copy it again.");
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static MediaFailure unreadable(Path file, IOException cause) {
    return new MediaFailure(
        "The video " + file + " cannot be read: " + cause.getMessage() + ".", cause);
  }

  private void openContainer() {
    // The prefix keeps FFmpeg from reading a file's name as an address.
    String address = "file:" + file.toAbsolutePath();
    long whole = 0;
    if (!isOpened(address)) {
      whole = wholeBytes();
      if (whole == 0 || !isOpened("subfile,,start,0,end," + whole + ",,:" + address)) {
        throw new MediaFailure(
            "The file "
                + file
                + " is no video that can be read, or is cut off before its index; replace it by a"
                + " whole one.");
      }
    }
    brokenOff = whole > 0;
  }

  private boolean isOpened(String address) {
    container = new AVFormatContext(null);
    AVDictionary options = new AVDictionary(null);
    av_dict_set(options, "protocol_whitelist", "file,subfile", 0);
    av_dict_set(options, "format_whitelist", CONTAINERS, 0);
    int opened = avformat_open_input(container, address, null, options);
    av_dict_free(options);
    options.close();
    if (opened < 0) {
      // FFmpeg has freed it.
      container = null;
      return false;
    }
    if (avformat_find_stream_info(container, (PointerPointer<?>) null) < 0) {
      avformat_close_input(container);
      container = null;
      return false;
    }
    return true;
  }

  private long wholeBytes() {
    try {
      return MovieBoxes.wholeBytes(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private void openDecoder() {
    AVCodec codec;
    int index;
    try (PointerPointer<AVCodec> found = new PointerPointer<>(1)) {
      index = av_find_best_stream(container, AVMEDIA_TYPE_VIDEO, -1, -1, found, 0);
      if (index < 0) {
        throw new MediaFailure(
            "The file "
                + file
                + " holds no video that can be decoded; check that it is the right one.");
      }
      codec = found.get(AVCodec.class);
    }
    stream = container.streams(index);
    decoder = avcodec_alloc_context3(codec);
    avcodec_parameters_to_context(decoder, stream.codecpar());
    decoder.pkt_timebase(stream.time_base());
    decoder.thread_count(0);
    decoder.max_pixels(Picture.MAX_PIXELS);
    long pixels = (long) decoder.width() * decoder.height();
    if (pixels <= 0
        || pixels > Picture.MAX_PIXELS
        || avcodec_open2(decoder, codec, (AVDictionary) null) < 0) {
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
  public double framesPerSecond() {
    double perSecond = declaredRate();
    return perSecond > 0 ? perSecond : 25;
  }

  private double declaredRate() {
    AVRational rate = stream.avg_frame_rate();
    double perSecond = rate.den() > 0 ? (double) rate.num() / rate.den() : 0;
    return perSecond >= LEAST_ASKED_RATE && perSecond <= MOST_ASKED_RATE ? perSecond : 0;
  }

  @Override
  public long declaredPace() {
    double perSecond = declaredRate();
    return perSecond > 0 ? (long) (MICROS_PER_SECOND / perSecond) : 0;
  }

  /** Length as the container declares it, microseconds; 0 where it does not. */
  public long durationMicros() {
    if (stream.duration() != AV_NOPTS_VALUE) {
      return Math.max(0, micros(stream.duration()));
    }
    return container.duration() == AV_NOPTS_VALUE ? 0 : Math.max(0, container.duration());
  }

  /**
   * What the container tells of more length than there is, or of bytes that are not there. What
   * only other streams fill, such as sound that goes on, is not missing.
   */
  @Override
  public OptionalLong missingMicros(long lengthMicros) {
    long declared = Math.min(durationMicros(), lengthMicros + PresentationClock.MOST_BREAK);
    long begin = Math.max(0, stream.start_time() == AV_NOPTS_VALUE ? 0 : startMicros());
    long reached = Math.max(lengthMicros, reachedMicros - begin);
    boolean cutOff = declared - reached > Math.max(TOLERATED_LOSS_MICROS, declared / 50);
    return readFailed || cutOff || brokenOff || isTruncated()
        ? OptionalLong.of(Math.max(0, declared - lengthMicros))
        : OptionalLong.empty();
  }

  /** When recording began, as the container says; empty where it does not. */
  public Optional<Instant> creationTime() {
    AVDictionaryEntry entry = av_dict_get(container.metadata(), "creation_time", null, 0);
    if (entry == null || entry.isNull()) {
      return Optional.empty();
    }
    try {
      Instant time = Instant.parse(entry.value().getString());
      // Writers that know no time leave the epoch of the container or of Unix.
      return time.getEpochSecond() > 0 ? Optional.of(time) : Optional.empty();
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether the container's index names bytes beyond the end of the file: the end of it is missing.
   */
  public boolean isTruncated() {
    try {
      long length = Files.size(file);
      int last = avformat_index_get_entries_count(stream) - 1;
      for (int i = last; i >= 0 && i > last - INDEX_ENTRIES_CHECKED; i--) {
        AVIndexEntry entry = avformat_index_get_entry(stream, i);
        if (entry.pos() + entry.size() > length) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  @Override
  public VideoFrame next() {
    boolean any = pending || decode();
    pending = false;
    return any ? new Decoded() : null;
  }

  @Override
  public long bytesRead() {
    return bytesRead;
  }

  /** Decodes the next frame into {@link #frame}; false at the end of the video. */
  private boolean decode() {
    while (true) {
      int received = avcodec_receive_frame(decoder, frame);
      if (received == 0) {
        return true;
      }
      if (received == AVERROR_EOF() || draining) {
        return false;
      }
      feedDecoder();
    }
  }

  private void feedDecoder() {
    while (true) {
      int read = av_read_frame(container, packet);
      if (read < 0) {
        readFailed = read != AVERROR_EOF();
        draining = true;
        avcodec_send_packet(decoder, (AVPacket) null);
        return;
      }
      boolean ours = packet.stream_index() == stream.index();
      noteReach();
      if (ours) {
        if (jumpedTo < 0) {
          jumpedTo = packet.pos();
        }
        bytesRead = Math.max(bytesRead, packet.pos() + packet.size());
        // A damaged packet is no reason to stop: the decoder conceals what it can and the next
        // packets count.
        avcodec_send_packet(decoder, packet);
      }
      av_packet_unref(packet);
      if (ours) {
        return;
      }
    }
  }

  private void noteReach() {
    AVStream of = container.streams(packet.stream_index());
    if (packet.pts() != AV_NOPTS_VALUE) {
      long ends = PresentationTime.micros(packet.pts() + Math.max(0, packet.duration()), of);
      reachedMicros = Math.max(reachedMicros, ends);
    }
  }

  /** Whether the video ended before its time because it could not be read any further. */
  public boolean endedByFailure() {
    return readFailed;
  }

  @Override
  public void goBehind(FramePosition position) {
    goBefore(position);
    pending = false;
  }

  /** Has {@link #next} give the frame of a position that was taken of the same video. */
  void goBefore(FramePosition position) {
    if (!position.rising() || !reach(position)) {
      reopen();
      for (long i = 0; i <= position.number() && decode(); i++) {
        // Decoded for those behind it.
      }
    }
    pending = !draining || frame.buf(0) != null;
  }

  /**
   * Goes to a frame by its stamp. The frame's pixels are those it has when the video is decoded
   * from its beginning.
   *
   * @return whether it was found
   */
  private boolean reach(FramePosition position) {
    long first = startMicros();
    for (long back = 0; ; back = back == 0 ? FIRST_SEEK_BACK_MICROS : back * 4) {
      long from = Math.max(first, position.stampMicros() - back);
      jumpToKeyFrame(from);
      boolean any = decode();
      // Where stamps begin again, the jump may have led to the later of two frames.
      boolean behind = jumpedTo >= position.bytes();
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

  private void jumpToKeyFrame(long micros) {
    AVRational base = stream.time_base();
    long timestamp =
        av_rescale_rnd(micros, base.den(), base.num() * MICROS_PER_SECOND, AV_ROUND_DOWN);
    if (avformat_seek_file(container, stream.index(), Long.MIN_VALUE, timestamp, timestamp, 0)
        < 0) {
      // Nothing at or before it: the beginning is the only place left.
      avformat_seek_file(container, stream.index(), Long.MIN_VALUE, timestamp, Long.MAX_VALUE, 0);
    }
    avcodec_flush_buffers(decoder);
    forgetPlace();
  }

  private void forgetPlace() {
    draining = false;
    readFailed = false;
    pending = false;
    jumpedTo = -1;
    bytesRead = 0;
  }

  private void reopen() {
    closeContainer();
    openContainer();
    openDecoder();
    forgetPlace();
  }

  private boolean isKeyFrame() {
    return (frame.flags() & AVFrame.AV_FRAME_FLAG_KEY) != 0;
  }

  private long startMicros() {
    return stream.start_time() == AV_NOPTS_VALUE ? 0 : micros(stream.start_time());
  }

  private long micros(long timestamp) {
    return PresentationTime.micros(timestamp, stream);
  }

  /** Presentation time stamp of {@link #frame}. */
  private long stamp() {
    long timestamp = frame.pts() == AV_NOPTS_VALUE ? frame.best_effort_timestamp() : frame.pts();
    if (timestamp == AV_NOPTS_VALUE) {
      return Stamp.MISSING;
    }
    long micros = micros(timestamp);
    return Math.abs(micros) > MOST_MICROS ? Stamp.MISSING : micros;
  }

  /** What {@link #frame} held when this was made. */
  private final class Decoded implements VideoFrame {
    private final AVFrame held = av_frame_alloc();
    private final Stamp stamp;
    private final ShownPicture shown;

    Decoded() {
      long duration = frame.duration() <= 0 ? 0 : micros(frame.duration());
      this.stamp = new Stamp(VideoFile.this.stamp(), Math.min(duration, MOST_MICROS));
      av_frame_move_ref(held, frame);
      this.shown = ShownPicture.of(container, stream, held);
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
    av_packet_free(packet);
    av_frame_free(frame);
    closeContainer();
  }

  private void closeContainer() {
    if (decoder != null) {
      avcodec_free_context(decoder);
      decoder = null;
    }
    if (container != null && !container.isNull()) {
      avformat_close_input(container);
      container = null;
    }
  }
}
