package io.sightline.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A way on loopback to another port, which can be cut and mended. */
final class Cable implements AutoCloseable {
  private final int to;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private ServerSocket server;
  private int port;

  Cable(int to) {
    this.to = to;
    mend();
  }

  int port() {
    return port;
  }

  void mend() {
    try {
      server = new ServerSocket();
      server.setReuseAddress(true);
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      port = server.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ServerSocket listening = server;
    daemon(
        () -> {
          while (true) {
            Socket caller = listening.accept();
            Socket called = new Socket(InetAddress.getLoopbackAddress(), to);
            open.add(caller);
            open.add(called);
            daemon(() -> copy(caller, called));
            daemon(() -> copy(called, caller));
          }
        });
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void daemon(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // Cut.
              }
            },
            "cable");
    thread.setDaemon(true);
    thread.start();
  }

  private static void copy(Socket from, Socket to) throws IOException {
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      in.transferTo(out);
    }
  }

  void cut() {
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
      open.clear();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    cut();
  }
}
