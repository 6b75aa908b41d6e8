package io.sightline.query.live;

import io.sightline.domain.settings.Settings;
import io.sightline.query.access.Access;
import io.sightline.query.access.Tokens;
import io.sightline.query.web.Problem;
import jakarta.websocket.Session;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.security.oauth2.jwt.JwtException;
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
class LiveSocket extends TextWebSocketHandler implements WebSocketConfigurer, HandshakeInterceptor {
  private static final String USER = "sightline.user";
  private static final String QUERY = "sightline.query";
  private static final String BEARER = "Bearer ";

  private final LiveFeed feed;
  private final Access access;
  private final Tokens tokens;
  private final int mostClients;

  LiveSocket(LiveFeed feed, Access access, Tokens tokens, Settings settings) {
    this.feed = feed;
    this.access = access;
    this.tokens = tokens;
    this.mostClients = settings.get(Settings.LIMITS_LIVE_CLIENTS);
  }

  @Override
  public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
    registry.addHandler(this, "/api/v1/live").addInterceptors(this);
  }

  /**
   * What a listener wants.
   *
   * @param since position to begin at; negative for now
   */
  private record Wanted(Set<String> kinds, String site, long since) {}

  @Override
  public boolean beforeHandshake(
      ServerHttpRequest request,
      ServerHttpResponse response,
      WebSocketHandler handler,
      Map<String, Object> attributes) {
    MultiValueMap<String, String> query =
        UriComponentsBuilder.fromUri(request.getURI()).build().getQueryParams();
    try {
      String username = username(request, query);
      attributes.put(USER, username);
      attributes.put(QUERY, wanted(query, access.sites(username)));
      if (feed.listeners() >= mostClients) {
        response.setStatusCode(HttpStatus.SERVICE_UNAVAILABLE);
        return false;
      }
      return true;
    } catch (JwtException | IllegalArgumentException e) {
      response.setStatusCode(HttpStatus.UNAUTHORIZED);
      return false;
    } catch (Problem e) {
      response.setStatusCode(e.status());
      return false;
    }
  }

  private String username(ServerHttpRequest request, MultiValueMap<String, String> query) {
    String header = request.getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
    if (header != null && header.startsWith(BEARER)) {
      return tokens.read(header.substring(BEARER.length()));
    }
    String ticket = query.getFirst("ticket");
    if (ticket == null) {
      throw Problem.unauthorized("Sign in first.");
    }
    return tokens.useTicket(ticket);
  }

  private static Wanted wanted(MultiValueMap<String, String> query, Set<String> maySee) {
    String kinds = query.getFirst("kinds");
    Set<String> wanted =
        kinds == null || kinds.isBlank()
            ? Set.of()
            : Arrays.stream(kinds.split(",")).map(String::strip).collect(Collectors.toSet());
    wanted.forEach(
        kind -> {
          if (!LiveRows.isKind(kind)) {
            throw Problem.badRequest("`kinds` are of " + LiveRows.kinds() + ".");
          }
        });
    String site = query.getFirst("site");
    if (site != null && maySee != null && !maySee.contains(site)) {
      throw Problem.notFound("The site");
    }
    String since = query.getFirst("since");
    if (since != null && !since.matches("\\d{1,18}")) {
      throw Problem.badRequest("`since` is none of our cursors.");
    }
    return new Wanted(wanted, site, since == null ? -1 : Long.parseLong(since));
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
    String username = (String) session.getAttributes().get(USER);
    Wanted wanted = (Wanted) session.getAttributes().get(QUERY);
    Session raw = ((NativeWebSocketSession) session).getNativeSession(Session.class);
    feed.join(
        new LiveClient(raw, username, wanted.kinds(), wanted.site(), access.sites(username)),
        wanted.since());
  }

  @Override
  protected void handleTextMessage(WebSocketSession session, TextMessage message) {
    // Listeners have nothing to say; what they send is read and forgotten.
  }

  @Override
  public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
    feed.leave(((NativeWebSocketSession) session).getNativeSession(Session.class).getId());
  }
}
