package io.sightline.query.health;

import io.sightline.query.health.Health.Grade;
import io.sightline.query.health.Health.Part;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether one of the brokers that the live run publishes to takes a connection. */
final class BrokersPart {
  /** For all of them. */
  private static final int PATIENCE_MILLIS = 1_200;

  /** As Kafka takes it: a protocol ahead or not, names with underscores, IPv6 in brackets. */
  private static final Pattern ADDRESS =
      Pattern.compile("(?:[A-Za-z]+://)?\\[?([^\\[\\]/]+?)]?:(\\d{1,5})");

  private BrokersPart() {}

  /**
   * @param servers HOST:PORT, separated by commas; null for none
   */
  static Part look(String servers) {
    if (servers == null) {
      return new Part(Grade.FINE, "none", "Nothing is published to Kafka.");
    }
    String[] all = servers.split(" *, *");
    for (String server : all) {
      if (answers(server, PATIENCE_MILLIS / all.length)) {
        return new Part(Grade.FINE, "up", "Kafka can be reached.");
      }
    }
    return new Part(
        Grade.DEGRADED,
        "down",
        "Kafka cannot be reached at "
            + servers
            + ": what the live run sees waits for it, and cameras go unseen meanwhile.");
  }

  private static boolean answers(String server, int millis) {
    Matcher address = ADDRESS.matcher(server.strip());
    if (!address.matches()) {
      return false;
    }
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(address.group(1), Integer.parseInt(address.group(2))),
          Math.max(1, millis));
      return true;
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }
}
