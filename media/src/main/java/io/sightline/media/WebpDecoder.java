package io.sightline.media;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_WEBP;
import static org.bytedeco.ffmpeg.global.avcodec.AV_EF_EXPLODE;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_PANIC;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.frames.PictureSize;
import java.io.IOException;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** Decodes WebP, which the JDK does not. Transparency is left out of account. */
final class WebpDecoder {
  /** Pixels that the decoder adds to the sides of its working pictures. */
  private static final long PADDING = 64;

  static {
    av_log_set_level(AV_LOG_PANIC);
  }

  private WebpDecoder() {}

  /**
   * @param bytes of the whole file
   * @param declared size that was found bearable
   * @throws IOException when it is damaged, or not of that size
   */
  static Picture decode(byte[] bytes, PictureSize declared) throws IOException {
    AVCodec codec = avcodec_find_decoder(AV_CODEC_ID_WEBP);
    AVCodecContext decoder = avcodec_alloc_context3(codec);
    AVPacket packet = av_packet_alloc();
    AVFrame frame = av_frame_alloc();
    try (PictureConverter converter = new PictureConverter()) {
      decoder.max_pixels((declared.width() + PADDING) * (declared.height() + PADDING));
      decoder.err_recognition(AV_EF_EXPLODE);
      decoder.thread_count(1);
      // A packet of its own has the zeros behind it that decoders read ahead into.
      if (avcodec_open2(decoder, codec, (AVDictionary) null) < 0
          || av_new_packet(packet, bytes.length) < 0) {
        throw new IOException("no decoder");
      }
      packet.data().put(bytes);
      if (avcodec_send_packet(decoder, packet) < 0
          || avcodec_receive_frame(decoder, frame) < 0
          || frame.width() != declared.width()
          || frame.height() != declared.height()) {
        throw new IOException("its levels cannot be decoded");
      }
      Optional<Picture> picture = converter.convert(frame, ShownPicture.ofStill(frame));
      return picture.orElseThrow(() -> new IOException("its pixels have an unknown format"));
    } finally {
      av_frame_free(frame);
      av_packet_free(packet);
      avcodec_free_context(decoder);
    }
  }
}
