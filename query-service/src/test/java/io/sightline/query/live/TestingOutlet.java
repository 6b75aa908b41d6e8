package io.sightline.query.live;

import io.sightline.domain.json.Json;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what it is sent. */
final class TestingOutlet implements LiveOutlet {
  private static final AtomicInteger MADE = new AtomicInteger();

  private final String id = "outlet " + MADE.incrementAndGet();
  private final List<Map<?, ?>> sent = new CopyOnWriteArrayList<>();
  private volatile Farewell farewell;
  private volatile boolean gone;

  @Override
  public String id() {
    return id;
  }

  @Override
  public void send(String message) {
    sent.add(Json.read(message, Map.class));
  }

  @Override
  public boolean isBehind() {
    return false;
  }

  @Override
  public boolean isGone() {
    return gone || farewell != null;
  }

  @Override
  public void drop(Farewell why) {
    farewell = why;
  }

  @Override
  public void left() {
    gone = true;
  }

  Farewell farewell() {
    return farewell;
  }

  /** What kinds of rows it was told of. */
  List<String> kinds() {
    return sent.stream().map(message -> String.valueOf(message.get("kind"))).toList();
  }

  /** Of the stays that it was told, in their order. */
  List<Object> plates() {
    return sent.stream()
        .filter(message -> "vehicle_sessions".equals(message.get("kind")))
        .<Object>map(message -> message.get("plate"))
        .toList();
  }

  boolean isGreeted() {
    return sent.stream().anyMatch(message -> "hello".equals(message.get("kind")));
  }

  /** Of the newest message. */
  String cursor() {
    return sent.get(sent.size() - 1).get("cursor").toString();
  }
}
