package io.sightline.media;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;

/**
 * An RTSP camera on loopback that shows a square going to and fro, over and over: what it sends is
 * in the hands of the test. Interleaved with the connection, a frame a packet.
 */
public final class PlayingCamera implements AutoCloseable {
  private static final int CLOCK = 90_000;
  private static final int FRAMES = 40;
  private static final int KEY_FRAME_EVERY = 10;
  private static final int RTP_HEADER = 12;

  /** How a stream is coded, as RTP carries it. */
  public enum Coding {
    MPEG4("m4v", avcodec.AV_CODEC_ID_MPEG4, 96, 0, 0xB6, Set.of(0xB6, 0xB0, 0xB3)),
    MPEG2("mpeg2video", avcodec.AV_CODEC_ID_MPEG2VIDEO, 32, 4, 0x00, Set.of(0x00, 0xB3, 0xB8));

    private final String format;
    private final int codec;
    private final int payloadType;
    private final int header;
    private final int picture;
    private final Set<Integer> begins;

    Coding(
        String format, int codec, int payloadType, int header, int picture, Set<Integer> begins) {
      this.format = format;
      this.codec = codec;
      this.payloadType = payloadType;
      this.header = header;
      this.picture = picture;
      this.begins = begins;
    }
  }

  /** What it shows. */
  public record Show(Coding coding, int width, int height, int framesPerSecond) {
    public static final Show USUAL = new Show(Coding.MPEG4, 320, 240, 10);
  }

  private record Encoded(Show show, List<byte[]> frames) {}

  private final ServerSocket socket;
  private final List<Socket> callers = new CopyOnWriteArrayList<>();
  private final Random random;
  private volatile Encoded shown;
  private volatile double corrupt;
  private volatile boolean halted;
  private volatile int calls;
  private volatile long sent;
  private volatile long corrupted;

  /**
   * @param seed of what is corrupted
   */
  public PlayingCamera(Show show, long seed) {
    this.shown = encode(show);
    this.random = new Random(seed);
    try {
      this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::listen, "playing camera");
  }

  public String address() {
    return "rtsp://127.0.0.1:" + socket.getLocalPort() + "/stream";
  }

  /** Shows something else from its next frame on; another coding needs another connection. */
  public void show(Show other) {
    boolean anew = other.coding != shown.show.coding;
    shown = encode(other);
    if (anew) {
      hangUp();
    }
  }

  /** Breaks all connections. */
  public void hangUp() {
    for (Socket caller : callers) {
      close(caller);
    }
    callers.clear();
  }

  /**
   * @param share of the packets, 0 to 1, in whose payload bytes are changed from now on
   */
  public void corrupt(double share) {
    corrupt = share;
  }

  /** Sends nothing, and keeps its connections. */
  public void halt() {
    halted = true;
  }

  /** Lets it go on. */
  public void goOn() {
    halted = false;
  }

  /** How often somebody has asked it to play. */
  public int calls() {
    return calls;
  }

  public long sent() {
    return sent;
  }

  public long corrupted() {
    return corrupted;
  }

  private static Encoded encode(Show show) {
    avutil.av_log_set_level(avutil.AV_LOG_PANIC);
    try {
      Path file = Files.createTempFile("shown", "." + show.coding.format);
      try (FFmpegFrameRecorder recorder =
          new FFmpegFrameRecorder(file.toFile(), show.width, show.height)) {
        recorder.setFormat(show.coding.format);
        recorder.setVideoCodec(show.coding.codec);
        recorder.setPixelFormat(avutil.AV_PIX_FMT_YUV420P);
        // MPEG-2 knows some rates only; what counts is when a frame is sent.
        recorder.setFrameRate(25);
        recorder.setGopSize(KEY_FRAME_EVERY);
        recorder.setMaxBFrames(0);
        recorder.setVideoQuality(4);
        recorder.start();
        for (int n = 0; n < FRAMES; n++) {
          BufferedImage image =
              new BufferedImage(show.width, show.height, BufferedImage.TYPE_3BYTE_BGR);
          Graphics2D graphics = image.createGraphics();
          graphics.setColor(Color.WHITE);
          int x = Math.abs(n - FRAMES / 2) * show.width / FRAMES;
          graphics.fillRect(x, show.height / 4, show.width / 4, show.height / 2);
          graphics.dispose();
          TestFootage.record(recorder, image);
        }
        recorder.stop();
      }
      byte[] all = Files.readAllBytes(file);
      Files.delete(file);
      return new Encoded(show, split(all, show.coding));
    } catch (Exception e) {
      throw new IllegalStateException("Nothing could be encoded.", e);
    }
  }

