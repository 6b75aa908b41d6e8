package io.sightline.domain.observations;

import io.sightline.domain.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collection;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import tools.jackson.core.JacksonException;

/**
 * How a minute of observations is stored: one byte of format version, then CBOR (RFC 8949) of
 * {@link Payload}, compressed with zlib (RFC 1950). Numbers keep every bit, so that analytics
 * cannot tell stored observations from fresh ones.
 */
public final class ObservationLog {
  public static final byte VERSION = 1;

  /** A minute of 240 frames a second with a hundred detections each stays well below. */
  private static final int MAX_BYTES = 64 * 1024 * 1024;

  /** The stored part of a minute; its camera and time are columns. */
  public record Payload(List<Observations> records) {}

  private ObservationLog() {}

  public static byte[] encode(List<Observations> records) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(VERSION);
    Deflater fast = new Deflater(Deflater.BEST_SPEED);
    try (OutputStream out = new DeflaterOutputStream(bytes, fast)) {
      out.write(Json.writeBinary(new Payload(records)));
    } catch (IOException e) {
      throw new IllegalStateException("Writing to memory cannot fail.", e);
    } finally {
      fast.end();
    }
    return bytes.toByteArray();
  }

  /**
   * @throws IOException when the bytes are not a payload of a version this build reads
   */
  public static List<Observations> decode(byte[] payload) throws IOException {
    if (payload.length == 0 || payload[0] != VERSION) {
      throw new IOException(
          "The stored observations have format version "
              + (payload.length == 0 ? "none" : payload[0])
              + "; this build reads version "
              + VERSION
              + ".");
    }
    byte[] plain = inflated(payload);
    try {
      Payload read = Json.readBinary(plain, Payload.class);
      if (read == null || read.records() == null) {
        throw new IOException("The stored observations hold no records.");
      }
      return read.records();
    } catch (JacksonException | IllegalArgumentException e) {
      throw new IOException("The stored observations cannot be read: " + e.getMessage(), e);
    }
  }

  private static byte[] inflated(byte[] payload) throws IOException {
    try (InputStream in =
        new InflaterInputStream(new ByteArrayInputStream(payload, 1, payload.length - 1))) {
      byte[] plain = in.readNBytes(MAX_BYTES);
      if (in.read() >= 0) {
        throw new IOException(
            "The stored observations of one minute are larger than " + MAX_BYTES + " bytes.");
      }
      return plain;
    }
  }

  /**
   * Whether one of some plates may stand in a minute, told without reading its records.
   *
   * @param plates in their normal form
   * @return false only where none of them does, in whatever spelling
   * @throws IOException when the bytes are not a payload
   */
  public static boolean mayName(byte[] payload, Collection<String> plates) throws IOException {
    if (payload.length == 0) {
      return false;
    }
    byte[] plain = inflated(payload);
    StringBuilder ascii = new StringBuilder(plain.length);
    for (int i = 0; i < plain.length; i++) {
      int one = plain[i];
      if (isWide(plain, i)) {
        return true;
      }
      if (one >= 0 && Character.isLetterOrDigit(one)) {
        ascii.append(Character.toUpperCase((char) one));
      }
    }
    return plates.stream()
        .anyMatch(plate -> ascii.indexOf(plate.replaceAll("[^\\p{ASCII}]", "")) >= 0);
  }

  /**
   * Letters and digits that are as wide as ideographs, in UTF-8; other bytes may look like them.
   */
  private static boolean isWide(byte[] plain, int at) {
    return plain[at] == (byte) 0xef
        && at + 2 < plain.length
        && (plain[at + 1] == (byte) 0xbc
                && plain[at + 2] >= (byte) 0x90
                && plain[at + 2] < (byte) 0xbb
            || plain[at + 1] == (byte) 0xbd
                && plain[at + 2] > (byte) 0x80
                && plain[at + 2] < (byte) 0x9b);
  }
}
