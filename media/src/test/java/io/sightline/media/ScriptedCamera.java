package io.sightline.media;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/** A camera on loopback that misbehaves in one way. */
public final class ScriptedCamera implements AutoCloseable {

  /** What it does to who connects. */
  public interface Manner {
    void meet(Socket caller) throws IOException;
  }

  private final ServerSocket socket;
  private final Manner manner;
  private final List<Socket> callers = new CopyOnWriteArrayList<>();
  private final List<Long> calledAt = new CopyOnWriteArrayList<>();

  private ScriptedCamera(Manner manner) {
    this.manner = manner;
    try {
      this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread thread = new Thread(this::listen, "scripted camera");
    thread.setDaemon(true);
    thread.start();
  }

  /** Accepts, and never says anything. */
  public static ScriptedCamera silent() {
    return new ScriptedCamera(caller -> {});
  }

  /** Answers with bytes that mean nothing. */
  public static ScriptedCamera garbage() {
    return new ScriptedCamera(
        caller -> {
          byte[] bytes = new byte[64 * 1024];
          new Random(1).nextBytes(bytes);
          caller.getOutputStream().write(bytes);
          caller.getOutputStream().flush();
        });
  }

  /** Resets every connection. */
  public static ScriptedCamera resetting() {
    return new ScriptedCamera(
        caller -> {
          caller.setSoLinger(true, 0);
          caller.close();
        });
  }

  /**
   * Answers every request with a status.
   *
   * @param status as "404 Not Found"
   * @param headers more lines; each ends with CR LF
   */
  public static ScriptedCamera answering(String status, String headers) {
    return new ScriptedCamera(
        caller -> {
          BufferedReader in =
              new BufferedReader(
                  new InputStreamReader(caller.getInputStream(), StandardCharsets.US_ASCII));
          String sequence = "1";
          for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.startsWith("CSeq:")) {
              sequence = line.substring("CSeq:".length()).strip();
            } else if (line.isEmpty()) {
              String answer =
                  "RTSP/1.0 " + status + "\r\nCSeq: " + sequence + "\r\n" + headers + "\r\n";
              caller.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
              caller.getOutputStream().flush();
            }
          }
        });
  }

  private void listen() {
    while (!socket.isClosed()) {
      try {
        Socket caller = socket.accept();
        calledAt.add(System.nanoTime());
        callers.add(caller);
        Thread thread = new Thread(() -> meet(caller), "scripted camera's caller");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        // Closed.
        return;
      }
    }
  }

  private void meet(Socket caller) {
    try {
      manner.meet(caller);
    } catch (IOException e) {
      // The caller left.
    }
  }

  public int port() {
    return socket.getLocalPort();
  }

  public String address() {
    return "rtsp://127.0.0.1:" + port() + "/stream";
  }

  /** How often somebody has connected. */
  public int calls() {
    return calledAt.size();
  }

  @Override
  public void close() {
    try {
      socket.close();
      for (Socket caller : callers) {
        caller.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
