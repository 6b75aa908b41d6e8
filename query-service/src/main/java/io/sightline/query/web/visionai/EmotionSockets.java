package io.sightline.query.web.visionai;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

/** Where VisionAI's WebSocket is: at {@code /ws}, and at the root, beside the page. */
@RestController
@Hidden
class EmotionSockets implements WebSocketConfigurer {
  private final EmotionSocket socket;
  private final WebSocketHttpRequestHandler root;

  EmotionSockets(EmotionSocket socket) {
    this.socket = socket;
    this.root = new WebSocketHttpRequestHandler(socket, new DefaultHandshakeHandler());
    this.root.setHandshakeInterceptors(List.of(socket));
  }

  @Override
  public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
    // Who may come from where is said at the handshake, with words.
    registry.addHandler(socket, "/ws").addInterceptors(socket).setAllowedOriginPatterns("*");
  }

  /** Says what the page says it gives, so that who wants neither is told so in the same words. */
  @GetMapping(
      path = "/",
      headers = "Sec-WebSocket-Key",
      produces = {MediaType.TEXT_HTML_VALUE, MediaType.APPLICATION_JSON_VALUE})
  void root(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    root.handleRequest(request, response);
  }
}
