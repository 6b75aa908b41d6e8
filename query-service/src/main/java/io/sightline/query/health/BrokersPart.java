package io.sightline.query.health;

import io.sightline.query.health.Health.Grade;
import io.sightline.query.health.Health.Part;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;

/** Whether one of the brokers that the live run publishes to takes a connection. */
final class BrokersPart {
  private static final int PATIENCE_MILLIS = 400;

  private BrokersPart() {}

  /**
   * @param servers HOST:PORT, separated by commas; null for none
   */
  static Part look(String servers) {
    if (servers == null) {
      return new Part(Grade.FINE, "none", "Nothing is published to Kafka.");
    }
    for (String server : servers.split(" *, *")) {
      if (answers(server)) {
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

  private static boolean answers(String server) {
    try (Socket socket = new Socket()) {
      // As Kafka takes it, with a protocol ahead or not.
      URI address = URI.create(server.contains("://") ? server : "kafka://" + server);
      socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), PATIENCE_MILLIS);
      return true;
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }
}
