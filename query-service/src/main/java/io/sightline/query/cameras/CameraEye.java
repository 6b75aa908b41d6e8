package io.sightline.query.cameras;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.network.CameraAddress;
import io.sightline.domain.settings.Settings;
import io.sightline.media.LiveStream;
import io.sightline.media.StreamFailure;
import java.net.InetAddress;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Connects to a camera and looks once. */
interface CameraEye {
  /**
   * @param at the address that its host's name was found to mean
   */
  Picture look(CameraAddress camera, InetAddress at) throws StreamFailure;

  /** The one over RTSP. */
  @Configuration(proxyBeanMethods = false)
  class Rtsp {
    @Bean
    CameraEye eye(Settings settings) {
      Duration timeout = settings.get(Settings.CAMERAS_READ_TIMEOUT);
      return (camera, at) -> {
        try (LiveStream stream = LiveStream.of(camera, timeout, timeout.multipliedBy(2))) {
          stream.open(at);
          stream.advance();
          return stream.picture();
        }
      };
    }
  }
}
