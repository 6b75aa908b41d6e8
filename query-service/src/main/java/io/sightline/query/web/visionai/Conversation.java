package io.sightline.query.web.visionai;

import io.sightline.query.access.Reader;
import io.sightline.query.live.LiveOutlet.Farewell;
import io.sightline.query.predictions.Asker;
import io.sightline.query.web.LiveClient;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntSupplier;

/** With one client: commands are answered one after the other, in the order in which they came. */
final class Conversation {
  private static final int MOST_WAITING = 32;

  private final LiveClient client;
  private volatile Asker asker;
  private final Commands commands;
  private final IntSupplier clients;

  /** Guarded by this, as is everything below. */
  private final Deque<String> waiting = new ArrayDeque<>();

  private StringBuilder part = new StringBuilder();
  private long partBeganNanos;
  private long held;
  private boolean busy;
  private boolean over;

  /**
   * @param clients how many are connected
   */
  Conversation(LiveClient client, Asker asker, Commands commands, IntSupplier clients) {
    this.client = client;
    this.asker = asker;
    this.commands = commands;
    this.clients = clients;
  }

  void welcome(boolean root) {
    client.send(commands.welcome(root));
  }

  /** What became of a part of a message. */
  enum Heard {
    TAKEN,
    /** The message is larger than any may be. */
    TOO_LARGE,
    /** All messages together, or those of one address, are more than is held. */
    TOO_MUCH
  }

  /** Takes a part of a message. */
  Heard hear(String text, boolean last) {
    String refused = null;
    synchronized (this) {
      if (over) {
        return Heard.TAKEN;
      }
      if (part.length() + text.length() > commands.mostCharacters()) {
        return Heard.TOO_LARGE;
      }
      if (!commands.hold(asker.address(), text.length())) {
        return Heard.TOO_MUCH;
      }
      if (part.isEmpty()) {
        partBeganNanos = System.nanoTime();
      }
      held += text.length();
      part.append(text);
      if (!last) {
        return Heard.TAKEN;
      }
      String whole = part.toString();
      part = new StringBuilder();
      if (waiting.size() >= MOST_WAITING) {
        letGo(whole);
        refused = commands.busy(whole);
      } else {
        waiting.add(whole);
      }
    }
    if (refused != null) {
      client.send(refused);
    }
    goOn();
    return Heard.TAKEN;
  }

  /** Whether a message has been coming for longer than that. */
  synchronized boolean isComingSince(long nanos) {
    return !part.isEmpty() && System.nanoTime() - partBeganNanos > nanos;
  }

  /** Who is connected. */
  Asker asker() {
    return asker;
  }

  /** The same person as they may ask now. */
  void isNow(Reader reader) {
    asker = new Asker(reader, asker.address());
  }

  private void goOn() {
    String next;
    synchronized (this) {
      if (busy || over || waiting.isEmpty()) {
        return;
      }
      busy = true;
      next = waiting.poll();
    }
    commands.answer(next, asker, clients, reply -> answered(next, reply));
  }

  private void answered(String command, String reply) {
    synchronized (this) {
      busy = false;
      letGo(command);
    }
    client.send(reply);
    goOn();
  }

  private synchronized void letGo(String text) {
    if (!over) {
      held -= text.length();
      commands.letGo(asker.address(), text.length());
    }
  }

  /** The client has gone. */
  void end() {
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
      commands.letGo(asker.address(), held);
      waiting.clear();
      part = new StringBuilder();
    }
    client.left();
  }

  void goodbye(Farewell why) {
    client.drop(why);
  }
}
