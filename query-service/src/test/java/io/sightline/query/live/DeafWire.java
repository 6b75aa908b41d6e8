package io.sightline.query.live;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A way to a port on loopback whose connections can stop to carry anything, and stay open. */
final class DeafWire implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final int to;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final List<Socket> deaf = new CopyOnWriteArrayList<>();

  DeafWire(int to) throws IOException {
    this.to = to;
    daemon(
        () -> {
          while (true) {
            Socket caller = server.accept();
            Socket called = new Socket(InetAddress.getLoopbackAddress(), to);
            open.add(caller);
            open.add(called);
            daemon(() -> copy(caller, called));
            daemon(() -> copy(called, caller));
          }
        });
  }

  int port() {
    return server.getLocalPort();
  }

  /** What is connected now carries nothing any more. */
  void fallDeaf() {
    deaf.addAll(open);
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
                // It has ended.
              }
            },
            "wire");
    thread.setDaemon(true);
    thread.start();
  }

  private void copy(Socket from, Socket to) throws IOException {
    InputStream in = from.getInputStream();
    OutputStream out = to.getOutputStream();
    byte[] bytes = new byte[8_192];
    int read;
    while ((read = in.read(bytes)) >= 0) {
      if (!deaf.contains(from)) {
        out.write(bytes, 0, read);
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
