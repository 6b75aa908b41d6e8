package io.sightline.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.query.live.LiveOutlet.Farewell;
import jakarta.websocket.CloseReason;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LiveClientTest {
  private final List<String> sent = new ArrayList<>();
  private final Deque<SendHandler> sending = new ArrayDeque<>();
  private final Map<String, Object> properties = new HashMap<>();
  private CloseReason closed;
  private boolean atOnce;
  private boolean gone;

  private final RemoteEndpoint.Async remote =
      doubleOf(
          RemoteEndpoint.Async.class,
          (method, arguments) -> {
            if (method.equals("sendText")) {
              send((String) arguments[0], (SendHandler) arguments[1]);
            }
            return null;
          });

  private final Session session = doubleOf(Session.class, this::answer);

  private final LiveClient client = new LiveClient(session, Runnable::run);

  /** What a double does when a method of it is called. */
  private interface Answer {
    Object to(String method, Object[] arguments);
  }

  private static <T> T doubleOf(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            LiveClientTest.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> answer.to(method.getName(), arguments)));
  }

  private Object answer(String method, Object[] arguments) {
    return switch (method) {
      case "getId" -> "7";
      case "getAsyncRemote" -> remote;
      case "getUserProperties" -> properties;
      case "isOpen" -> closed == null && !gone;
      case "close" -> {
        closed = (CloseReason) arguments[0];
        yield null;
      }
      default -> throw new UnsupportedOperationException(method);
    };
  }

  private void send(String text, SendHandler handler) {
    if (gone) {
      throw new IllegalStateException("The session is closed.");
    }
    sent.add(text);
    if (atOnce) {
      handler.onResult(new SendResult(session));
    } else {
      sending.add(handler);
    }
  }

  private void isSent() {
    sending.poll().onResult(new SendResult(session));
  }

  @Test
  void oneMessageIsSentAfterTheOther() {
    client.send("a");
    client.send("b");
    client.send("c");
    assertThat(sent).containsExactly("a");
    isSent();
    assertThat(sent).containsExactly("a", "b");
    isSent();
    isSent();
    assertThat(sent).containsExactly("a", "b", "c");
    client.send("d");
    assertThat(sent).endsWith("d");
  }

  @Test
  void messagesThatAreSentAtOnceNeedNoStack() {
    client.send("first");
    for (int i = 0; i < 4_000; i++) {
      client.send("more");
    }
    atOnce = true;
    isSent();
    assertThat(sent).hasSize(4_001);
  }

  @Test
  void whoIsBehindIsKnownToBeAndDroppedWhenTheyDoNotCatchUp() {
    client.send("being sent");
    for (int i = 0; i < 2_500; i++) {
      client.send("x");
    }
    assertThat(client.isBehind()).isFalse();
    client.send("x");
    assertThat(client.isBehind()).isTrue();
    assertThat(client.isGone()).isFalse();
    for (int i = 0; i < 2_500; i++) {
      client.send("x");
    }
    assertThat(client.isGone()).isTrue();
    assertThat(closed.getCloseCode()).isEqualTo(CloseReason.CloseCodes.TRY_AGAIN_LATER);
    assertThat(closed.getReasonPhrase()).isEqualTo("too slow: resume with since");
    client.send("after the end");
    assertThat(sent).containsExactly("being sent");
  }

  @Test
  void longMessagesCountByTheirLength() {
    client.send("being sent");
    client.send("x".repeat(5 << 20));
    assertThat(client.isBehind()).isTrue();
    client.send("x".repeat(5 << 20));
    assertThat(client.isGone()).isFalse();
    client.send("x");
    assertThat(client.isGone()).isTrue();
  }

  @Test
  void aMessageThatCannotBeSentEndsTheConnection() {
    client.send("a");
    sending.poll().onResult(new SendResult(session, new IllegalStateException("timed out")));
    assertThat(client.isGone()).isTrue();
    assertThat(closed.getReasonPhrase()).isEqualTo("too slow: resume with since");
  }

  @Test
  void whoHasGoneIsNotSentAnything() {
    gone = true;
    client.send("a");
    assertThat(client.isGone()).isTrue();
    assertThat(sent).isEmpty();
  }

  @Test
  void everyFarewellHasACodeAndItsWords() {
    for (Farewell farewell : Farewell.values()) {
      closed = null;
      new LiveClient(session, Runnable::run).drop(farewell);
      assertThat(closed.getReasonPhrase()).isEqualTo(farewell.reason());
      assertThat(closed.getCloseCode())
          .isEqualTo(
              switch (farewell) {
                case NOT_ALLOWED -> CloseReason.CloseCodes.VIOLATED_POLICY;
                case ENDING -> CloseReason.CloseCodes.GOING_AWAY;
                default -> CloseReason.CloseCodes.TRY_AGAIN_LATER;
              });
    }
  }
}
