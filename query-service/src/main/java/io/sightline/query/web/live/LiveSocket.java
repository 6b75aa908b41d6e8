package io.sightline.query.web.live;

import io.sightline.domain.BadInput;
import io.sightline.query.access.Access;
import io.sightline.query.access.Proof;
import io.sightline.query.access.Reader;
import io.sightline.query.access.Scope;
import io.sightline.query.audit.Audit;
import io.sightline.query.failures.Failure;
import io.sightline.query.failures.NotSignedIn;
import io.sightline.query.failures.Unavailable;
import io.sightline.query.live.LiveFeed;
import io.sightline.query.live.LiveWish;
import io.sightline.query.people.Proofs;
import io.sightline.query.web.Handshakes;
import io.sightline.query.web.LiveClient;
import io.sightline.query.web.Origins;
import io.sightline.query.web.Problems;
import io.sightline.query.web.WhoAsks;
import io.sightline.query.web.Words;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

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

  private static final Set<String> PARAMETERS =
      new LinkedHashSet<>(List.of("kinds", "site", "since", "ticket", "purpose"));

  private static final int GOODBYES_AT_ONCE = 4;

  private final LiveFeed feed;
  private final Access access;
  private final Proofs proofs;
  private final Origins origins;
  private final Audit audit;
  private final ExecutorService goodbyes = Executors.newFixedThreadPool(GOODBYES_AT_ONCE);

  LiveSocket(LiveFeed feed, Access access, Proofs proofs, Origins origins, Audit audit) {
    this.audit = audit;
    this.origins = origins;
    this.feed = feed;
    this.access = access;
    this.proofs = proofs;
  }

  @Override
  public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
    // Who may come from where is said below, with words.
    registry.addHandler(this, "/api/v1/live").addInterceptors(this).setAllowedOriginPatterns("*");
  }

  @Override
  public boolean beforeHandshake(
      ServerHttpRequest request,
      ServerHttpResponse response,
      WebSocketHandler handler,
      Map<String, Object> attributes)
      throws IOException {
    try {
      String unable = Handshakes.unable(request, response);
      if (unable != null) {
        return Handshakes.refuse(response, HttpStatus.UPGRADE_REQUIRED, unable);
      }
      Handshakes.requireOrigin(request, origins);
      Words.require(PARAMETERS, request.getURI().getRawQuery());
      MultiValueMap<String, String> query =
          UriComponentsBuilder.fromUri(request.getURI()).build().getQueryParams();
      Reader reader =
          access.reader(
              proof(request, query), request.getRemoteAddress().getAddress().getHostAddress());
      String header = request.getHeaders().getFirst(WhoAsks.PURPOSE);
      reader =
          reader.asking(
              reader.address(),
              WhoAsks.purpose(header == null ? decoded(query, "purpose") : header));
      if (!reader.allows(Scope.READ)) {
        audit.noteRefusal(reader, "GET " + request.getURI().getPath());
      }
      reader.require(Scope.READ);
      LiveWish wish =
          feed.wish(decoded(query, "kinds"), decoded(query, "site"), decoded(query, "since"));
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
      return true;
    } catch (Failure e) {
      response.getHeaders().addAll(Problems.headers(e));
      return Handshakes.refuse(response, Problems.status(e), e.getMessage());
    } catch (BadInput e) {
      return Handshakes.refuse(response, HttpStatus.BAD_REQUEST, e.getMessage());
    }
  }

  private static String decoded(MultiValueMap<String, String> query, String name) {
    String value = query.getFirst(name);
    return value == null ? null : UriUtils.decode(value, StandardCharsets.UTF_8);
  }

  private Proof proof(ServerHttpRequest request, MultiValueMap<String, String> query) {
    HttpHeaders headers = request.getHeaders();
    return proofs
        .read(headers.getFirst(HttpHeaders.AUTHORIZATION), headers.getFirst(API_KEY))
        .orElseGet(
            () -> {
              String ticket = decoded(query, "ticket");
              if (ticket == null) {
                throw new NotSignedIn(
                    "Sign in first: bring a token in the header Authorization, or a `ticket` of POST"
                        + " /api/v1/live/tickets.");
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
