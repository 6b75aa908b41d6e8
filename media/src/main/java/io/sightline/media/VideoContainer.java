package io.sightline.media;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_NOTIMESTAMPS;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_TIMED_THUMBNAILS;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_seek_file;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.AV_ROUND_DOWN;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_get;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_rnd;

import io.sightline.domain.frames.PictureSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.PointerPointer;

/**
 * The container of a recorded video: its packets, and what it says of the whole. Owns native memory
 * until closed; not for use by several threads.
 */
final class VideoContainer implements AutoCloseable {
  /**
   * Containers that hold pictures themselves; playlists, which name other files, are not among
   * them.
   */
  private static final String CONTAINERS =
      "mov,matroska,avi,mpegts,mpeg,flv,asf,h264,hevc,mjpeg,ogg,dhav";

  /** What a player shows beside a video, or while one looks for a place in it. */
  private static final int STILL = AV_DISPOSITION_ATTACHED_PIC | AV_DISPOSITION_TIMED_THUMBNAILS;

  private static final long MICROS_PER_SECOND = 1_000_000;

  private static final double LEAST_ASKED_RATE = 0.001;

  private static final double MOST_ASKED_RATE = 1_000;

  private final Path file;
  private final AVPacket packet = av_packet_alloc();
  private AVFormatContext container;
  private AVCodec codec;
  private AVStream stream;

  /** Whether the end of the file is left out, since it cannot be read. */
  private boolean brokenOff;

  /** How far what was read reaches, once the video has been found. */
  private VideoExtent extent;

  /** Where the first packet behind a jump begins; -1 before it is read. */
  private long jumpedTo = -1;

  private long bytesRead;

  /**
   * A video that is not read.
   *
   * @param stream its number in the file
   * @param size as it is coded
   */
  record OtherVideo(int stream, PictureSize size) {}

  private VideoContainer(Path file) {
    this.file = file;
  }

