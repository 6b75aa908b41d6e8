package io.sightline.media;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_LOW_DELAY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avformat.av_find_input_format;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_FORBIDDEN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_NOT_FOUND;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_UNAUTHORIZED;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_PANIC;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_set;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.frames.PictureSize;
import io.sightline.domain.network.CameraAddress;
import io.sightline.media.StreamFailure.Kind;
import java.net.InetAddress;
import java.time.Duration;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * The video of a live RTSP camera, over TCP, decoded frame by frame with as little delay as can be.
 * Every call ends within the time allowed. Owns native memory until closed; one thread reads and
 * closes it, any thread may {@link #abort} it.
 *
 * <p>It connects to the address it is given and to nothing else: once that connection is under way
 * FFmpeg may open no other, so that a camera's answer cannot send it elsewhere.
 */
public final class LiveStream implements AutoCloseable {

  // errno on Linux and on macOS; FFmpeg hands them on negated.
  private static final java.util.Set<Integer> REFUSED = java.util.Set.of(111, 104, 61, 54, 32, 5);
  private static final java.util.Set<Integer> UNREACHABLE =
      java.util.Set.of(113, 101, 112, 65, 51, 64);

  static {
    av_log_set_level(AV_LOG_PANIC);
  }

  private final CameraAddress address;
  private final long timeoutNanos;
  private final long frameTimeoutNanos;
  private final AVPacket packet = av_packet_alloc();
  private final AVFrame frame = av_frame_alloc();
  private final PictureConverter converter = new PictureConverter();
  private AVFormatContext container;
  private AVCodecContext decoder;
  private AVStream stream;
  private CallDeadline deadline;
  private long currentMicros;

  private LiveStream(CameraAddress address, Duration timeout, Duration frameTimeout) {
    this.address = address;
    this.timeoutNanos = timeout.toNanos();
    this.frameTimeoutNanos = frameTimeout.toNanos();
  }

  /**
   * Takes note of a stream before it is connected, so that another thread can abort it meanwhile.
   *
   * @param address of the camera
   * @param timeout longest that opening and reading a packet may take
   * @param frameTimeout longest that a frame may take, however many packets come: a camera may send
   *     keyframes rarely, and those between cannot be decoded without
   */
  public static LiveStream of(CameraAddress address, Duration timeout, Duration frameTimeout) {
    LiveStream stream = new LiveStream(address, timeout, frameTimeout);
    stream.container = avformat_alloc_context();
    AVFormatContext container = stream.container;
    stream.deadline =
        new CallDeadline(container, () -> av_opt_set(container, "protocol_whitelist", "none", 0));
    return stream;
  }

  /**
   * Connects and learns what the stream holds.
   *
   * @param at where to connect: what the address's host was found to be
   */
  public void open(InetAddress at) throws StreamFailure {
    AVDictionary options = new AVDictionary(null);
    av_dict_set(options, "rtsp_transport", "tcp", 0);
    av_dict_set(options, "allowed_media_types", "video", 0);
    av_dict_set(options, "protocol_whitelist", "tcp,tls", 0);
    av_dict_set(options, "format_whitelist", "rtsp", 0);
    av_dict_set(options, "fflags", "+nobuffer+discardcorrupt+genpts", 0);
    deadline.within(timeoutNanos);
    int opened =
        avformat_open_input(
            container, address.connectTo(at), av_find_input_format("rtsp"), options);
    av_dict_free(options);
    options.close();
    if (opened < 0) {
      // FFmpeg has freed the container.
      container = null;
      throw failure(opened, false);
    }
    openDecoder();
  }

  private void openDecoder() throws StreamFailure {
    for (int i = 0; i < container.nb_streams() && stream == null; i++) {
      if (container.streams(i).codecpar().codec_type() == AVMEDIA_TYPE_VIDEO) {
        stream = container.streams(i);
      }
    }
    AVCodec codec = stream == null ? null : avcodec_find_decoder(stream.codecpar().codec_id());
    if (codec == null) {
      throw new StreamFailure(
          Kind.INVALID, "The stream " + address + " holds no video that can be decoded.");
    }
    decoder = avcodec_alloc_context3(codec);
    avcodec_parameters_to_context(decoder, stream.codecpar());
    decoder.pkt_timebase(stream.time_base());
    // Several decoding threads would hold a frame back each.
    decoder.thread_count(1);
    decoder.flags(decoder.flags() | AV_CODEC_FLAG_LOW_DELAY);
    decoder.max_pixels(Picture.MAX_PIXELS);
    if (avcodec_open2(decoder, codec, (AVDictionary) null) < 0) {
      throw new StreamFailure(
          Kind.INVALID, "The video of the stream " + address + " cannot be decoded.");
    }
  }

  /**
   * Decodes the next frame. Damaged packets are passed over: the decoder waits for what it can
   * decode.
   *
   * @throws StreamFailure when none comes any more; the stream is of no use afterwards
   */
  public void advance() throws StreamFailure {
    long until = System.nanoTime() + frameTimeoutNanos;
    while (true) {
      if (avcodec_receive_frame(decoder, frame) == 0) {
        long timestamp = frame.best_effort_timestamp();
        if (timestamp != AV_NOPTS_VALUE) {
          currentMicros = PresentationTime.micros(timestamp, stream);
        }
        return;
      }
      if (System.nanoTime() - until > 0) {
        throw new StreamFailure(
            Kind.SILENT, "The stream " + address + " sends no frame that can be decoded.");
      }
      deadline.within(timeoutNanos);
      int read = av_read_frame(container, packet);
      if (read < 0) {
        throw failure(read, true);
      }
      if (packet.stream_index() == stream.index()) {
        avcodec_send_packet(decoder, packet);
      }
      av_packet_unref(packet);
    }
  }

  private StreamFailure failure(int error, boolean streaming) {
    if (deadline.isAborted()) {
      return new StreamFailure(Kind.ABORTED, "The stream " + address + " was given up.");
    }
    if (deadline.hasPassed()) {
      return new StreamFailure(
          Kind.SILENT,
          "The stream " + address + " sent nothing for " + timeoutNanos / 1_000_000 + " ms.");
    }
    if (streaming) {
      // Any error here is the end of this connection, never of the camera.
      return new StreamFailure(Kind.ENDED, "The stream " + address + " broke off.");
    }
    if (error == AVERROR_HTTP_UNAUTHORIZED() || error == AVERROR_HTTP_FORBIDDEN()) {
      return new StreamFailure(
          Kind.UNAUTHORIZED, "The stream " + address + " refuses the credentials it was given.");
    }
    if (error == AVERROR_HTTP_NOT_FOUND()) {
      return new StreamFailure(Kind.NOT_FOUND, "There is no stream " + address + ".");
    }
    if (UNREACHABLE.contains(-error)) {
      return new StreamFailure(Kind.UNREACHABLE, "There is no way to " + address + ".");
    }
    if (REFUSED.contains(-error) || error == AVERROR_EOF()) {
      return new StreamFailure(Kind.REFUSED, "Nobody answers at " + address + ".");
    }
    return new StreamFailure(
        Kind.INVALID,
        "What answers at "
            + address
            + " is no RTSP stream that can be read, or broke off at once.");
  }

  /** Presentation time of the current frame, microseconds from wherever the camera counts. */
  public long currentMicros() {
    return currentMicros;
  }

  /** Size of the current frame as a player shows it: upright, with square pixels. */
  public PictureSize size() {
    return ShownPicture.of(container, stream, frame).size();
  }

  /**
   * The current frame's pixels, on the heap.
   *
   * @throws StreamFailure when its pixel format cannot be converted
   */
  public Picture picture() throws StreamFailure {
    return converter
        .convert(frame, ShownPicture.of(container, stream, frame))
        .orElseThrow(
            () ->
                new StreamFailure(
                    Kind.INVALID,
                    "The stream " + address + " has a pixel format that cannot be converted."));
  }

  /** Has whatever call is under way end at once, with {@link Kind#ABORTED}, and every later one. */
  public void abort() {
    deadline.abort();
  }

  @Override
  public void close() {
    converter.close();
    av_packet_free(packet);
    av_frame_free(frame);
    if (decoder != null) {
      avcodec_free_context(decoder);
    }
    if (container != null && !container.isNull()) {
      // Saying goodbye to the camera is a call like any other.
      deadline.within(timeoutNanos);
      avformat_close_input(container);
    }
    deadline.close();
  }
}
