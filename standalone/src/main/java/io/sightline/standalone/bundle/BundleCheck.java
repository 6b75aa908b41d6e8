package io.sightline.standalone.bundle;

import io.sightline.domain.BadInput;
import io.sightline.domain.bundles.BundleManifest;
import io.sightline.domain.bundles.BundleSignature;
import io.sightline.domain.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import tools.jackson.core.JacksonException;

/**
 * Says whether a bundle is what was signed. Nothing of it is believed before its signature fits:
 * its entries are read one by one, never written anywhere, and no farther than they may be long.
 */
public final class BundleCheck {
  private static final int MOST_ENTRIES = 10_000;
  private static final long LONGEST_ENTRY = 64L << 20;
  private static final long MOST_BYTES = 1L << 30;
  private static final int LONGEST_NAME = 100;
  private static final Set<String> UNLISTED =
      Set.of(BundleManifest.NAME, BundleManifest.SIGNATURE, BundleManifest.KEY);

  private final Path file;
  private final ZipFile zip;
  private final List<String> problems = new ArrayList<>();
  private long bytes;

  private BundleCheck(Path file, ZipFile zip) {
    this.file = file;
    this.zip = zip;
  }

  /**
   * What was found.
   *
   * @param manifest what the bundle says of itself; null where that cannot be believed
   * @param key SHA-256 of the key that the signature fits to; null where it fits to none
   * @param problems what is not as it was signed, each the end of a sentence; none when it is whole
   */
  public record Outcome(BundleManifest manifest, String key, List<String> problems) {
    public boolean isWhole() {
      return problems.isEmpty();
    }
  }

  /**
   * @param given the public key of the installation that is meant to have made it; null to take the
   *     one in the bundle, which says only that it fits itself
   * @throws BadInput when the file is no bundle at all, or larger than any
   */
  public static Outcome of(Path file, PublicKey given) {
    if (!Files.isRegularFile(file)) {
      throw new BadInput("There is no bundle " + file + "; check its path.");
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return new BundleCheck(file, zip).check(given);
    } catch (ZipException | IllegalArgumentException e) {
      throw noBundle(file, e);
    } catch (IOException e) {
      throw new BadInput("The bundle " + file + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  private static BadInput noBundle(Path file, Exception e) {
    return new BadInput(
        file + " is no bundle, or is cut off (" + named(e.getMessage()) + "); get it again.", e);
  }

  private Outcome check(PublicKey given) throws IOException {
    Map<String, ZipEntry> entries = entries();
    for (String name : List.of(BundleManifest.NAME, BundleManifest.SIGNATURE, BundleManifest.KEY)) {
      if (!entries.containsKey(name)) {
        problems.add(name + " is missing");
      }
    }
    if (!problems.isEmpty()) {
      return new Outcome(null, null, problems);
    }
    byte[] told = read(entries.get(BundleManifest.NAME));
    byte[] signature = read(entries.get(BundleManifest.SIGNATURE));
    PublicKey inside = inside(read(entries.get(BundleManifest.KEY)));
    boolean fitsInside = inside != null && BundleSignature.isValid(inside, told, signature);
    boolean fitsGiven = given != null && BundleSignature.isValid(given, told, signature);
    if (given != null && !fitsGiven) {
      problems.add(
          fitsInside
              ? "it was signed with another key, " + BundleSignature.fingerprint(inside)
              : "manifest.json or manifest.sig was changed");
      return new Outcome(null, null, problems);
    }
    if (given == null && !fitsInside) {
      problems.add("manifest.json, manifest.sig or key.pem was changed");
      return new Outcome(null, null, problems);
    }
    PublicKey key = given == null ? inside : given;
    BundleManifest manifest = manifest(told);
    if (!key.equals(inside)) {
      problems.add(BundleManifest.KEY + " was changed");
    }
    compare(manifest, entries);
    return new Outcome(manifest, BundleSignature.fingerprint(key), problems);
  }

  private Map<String, ZipEntry> entries() {
    Map<String, ZipEntry> entries = new LinkedHashMap<>();
    for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
      ZipEntry entry = all.nextElement();
      if (entries.size() >= MOST_ENTRIES) {
        throw new BadInput(file + " is no bundle: it has more than " + MOST_ENTRIES + " entries.");
      }
      if (entries.put(entry.getName(), entry) != null) {
        problems.add(named(entry.getName()) + " is there twice");
      }
    }
    return entries;
  }

  private static PublicKey inside(byte[] pem) {
    try {
      return BundleSignature.ofPem(new String(pem, StandardCharsets.US_ASCII));
    } catch (BadInput e) {
      return null;
    }
  }

  /** Of a manifest whose signature fits. */
  private BundleManifest manifest(byte[] told) {
    try {
      BundleManifest manifest =
          Json.read(new String(told, StandardCharsets.UTF_8), BundleManifest.class);
      if (manifest != null && manifest.format() == BundleManifest.FORMAT) {
        return manifest;
      }
      throw new BadInput(
          "The bundle " + file + " is of another version of Sightline; check it with that one.");
    } catch (JacksonException | IllegalArgumentException e) {
      throw new BadInput(
          "The bundle " + file + " is of another version of Sightline; check it with that one.", e);
    }
  }

  private void compare(BundleManifest manifest, Map<String, ZipEntry> entries) throws IOException {
    Map<String, ZipEntry> left = new LinkedHashMap<>(entries);
    left.keySet().removeAll(UNLISTED);
    for (BundleManifest.Entry listed : manifest.entries()) {
      ZipEntry entry = left.remove(listed.name());
      if (entry == null) {
        problems.add(named(listed.name()) + " is missing");
      } else if (!isAsListed(entry, listed)) {
        problems.add(named(listed.name()) + " was changed");
      }
    }
    left.keySet().forEach(name -> problems.add(named(name) + " was added"));
  }

  private boolean isAsListed(ZipEntry entry, BundleManifest.Entry listed) throws IOException {
    MessageDigest digest = sha256();
    try {
      long size = copy(entry, new DigestOutputStream(OutputStream.nullOutputStream(), digest));
      return size == listed.size()
          && HexFormat.of().formatHex(digest.digest()).equals(listed.sha256());
    } catch (ZipException e) {
      // Its sum or its compressed form does not fit.
      return false;
    }
  }

  private byte[] read(ZipEntry entry) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      copy(entry, out);
    } catch (ZipException e) {
      // What can be read of it fits to no signature.
      return new byte[0];
    }
    return out.toByteArray();
  }

  /** What an entry says of its length is not believed. */
  private long copy(ZipEntry entry, OutputStream out) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long size = 0;
    try (InputStream in = zip.getInputStream(entry)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        size += read;
        bytes += read;
        if (size > LONGEST_ENTRY || bytes > MOST_BYTES) {
          throw new BadInput(file + " is no bundle: it holds more than any bundle does.");
        }
        out.write(buffer, 0, read);
      }
    } catch (ZipException e) {
      throw e;
    } catch (java.io.EOFException e) {
      ZipException cutOff = new ZipException("cut off");
      cutOff.initCause(e);
      throw cutOff;
    }
    return size;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }

  /** Names come from whoever made the file: a terminal is to show them and do nothing else. */
  private static String named(String name) {
    String plain = String.valueOf(name).replaceAll("[^\\p{Alnum}._/: -]", "?");
    return plain.length() > LONGEST_NAME ? plain.substring(0, LONGEST_NAME) + "…" : plain;
  }
}
