package io.sightline.standalone.backup;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A backup that is being written: a ZIP file that its owner alone may read, which stands under its
 * name once it is whole and on disk.
 */
final class BackupFile implements AutoCloseable {
  /** Most is compressed already. */
  private static final int LEVEL = 3;

  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final Path unfinished;
  private final FileChannel channel;
  private final ZipOutputStream zip;
  private final StringBuilder sums = new StringBuilder();
  private boolean whole;

  private BackupFile(Path file, Path unfinished, FileChannel channel) {
    this.file = file;
    this.unfinished = unfinished;
    this.channel = channel;
    this.zip =
        new ZipOutputStream(
            new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER),
            StandardCharsets.UTF_8);
    zip.setLevel(LEVEL);
  }

  /**
   * @throws BadInput when there is a file of this name, or another backup writes it
   */
  static BackupFile create(Path file) throws IOException {
    requireFree(file);
    Files.createDirectories(file.getParent());
    Path unfinished = file.resolveSibling(file.getFileName() + ".part");
    FileChannel channel =
        FileChannel.open(
            unfinished,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      // Whoever writes it holds the lock, also after it has its name.
      if (!isLocked(channel)) {
        throw new BadInput(
            "Another backup writes " + file + " now; wait for it, or choose another --to.");
      }
      requireFree(file);
      channel.truncate(0);
      return new BackupFile(file, unfinished, channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static void requireFree(Path file) {
    if (Files.exists(file)) {
      throw new BadInput("There is a file " + file + " already; choose another --to.");
    }
  }

  /** Until the channel is closed, or the process ends. */
  private static boolean isLocked(FileChannel channel) {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (IOException e) {
      // Some folders of other machines know no locks, and hold backups all the same.
      return true;
    }
  }

  /** An entry to write to, one after the other; closing it ends it. */
  OutputStream entry(String name) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    MessageDigest digest = sha256();
    return new FilterOutputStream(new DigestOutputStream(zip, digest)) {
      private boolean closed;

      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
      }

      @Override
      public void close() throws IOException {
        if (!closed) {
          closed = true;
          zip.closeEntry();
          sums.append(HexFormat.of().formatHex(digest.digest())).append("  ").append(name);
          sums.append('\n');
        }
      }
    };
  }

  /**
   * Ends it with its sums and its manifest, and gives it its name.
   *
   * @param manifest its sums' sum is filled in
   */
  void finish(Manifest manifest) throws IOException {
    byte[] list = sums.toString().getBytes(StandardCharsets.UTF_8);
    plain(Manifest.SUMS, list);
    Manifest signed =
        new Manifest(
            manifest.format(),
            manifest.madeAt(),
            manifest.version(),
            manifest.database(),
            manifest.states(),
            HexFormat.of().formatHex(sha256().digest(list)));
    plain(Manifest.NAME, Json.write(signed).getBytes(StandardCharsets.UTF_8));
    zip.finish();
    zip.flush();
    channel.force(true);
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    whole = true;
    zip.close();
  }

  private void plain(String name, byte[] bytes) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(bytes);
    zip.closeEntry();
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }

  /** Removes what was begun, unless it was finished. */
  @Override
  public void close() throws IOException {
    if (!whole) {
      channel.close();
      Files.deleteIfExists(unfinished);
    }
  }
}
