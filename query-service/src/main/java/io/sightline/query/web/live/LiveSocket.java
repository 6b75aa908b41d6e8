package io.sightline.query.web.live;

import io.sightline.query.access.Reader;
import io.sightline.query.audit.Audit;
import io.sightline.query.failures.Unavailable;
import io.sightline.query.live.LiveFeed;
import io.sightline.query.live.LiveWish;
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
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;

/**
 * The WebSocket {@code /api/v1/live}. Pages of other origins are turned away; so is who brings
 * neither a token nor a ticket.
 */
@Configuration
@EnableWebSocket
class LiveSocket extends TextWebSocketHandler
    implements WebSocketConfigurer, HandshakeInterceptor, DisposableBean {
  private static final String READER = "sightline.reader";
  private static final String WISH = "sightline.wish";

  private static final Set<String> PARAMETERS =
      new LinkedHashSet<>(List.of("kinds", "site", "since", "ticket", "purpose"));

  private static final int GOODBYES_AT_ONCE = 4;

  private final LiveFeed feed;
  private final Handshakes handshakes;
  private final Audit audit;
  private final ExecutorService goodbyes = Executors.newFixedThreadPool(GOODBYES_AT_ONCE);

  LiveSocket(LiveFeed feed, Handshakes handshakes, Audit audit) {
    this.feed = feed;
    this.handshakes = handshakes;
    this.audit = audit;
  }

  @Override
  public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
    // Who may come from where is said at the handshake, with words.
    registry.addHandler(this, "/api/v1/live").addInterceptors(this).setAllowedOriginPatterns("*");
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
          LiveWish wish =
              feed.wish(
                  asked.parameter("kinds"), asked.parameter("site"), asked.parameter("since"));
          feed.requireVisible(reader, wish);
          if (feed.tellsPlates(wish)) {
            audit.noteRead(
                reader, "listen", "plates of " + (wish.site() == null ? "all sites" : wish.site()));
          }
          feed.requireRoom(reader);
          if (feed.isFull()) {
            throw new Unavailable("As many listen as may; try again in a moment.");
          }
          attributes.put(READER, reader);
          attributes.put(WISH, wish);
        });
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
    Reader reader = (Reader) session.getAttributes().get(READER);
    LiveWish wish = (LiveWish) session.getAttributes().get(WISH);
    feed.join(reader, wish, new LiveClient(Handshakes.raw(session), goodbyes));
  }

  @Override
  protected void handleTextMessage(WebSocketSession session, TextMessage message) {
    // Listeners have nothing to say; what they send is read and forgotten.
  }

  @Override
  public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
    feed.leave(Handshakes.raw(session).getId());
  }

  @Override
  public void destroy() {
    goodbyes.shutdown();
  }
}
