package io.sightline.query.web.server;

import io.sightline.domain.network.AllowedNetworks;
import io.sightline.query.limits.NetworkNeighbourhood;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * The connections of the service: no more of one address than may be, and none for longer than its
 * request's head may take. Tomcat's own time-outs begin anew with each byte.
 */
final class HttpConnections extends NioEndpoint {
  private final Map<String, Set<SocketChannel>> byAddress = new ConcurrentHashMap<>();
  private final Map<SocketChannel, Exchange> exchanges = new ConcurrentHashMap<>();
  private volatile int mostOfOneAddress = Integer.MAX_VALUE;
  private volatile AllowedNetworks trusted;
  private volatile long headNanos = Long.MAX_VALUE;
  private volatile boolean watching;

  /**
   * @param most connections of one address
   * @param proxies that may have any number; null for none
   * @param headPatience how long a request's head may take
   */
  void limit(int most, AllowedNetworks proxies, Duration headPatience) {
    mostOfOneAddress = most;
    trusted = proxies;
    headNanos = headPatience.toNanos();
  }

  @Override
  public void startInternal() throws Exception {
    super.startInternal();
    watching = true;
    Thread watch = new Thread(this::watch, "http-watch");
    watch.setDaemon(true);
    watch.start();
  }

  @Override
  public void stopInternal() {
    watching = false;
    super.stopInternal();
  }

  @Override
  protected boolean setSocketOptions(SocketChannel socket) {
    if (!isWelcome(socket)) {
      destroySocket(socket);
      return false;
    }
    // From here on, so that a TLS handshake has no longer than a head, either.
    exchanges.computeIfAbsent(socket, key -> new Exchange()).headIsIncomplete(System.nanoTime());
    return super.setSocketOptions(socket);
  }

  private boolean isWelcome(SocketChannel socket) {
    InetAddress address;
    try {
      address = ((InetSocketAddress) socket.getRemoteAddress()).getAddress();
    } catch (IOException | RuntimeException e) {
      // It has gone again.
      return false;
    }
    AllowedNetworks proxies = trusted;
    if (proxies != null && proxies.contains(address)) {
      return true;
    }
    boolean[] welcome = new boolean[1];
    byAddress.compute(
        NetworkNeighbourhood.of(address),
        (key, known) -> {
          Set<SocketChannel> open = known == null ? ConcurrentHashMap.newKeySet() : known;
          if (open.size() >= mostOfOneAddress) {
            open.removeIf(other -> !other.isOpen());
          }
          welcome[0] = open.size() < mostOfOneAddress && open.add(socket);
          return open;
        });
    return welcome[0];
  }

  /** What is known of the exchange on a connection. */
  Exchange exchange(SocketWrapperBase<?> connection) {
    return exchanges.computeIfAbsent(channel(connection), key -> new Exchange());
  }

  void forget(SocketWrapperBase<?> connection) {
    exchanges.remove(channel(connection));
  }

  private static SocketChannel channel(SocketWrapperBase<?> connection) {
    return ((NioChannel) connection.getSocket()).getIOChannel();
  }

  private void watch() {
    while (watching) {
      long now = System.nanoTime();
      exchanges.forEach(
          (socket, exchange) -> {
            SocketWrapperBase<NioChannel> connection = connections.get(socket);
            if (!socket.isOpen()) {
              exchanges.remove(socket);
            } else if (connection != null && exchange.isHeadOverdue(now, headNanos)) {
              processSocket(connection, SocketEvent.DISCONNECT, true);
            } else if (connection != null && exchange.isAnswerTooSlow(now)) {
              // Its thread waits in a write; only the end of the connection wakes it.
              connection.close();
            }
          });
      byAddress
          .keySet()
          .forEach(
              key ->
                  byAddress.computeIfPresent(
                      key,
                      (same, open) -> {
                        open.removeIf(socket -> !socket.isOpen());
                        return open.isEmpty() ? null : open;
                      }));
      try {
        Thread.sleep(Exchange.LOOK_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }
}
