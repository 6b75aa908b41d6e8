package io.sightline.query.web.parking;

import io.sightline.domain.BadInput;
import io.sightline.domain.settings.Settings;
import io.sightline.query.access.Reader;
import io.sightline.query.audit.Audit;
import io.sightline.query.cameras.CameraStreams;
import io.sightline.query.cameras.Cameras;
import io.sightline.query.failures.Unavailable;
import io.sightline.query.web.Handshakes;
import io.sightline.query.web.LiveClient;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;

/**
 * The WebSocket {@code /api/v1/stream/camera/{camera_id}}: what is seen in a running camera. Who
 * may is said by a token in the header Authorization, a key, or a {@code ticket}.
 */
@Configuration(proxyBeanMethods = false)
class CameraSocket extends TextWebSocketHandler
    implements WebSocketConfigurer, HandshakeInterceptor, DisposableBean {
  private static final String PATH = "/api/v1/stream/camera/";
  private static final String READER = "sightline.reader";
  private static final String CAMERA = "sightline.camera";
  private static final String DRAWN = "sightline.drawn";
  private static final Set<String> PARAMETERS =
      new LinkedHashSet<>(List.of("annotate", "ticket", "purpose"));
  private static final int GOODBYES_AT_ONCE = 2;

  private final CameraStreams streams;
  private final Cameras cameras;
  private final Handshakes handshakes;
  private final Audit audit;
  private final int most;
  private final ExecutorService goodbyes = Executors.newFixedThreadPool(GOODBYES_AT_ONCE);

  CameraSocket(
      CameraStreams streams,
      Cameras cameras,
      Handshakes handshakes,
      Audit audit,
      Settings settings) {
    this.streams = streams;
    this.cameras = cameras;
    this.handshakes = handshakes;
    this.audit = audit;
    this.most = settings.get(Settings.LIMITS_LIVE_CLIENTS);
  }

  @Override
  public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
    registry.addHandler(this, PATH + "*").addInterceptors(this).setAllowedOriginPatterns("*");
  }

  @Override
  public boolean beforeHandshake(
      ServerHttpRequest request,
      ServerHttpResponse response,
      WebSocketHandler handler,
      Map<String, Object> attributes)
      throws IOException {
    return handshakes.answer(
        request,
        response,
        PARAMETERS,
        asked -> {
          Reader reader = handshakes.reader(asked);
          String camera = asked.path().substring(PATH.length());
          cameras.find(reader, camera);
          boolean drawn = wish(asked.parameter("annotate"));
          audit.noteRead(reader, "look", camera);
          if (streams.size() >= most) {
            throw new Unavailable("As many watch as may; try again in a moment.");
          }
          streams.requireRoom(reader);
          attributes.put(READER, reader);
          attributes.put(CAMERA, camera);
          attributes.put(DRAWN, drawn);
        });
  }

  private static boolean wish(String annotate) {
    if (annotate == null || annotate.equals("false")) {
      return false;
    }
    if (!annotate.equals("true")) {
      throw new BadInput("`annotate` should be true or false.");
    }
    return true;
  }

  @Override
  public void afterHandshake(
      ServerHttpRequest request,
      ServerHttpResponse response,
      WebSocketHandler handler,
      Exception failure) {
    // All is said when the connection is there.
  }

  @Override
  public void afterConnectionEstablished(WebSocketSession session) {
    Map<String, Object> attributes = session.getAttributes();
    streams.join(
        (Reader) attributes.get(READER),
        (String) attributes.get(CAMERA),
        (Boolean) attributes.get(DRAWN),
        new LiveClient(Handshakes.raw(session), goodbyes));
  }

  @Override
  protected void handleTextMessage(WebSocketSession session, TextMessage message) {
    // Watchers have nothing to say; what they send is read and forgotten.
  }

  @Override
  public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
    streams.leave(Handshakes.raw(session).getId());
  }

  @Override
  public void destroy() {
    goodbyes.shutdown();
  }
}