  /**
   * @throws MediaFailure when the file is missing, empty, or holds no video that can be decoded
   */
  static VideoContainer open(Path file) {
    requireBytes(file);
    VideoContainer opened = new VideoContainer(file);
    try {
      opened.open();
      opened.findVideo();
      return opened;
    } catch (RuntimeException e) {
      opened.close();
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

  static MediaFailure unreadable(Path file, IOException cause) {
    return new MediaFailure(
        "The video " + file + " cannot be read: " + cause.getMessage() + ".", cause);
  }

  private void open() {
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

  private void findVideo() {
    try (PointerPointer<AVCodec> found = new PointerPointer<>(1)) {
      int index = av_find_best_stream(container, AVMEDIA_TYPE_VIDEO, -1, -1, found, 0);
      if (index < 0) {
        throw new MediaFailure(
            "The file "
                + file
                + " holds no video that can be decoded; check that it is the right one.");
      }
      codec = found.get(AVCodec.class);
      stream = container.streams(index);
      extent = new VideoExtent(file, container, stream);
    }
  }

  /** Other videos in the file, such as that of a second camera. */
  List<OtherVideo> otherVideos() {
    List<OtherVideo> others = new ArrayList<>();
    for (int i = 0; i < container.nb_streams(); i++) {
      AVStream other = container.streams(i);
      AVCodecParameters coded = other.codecpar();
      if (i != stream.index()
          && coded.codec_type() == AVMEDIA_TYPE_VIDEO
          && coded.width() > 0
          && (other.disposition() & STILL) == 0) {
        others.add(new OtherVideo(i, new PictureSize(coded.width(), coded.height())));
      }
    }
    return others;
  }

  /** This container's, as FFmpeg knows it. */
  AVFormatContext context() {
    return container;
  }

  /** The video's. */
  AVStream stream() {
    return stream;
  }

  /** What decodes the video. */
  AVCodec codec() {
    return codec;
  }

  /** The video's next packet, to be used before the one behind it is read; null at the end. */
  AVPacket read() {
    while (true) {
      av_packet_unref(packet);
      int read = av_read_frame(container, packet);
      if (read < 0) {
        extent.noteEnd(read != AVERROR_EOF());
        return null;
      }
      extent.note(packet);
      if (packet.stream_index() == stream.index()) {
        if (jumpedTo < 0) {
          jumpedTo = packet.pos();
        }
        bytesRead = Math.max(bytesRead, packet.pos() + packet.size());
        return packet;
      }
    }
  }

  /** How far what was read reaches. */
  VideoExtent extent() {
    return extent;
  }

  /** A byte of the file before which all packets lie that were read since the last jump. */
  long bytesRead() {
    return bytesRead;
  }

  /** Where the first packet behind the last jump begins; negative where that is not known. */
  long jumpedTo() {
    return jumpedTo;
  }

  /** Goes to the last keyframe at or before a stamp, as far as the container knows. */
  void jumpToKeyFrame(long micros) {
    AVRational base = stream.time_base();
    long timestamp =
        av_rescale_rnd(micros, base.den(), base.num() * MICROS_PER_SECOND, AV_ROUND_DOWN);
    if (avformat_seek_file(container, stream.index(), Long.MIN_VALUE, timestamp, timestamp, 0)
        < 0) {
      // Nothing at or before it: the beginning is the only place left.
      avformat_seek_file(container, stream.index(), Long.MIN_VALUE, timestamp, Long.MAX_VALUE, 0);
    }
    extent.noteJump();
    jumpedTo = -1;
    bytesRead = 0;
  }

  /** The video's first stamp as the container declares it, microseconds. */
  long startMicros() {
    return stream.start_time() == AV_NOPTS_VALUE ? 0 : micros(stream.start_time());
  }

  /** Microseconds of the video's own unit. */
  long micros(long timestamp) {
    return PresentationTime.micros(timestamp, stream);
  }

  /** Frames per second as the container declares them; 25 where it does not. */
  double framesPerSecond() {
    double perSecond = declaredRate();
    return perSecond > 0 ? perSecond : 25;
  }

  private double declaredRate() {
    // Without stamps the container has no rate of its own, and what is coded may say one.
    boolean stamped = (container.iformat().flags() & AVFMT_NOTIMESTAMPS) == 0;
    AVRational coded = stream.codecpar().framerate();
    AVRational rate = stamped || coded.num() <= 0 ? stream.avg_frame_rate() : coded;
    double perSecond = rate.den() > 0 ? (double) rate.num() / rate.den() : 0;
    return perSecond >= LEAST_ASKED_RATE && perSecond <= MOST_ASKED_RATE ? perSecond : 0;
  }

  /** Microseconds from frame to frame as the container says; 0 where it does not. */
  long declaredPace() {
    double perSecond = declaredRate();
    return perSecond > 0 ? (long) (MICROS_PER_SECOND / perSecond) : 0;
  }

  /** Length as the container declares it, microseconds; 0 where it does not. */
  long durationMicros() {
    if (stream.duration() != AV_NOPTS_VALUE) {
      return Math.max(0, micros(stream.duration()));
    }
    if (container.duration() == AV_NOPTS_VALUE) {
      return 0;
    }
    // Counted from the container's beginning, which may be that of sound.
    boolean known =
        container.start_time() != AV_NOPTS_VALUE && stream.start_time() != AV_NOPTS_VALUE;
    long later = known ? Math.max(0, startMicros() - container.start_time()) : 0;
    return Math.max(0, container.duration() - later);
  }

  /**
   * At the end: what the container tells of more length than there is, or of bytes that are not
   * there. What only other streams fill, such as sound that goes on, is not missing.
   */
  OptionalLong missingMicros(long lengthMicros) {
    return extent.missingMicros(durationMicros(), lengthMicros, brokenOff);
  }

  /** When recording began, as the container says; empty where it does not. */
  Optional<Instant> creationTime() {
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

  @Override
  public void close() {
    av_packet_free(packet);
    if (container != null && !container.isNull()) {
      avformat_close_input(container);
      container = null;
    }
  }
}
