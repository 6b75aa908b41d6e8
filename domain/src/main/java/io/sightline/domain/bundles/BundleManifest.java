package io.sightline.domain.bundles;

import java.util.List;

/**
 * What is in the bundle of a stay: every entry but the manifest itself, its signature and the key
 * that the signature can be checked with.
 *
 * @param format of the bundle; see {@link #FORMAT}
 * @param stay id of the stay
 * @param key SHA-256 of the public key of the installation that made it, as {@link
 *     BundleSignature#fingerprint} has it
 * @param entries by name
 */
public record BundleManifest(
    int format, String site, String run, String stay, String key, List<Entry> entries) {
  public static final int FORMAT = 1;

  public static final String NAME = "manifest.json";

  /** Of the Ed25519 signature (RFC 8032) of the bytes of {@link #NAME}, 64 bytes. */
  public static final String SIGNATURE = "manifest.sig";

  /** Of the public key, as PEM. */
  public static final String KEY = "key.pem";

  /**
   * An entry.
   *
   * @param size bytes
   * @param sha256 lower-case hexadecimal
   */
  public record Entry(String name, long size, String sha256) {}

  /** What older or damaged ones do not say comes as null. */
  public BundleManifest {
    entries = entries == null ? List.of() : List.copyOf(entries);
  }
}
