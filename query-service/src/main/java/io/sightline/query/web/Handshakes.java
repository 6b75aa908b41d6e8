package io.sightline.query.web;

import io.sightline.query.failures.Refused;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;
import org.springframework.web.util.WebUtils;

/** What all WebSockets ask of whoever connects, and how they say no: by problem details. */
public final class Handshakes {
  private static final String VERSION = "13";

  private Handshakes() {}

  /** Why a request opens no WebSocket at all; null when it can. */
  public static String unable(ServerHttpRequest request, ServerHttpResponse response) {
    WebSocketHttpHeaders headers = new WebSocketHttpHeaders(request.getHeaders());
    boolean upgrade =
        request.getMethod() == HttpMethod.GET && "websocket".equalsIgnoreCase(headers.getUpgrade());
    if (upgrade && VERSION.equals(headers.getSecWebSocketVersion())) {
      return null;
    }
    response.getHeaders().setUpgrade("websocket");
    response.getHeaders().set(WebSocketHttpHeaders.SEC_WEBSOCKET_VERSION, VERSION);
    return "Here is a WebSocket (version 13); connect to it with ws:// or wss://, as /asyncapi.yaml"
        + " describes.";
  }

  /**
   * A page of another origin could listen in the name of whoever looks at it.
   *
   * @throws Refused for a page of an origin that is not allowed
   */
  public static void requireOrigin(ServerHttpRequest request, Origins origins) {
    String origin = request.getHeaders().getOrigin();
    if (origin != null && !WebUtils.isSameOrigin(request) && !origins.allows(origin)) {
      throw new Refused(Origins.refusal());
    }
  }

  public static boolean refuse(ServerHttpResponse response, HttpStatus status, String detail)
      throws IOException {
    byte[] body = Problems.text(status, detail).getBytes(StandardCharsets.UTF_8);
    response.setStatusCode(status);
    response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    response.getHeaders().setContentLength(body.length);
    response.getBody().write(body);
    return false;
  }

  /** The connection itself. */
  public static Session raw(WebSocketSession session) {
    return ((NativeWebSocketSession) session).getNativeSession(Session.class);
  }
}
