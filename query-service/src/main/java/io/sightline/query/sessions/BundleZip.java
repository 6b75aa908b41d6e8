package io.sightline.query.sessions;

import io.sightline.domain.bundles.BundleManifest;
import io.sightline.domain.bundles.BundleSignature;
import io.sightline.domain.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.LocalDateTime;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A bundle while it is made: the same entries and key give the same bytes. */
final class BundleZip {
  /** The first time that a zip can name: when it was made is no part of what it says. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final SortedMap<String, byte[]> entries = new TreeMap<>();

  void add(String name, byte[] bytes) {
    entries.put(name, bytes);
  }

  void add(String name, String text) {
    add(name, text.getBytes(StandardCharsets.UTF_8));
  }

  void addJson(String name, Object value) {
    add(name, Json.write(value) + "\n");
  }

  byte[] signed(String site, String run, String stay, KeyPair key) {
    BundleManifest manifest =
        new BundleManifest(
            BundleManifest.FORMAT,
            site,
            run,
            stay,
            BundleSignature.fingerprint(key.getPublic()),
            entries.entrySet().stream()
                .map(
                    entry ->
                        new BundleManifest.Entry(
                            entry.getKey(),
                            entry.getValue().length,
                            BundleSignature.sha256(entry.getValue())))
                .toList());
    byte[] told = (Json.write(manifest) + "\n").getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      put(zip, BundleManifest.NAME, told);
      put(zip, BundleManifest.SIGNATURE, BundleSignature.sign(key.getPrivate(), told));
      put(
          zip,
          BundleManifest.KEY,
          BundleSignature.pem(key.getPublic()).getBytes(StandardCharsets.US_ASCII));
      for (var entry : entries.entrySet()) {
        put(zip, entry.getKey(), entry.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Memory cannot be written to.", e);
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(NO_TIME);
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }
}