  /** A picture each, with the headers ahead of it. */
  private static List<byte[]> split(byte[] all, Coding coding) {
    List<byte[]> frames = new ArrayList<>();
    int begin = 0;
    boolean seen = false;
    for (int i = 0; i + 3 < all.length; i++) {
      if (all[i] == 0 && all[i + 1] == 0 && all[i + 2] == 1) {
        int code = all[i + 3] & 0xFF;
        if (seen && coding.begins.contains(code)) {
          frames.add(java.util.Arrays.copyOfRange(all, begin, i));
          begin = i;
          seen = false;
        }
        seen |= code == coding.picture;
      }
    }
    frames.add(java.util.Arrays.copyOfRange(all, begin, all.length));
    return frames;
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void daemon(Work work, String name) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // The other side left, or this one was closed.
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }

  private void listen() throws IOException {
    while (true) {
      Socket caller = socket.accept();
      caller.setTcpNoDelay(true);
      callers.add(caller);
      daemon(() -> answer(caller), "playing camera's caller");
    }
  }

  private void answer(Socket caller) throws IOException {
    DataInputStream in = new DataInputStream(caller.getInputStream());
    OutputStream out = caller.getOutputStream();
    while (true) {
      int first = in.readUnsignedByte();
      if (first == '$') {
        in.readUnsignedByte();
        in.skipNBytes(in.readUnsignedShort());
        continue;
      }
      String request = (char) first + head(in);
      String sequence = request.replaceAll("(?s).*CSeq: *(\\d+).*", "$1");
      String method = request.substring(0, request.indexOf(' '));
      String more =
          switch (method) {
            case "OPTIONS" -> "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n\r\n";
            case "DESCRIBE" -> described();
            case "SETUP" ->
                "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\nSession: 1;timeout=60\r\n\r\n";
            default -> "Session: 1\r\n\r\n";
          };
      synchronized (out) {
        out.write(
            ("RTSP/1.0 200 OK\r\nCSeq: " + sequence + "\r\n" + more)
                .getBytes(StandardCharsets.US_ASCII));
        out.flush();
      }
      if (method.equals("PLAY")) {
        calls++;
        daemon(() -> play(caller, out), "playing camera's stream");
      }
    }
  }

  private static String head(DataInputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      head.write(in.readUnsignedByte());
    }
    return head.toString(StandardCharsets.US_ASCII);
  }

  private String described() {
    Show show = shown.show;
    int type = show.coding.payloadType;
    String more = "";
    if (show.coding == Coding.MPEG4) {
      byte[] first = shown.frames.get(0);
      String all = HexFormat.of().formatHex(first);
      String config = all.substring(0, all.indexOf("000001b6"));
      more = "a=rtpmap:96 MP4V-ES/90000\r\na=fmtp:96 profile-level-id=1;config=" + config + "\r\n";
    }
    String text =
        "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=square\r\nt=0 0\r\nm=video 0 RTP/AVP "
            + type
            + "\r\nc=IN IP4 0.0.0.0\r\n"
            + more
            + "a=control:track\r\n";
    return "Content-Type: application/sdp\r\nContent-Length: " + text.length() + "\r\n\r\n" + text;
  }

  private void play(Socket caller, OutputStream out) throws IOException {
    int sequence = 0;
    long stamp = 1_000;
    int number = 0;
    Encoded now = shown;
    while (!caller.isClosed()) {
      if (now != shown) {
        now = shown;
        number = 0;
      }
      if (!halted) {
        byte[] frame = now.frames.get(number % now.frames.size());
        byte[] packet = packet(now.show.coding, frame, sequence++, stamp);
        synchronized (out) {
          out.write(packet);
          out.flush();
        }
        sent++;
        number++;
      }
      stamp += CLOCK / now.show.framesPerSecond;
      try {
        // The pace of a camera.
        TimeUnit.MILLISECONDS.sleep(1_000 / now.show.framesPerSecond);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private byte[] packet(Coding coding, byte[] frame, int sequence, long stamp) {
    int payload = coding.header + frame.length;
    ByteBuffer packet = ByteBuffer.allocate(4 + RTP_HEADER + payload);
    packet.put((byte) '$').put((byte) 0).putShort((short) (RTP_HEADER + payload));
    packet.put((byte) 0x80).put((byte) (0x80 | coding.payloadType)).putShort((short) sequence);
    packet.putInt((int) stamp).putInt(7);
    packet.put(new byte[coding.header]).put(frame);
    byte[] bytes = packet.array();
    if (random.nextDouble() < corrupt) {
      corrupted++;
      int changes = 1 + random.nextInt(20);
      for (int i = 0; i < changes; i++) {
        bytes[bytes.length - 1 - random.nextInt(payload)] = (byte) random.nextInt();
      }
    }
    return bytes;
  }

  private static void close(Socket caller) {
    try {
      caller.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    hangUp();
  }
}
