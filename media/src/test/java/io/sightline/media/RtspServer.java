package io.sightline.media;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * GStreamer's RTSP server on loopback, in a process of its own that can be stopped, started again
 * and halted. Where it is not installed, tests skip with {@link #WHY_NOT}.
 */
public final class RtspServer implements AutoCloseable {
  public static final String WHY_NOT =
      "GStreamer's RTSP server is not installed (Debian: gir1.2-gst-rtsp-server-1.0 python3-gi "
          + "gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad "
          + "gstreamer1.0-plugins-ugly)";

  private static final String PROBE =
      "import gi; gi.require_version('GstRtspServer', '1.0'); from gi.repository import Gst, GstRtspServer;"
          + " Gst.init(None);"
          + " exit(0 if Gst.ElementFactory.find('x264enc') and Gst.ElementFactory.find('pngdec') else 1)";
  private static final int FIRST_PORT = 15_000;
  private static final int LAST_PORT = 30_000;
  private static final int MOST_PORTS_TRIED = 100;
  private static final Optional<String> PYTHON = findPython();

  private final int port;
  private final String credentials;
  private final Map<String, String> mounts = new LinkedHashMap<>();
  private Process process;

  /**
   * @param credentials {@code user:password} that it asks for; null for none
   */
  public RtspServer(String credentials) {
    this.credentials = credentials;
    this.port = freePort();
  }

  /**
   * A port that nobody listens on. It is none of those that systems give away by themselves, so
   * that it is still free when a server that was stopped comes back.
   */
  public static int freePort() {
    for (int tried = 0; tried < MOST_PORTS_TRIED; tried++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException e) {
        // Somebody else's.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    throw new IllegalStateException("There is no free port.");
  }

  public static boolean isInstalled() {
    return PYTHON.isPresent();
  }

  /** One in which GStreamer can be used; {@link #isInstalled} says whether there is any. */
  public static String python() {
    return PYTHON.orElseThrow();
  }

  private static Optional<String> findPython() {
    for (String python : List.of("/usr/bin/python3", "python3")) {
      try {
        Process probe =
            new ProcessBuilder(python, "-c", PROBE)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (probe.waitFor(30, TimeUnit.SECONDS) && probe.exitValue() == 0) {
          return Optional.of(python);
        }
      } catch (IOException e) {
        // There is no such program: the next one.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return Optional.empty();
  }

  /** A moving ball at five frames a second, a keyframe each second. */
  public RtspServer withBall(String path, int width, int height) {
    return with(
        path,
        "videotestsrc is-live=true pattern=ball ! video/x-raw,width="
            + width
            + ",height="
            + height
            + ",framerate=5/1");
  }

  /**
   * Pictures shown in turn, over and over, five a second.
   *
   * @param folder with {@code 00000.png} and so on
   */
  public RtspServer withPictures(String path, Path folder) {
    return with(
        path,
        "multifilesrc location="
            + folder
            + "/%05d.png loop=true caps=image/png,framerate=5/1 ! pngdec ! videoconvert !"
            + " video/x-raw,format=I420 ! clocksync sync=true");
  }

  private RtspServer with(String path, String source) {
    mounts.put(
        path,
        "( "
            + source
            + " ! x264enc tune=zerolatency speed-preset=ultrafast key-int-max=5 !"
            + " rtph264pay name=pay0 config-interval=1 )");
    return this;
  }

  public RtspServer start() {
    try {
      List<String> command =
          new ArrayList<>(List.of(PYTHON.orElseThrow(), "-c", script(), Integer.toString(port)));
      if (credentials != null) {
        command.add(credentials);
      }
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      Writer in = process.outputWriter(StandardCharsets.UTF_8);
      for (Map.Entry<String, String> mount : mounts.entrySet()) {
        in.write(mount.getKey() + "|" + mount.getValue() + "\n");
      }
      in.write("\n");
      in.flush();
      String said =
          new BufferedReader(
                  new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
              .readLine();
      if (!"serving".equals(said)) {
        throw new IllegalStateException("The RTSP server did not start: " + said);
      }
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String script() throws IOException {
    try (InputStream in = RtspServer.class.getResourceAsStream("rtsp_server.py")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  public String address(String path) {
    String user = credentials == null ? "" : credentials + "@";
    return "rtsp://" + user + "127.0.0.1:" + port + path;
  }

  /** Ends it; its connections break. */
  public void stop() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Halts it where it is: connections stay, and nothing comes. */
  public void halt() {
    signal("STOP");
  }

  /** Lets it go on. */
  public void goOn() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    if (process != null) {
      stop();
    }
  }
}
