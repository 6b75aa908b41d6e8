package io.sightline.query.web.live;

import io.sightline.domain.BadInput;
import io.sightline.query.access.Access;
import io.sightline.query.access.Proof;
import io.sightline.query.access.Reader;
import io.sightline.query.access.Scope;
import io.sightline.query.failures.Failure;
import io.sightline.query.failures.NotSignedIn;
import io.sightline.query.live.LiveFeed;
import io.sightline.query.live.LiveWish;
import io.sightline.query.people.Proofs;
import io.sightline.query.web.Problems;
import jakarta.websocket.Session;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.util.MultiValueMap;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.util.UriComponentsBuilder;

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
  private static final String API_KEY = "X-API-Key";

  private static final int GOODBYES_AT_ONCE = 4;

  private final LiveFeed feed;
  private final Access access;
  private final Proofs proofs;
  private final ExecutorService goodbyes = Executors.newFixedThreadPool(GOODBYES_AT_ONCE);

  LiveSocket(LiveFeed feed, Access access, Proofs proofs) {
    this.feed = feed;
    this.access = access;
    this.proofs = proofs;
  }

  @Override
  public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
    registry.addHandler(this, "/api/v1/live").addInterceptors(this);
  }

  @Override
  public boolean beforeHandshake(
      ServerHttpRequest request,
      ServerHttpResponse response,
      WebSocketHandler handler,
      Map<String, Object> attributes) {
    MultiValueMap<String, String> query =
        UriComponentsBuilder.fromUri(request.getURI()).build().getQueryParams();
    try {
      Reader reader =
          access.reader(
              proof(request, query), request.getRemoteAddress().getAddress().getHostAddress());
      reader.require(Scope.READ);
      LiveWish wish =
          feed.wish(query.getFirst("kinds"), query.getFirst("site"), query.getFirst("since"));
      feed.requireVisible(reader, wish);
      feed.requireRoom(reader);
      if (feed.isFull()) {
        response.setStatusCode(HttpStatus.SERVICE_UNAVAILABLE);
        return false;
      }
      attributes.put(READER, reader);
      attributes.put(WISH, wish);
      return true;
    } catch (Failure e) {
      response.setStatusCode(Problems.status(e));
      return false;
    } catch (BadInput e) {
      response.setStatusCode(HttpStatus.BAD_REQUEST);
      return false;
    }
  }

  private Proof proof(ServerHttpRequest request, MultiValueMap<String, String> query) {
    HttpHeaders headers = request.getHeaders();
    return proofs
        .read(headers.getFirst(HttpHeaders.AUTHORIZATION), headers.getFirst(API_KEY))
        .orElseGet(
            () -> {
              String ticket = query.getFirst("ticket");
              if (ticket == null) {
                throw new NotSignedIn("Sign in first, or bring a ticket.");
              }
              return proofs.useTicket(ticket);
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
    feed.join(reader, wish, new LiveClient(raw(session), goodbyes));
  }

  private static Session raw(WebSocketSession session) {
    return ((NativeWebSocketSession) session).getNativeSession(Session.class);
  }

  @Override
  protected void handleTextMessage(WebSocketSession session, TextMessage message) {
    // Listeners have nothing to say; what they send is read and forgotten.
  }

  @Override
  public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
    feed.leave(raw(session).getId());
  }

  @Override
  public void destroy() {
    goodbyes.shutdown();
  }
}
