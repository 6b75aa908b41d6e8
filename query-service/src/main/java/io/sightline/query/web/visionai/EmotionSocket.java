package io.sightline.query.web.visionai;

import io.sightline.domain.settings.Settings;
import io.sightline.query.access.Proof;
import io.sightline.query.access.Reader;
import io.sightline.query.failures.TooMany;
import io.sightline.query.failures.Unavailable;
import io.sightline.query.limits.NetworkNeighbourhood;
import io.sightline.query.live.LiveOutlet.Farewell;
import io.sightline.query.predictions.Asker;
import io.sightline.query.web.Handshakes;
import io.sightline.query.web.LiveClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;

/**
 * VisionAI's WebSocket, at {@code /ws} and at the root: commands in JSON, answered one after the
 * other. Nobody needs to say who they are; whose token comes with a command is who asks it.
 */
@Component
class EmotionSocket extends TextWebSocketHandler implements HandshakeInterceptor, DisposableBean {
  private static final Logger LOG = LoggerFactory.getLogger(EmotionSocket.class);
  private static final String ASKER = "sightline.asker";
  private static final String ROOT = "sightline.root";
  private static final int GOODBYES_AT_ONCE = 2;
  private static final long LOOK_SECONDS = 4;
  private static final int PINGED_EVERY = 8;
  private static final int PINGS_AT_ONCE = 4;
  private static final int PINGS_WAITING = 4_096;

  /** Who does not even answer pings for so long is not there. */
  private static final long GONE_MILLIS = 180_000;

  private final Commands commands;
  private final Handshakes handshakes;
  private final int most;
  private final int mostOfOne;
  private final long patienceNanos;
  private final Map<String, Connected> conversations = new ConcurrentHashMap<>();
  private final ExecutorService goodbyes = Executors.newFixedThreadPool(GOODBYES_AT_ONCE);

  private final ScheduledExecutorService care = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService pings =
      new ThreadPoolExecutor(
          1,
          PINGS_AT_ONCE,
          1,
          TimeUnit.MINUTES,
          new ArrayBlockingQueue<>(PINGS_WAITING),
          new ThreadPoolExecutor.DiscardPolicy());
  private int turn;

  /** A client, and what is said to it. */
  private record Connected(WebSocketSession session, Conversation conversation) {}

  EmotionSocket(Commands commands, Handshakes handshakes, Settings settings) {
    this.commands = commands;
    this.handshakes = handshakes;
    this.most = settings.get(Settings.LIMITS_LIVE_CLIENTS);
    this.mostOfOne = settings.get(Settings.LIMITS_LIVE_PERSON);
    this.patienceNanos = settings.get(Settings.LIMITS_BODY_PATIENCE).toNanos();
    care.scheduleWithFixedDelay(this::lookAfter, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  /** Lets go of who may not ask any more, and of who does not end what they say. */
  private void lookAfter() {
    try {
      turn++;
      List<Proof> proofs = new ArrayList<>();
      for (Connected one : conversations.values()) {
        if (one.conversation().isComingSince(patienceNanos)) {
          goodbyes.execute(() -> close(one.session()));
        } else if (turn % PINGED_EVERY == 0) {
          pings.execute(() -> ping(one.session()));
        }
        if (!one.conversation().asker().isStranger()) {
          proofs.add(one.conversation().asker().reader().proof());
        }
      }
      if (!proofs.isEmpty()) {
        letGo(commands.stillThere(proofs));
      }
    } catch (RuntimeException e) {
      LOG.debug("Who is connected could not be looked after now.", e);
    }
  }

  private static void close(WebSocketSession session) {
    try {
      session.close(CloseStatus.POLICY_VIOLATION.withReason("the message did not arrive"));
    } catch (IOException e) {
      LOG.debug("A client could not be told goodbye.", e);
    }
  }

  /** Waits while nothing can be sent; a client that reads nothing misses its ping. */
  private static void ping(WebSocketSession session) {
    try {
      Handshakes.raw(session).getAsyncRemote().sendPing(ByteBuffer.allocate(0));
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      LOG.debug("A client is not there any more.", e);
    }
  }

  private void letGo(Map<Proof, Reader> still) {
    for (Connected one : conversations.values()) {
      Reader reader = one.conversation().asker().reader();
      if (reader != null) {
        Reader now = still.get(reader.proof());
        if (now == null) {
          one.conversation().goodbye(Farewell.NOT_ALLOWED);
        } else {
          one.conversation().isNow(now);
        }
      }
    }
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
        Set.of(),
        asked -> {
          if (conversations.size() >= most) {
            throw new Unavailable("As many are connected as may be; try again in a moment.");
          }
          Reader reader =
              commands.reader(
                  asked.header(HttpHeaders.AUTHORIZATION),
                  asked.header("X-API-Key"),
                  asked.address());
          Asker asker = new Asker(reader, asked.address());
          requireRoom(asker);
          attributes.put(ASKER, asker);
          attributes.put(ROOT, asked.path().equals("/"));
        });
  }

  /** Nobody takes the places of all others: no person, nor strangers of one neighbourhood. */
  private void requireRoom(Asker asker) {
    long theirs =
        conversations.values().stream()
            .filter(one -> whose(one.conversation().asker()).equals(whose(asker)))
            .count();
    if (theirs >= mostOfOne) {
      throw TooMany.connections("are connected", mostOfOne);
    }
  }

  private static Object whose(Asker asker) {
    return asker.isStranger() ? NetworkNeighbourhood.of(asker.address()) : asker.user();
  }

  @Override
  public void afterHandshake(
      ServerHttpRequest request,
      ServerHttpResponse response,
      WebSocketHandler handler,
      Exception failure) {
    // All is said when the connection is there.
  }

  /** So that a connection holds no room for a picture until one comes. */
  @Override
  public boolean supportsPartialMessages() {
    return true;
  }

  @Override
  public void afterConnectionEstablished(WebSocketSession session) {
    Asker asker = (Asker) session.getAttributes().get(ASKER);
    LiveClient client = new LiveClient(Handshakes.raw(session), goodbyes);
    Handshakes.raw(session).setMaxIdleTimeout(GONE_MILLIS);
    Conversation conversation = new Conversation(client, asker, commands, conversations::size);
    conversations.put(session.getId(), new Connected(session, conversation));
    conversation.welcome((Boolean) session.getAttributes().get(ROOT));
  }

  @Override
  protected void handleTextMessage(WebSocketSession session, TextMessage message)
      throws IOException {
    Connected connected = conversations.get(session.getId());
    if (connected == null) {
      return;
    }
    switch (connected.conversation().hear(message.getPayload(), message.isLast())) {
      case TOO_LARGE ->
          session.close(
              CloseStatus.TOO_BIG_TO_PROCESS.withReason("larger than a picture may be in base64"));
      case TOO_MUCH ->
          session.close(CloseStatus.SERVICE_OVERLOAD.withReason("too many pictures: try again"));
      case TAKEN -> {}
    }
  }

  @Override
  public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
    Connected connected = conversations.remove(session.getId());
    if (connected != null) {
      connected.conversation().end();
    }
  }

  @Override
  public void destroy() {
    care.shutdownNow();
    pings.shutdownNow();
    conversations.values().forEach(one -> one.conversation().goodbye(Farewell.ENDING));
    goodbyes.shutdown();
  }
}
