package io.sightline.standalone.postgres;

import io.sightline.domain.BadInput;
import io.sightline.standalone.Platform;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.apache.flink.util.FileUtils;

/** PostgreSQL's programs, unpacked once from the class path. */
final class PostgresBinaries {
  /** Property that names a folder in which many data folders have them together, as in tests. */
  private static final String TOGETHER = "sightline.postgres.programs";

  private PostgresBinaries() {}

  /**
   * @param data gets a folder per version, or a link to one that several have together
   * @return where the programs are, with {@code bin} in it
   */
  static Path unpackInto(Path data) throws IOException {
    String archive = "/postgres-" + Platform.current().postgresArchive() + ".txz";
    try (InputStream packed = PostgresBinaries.class.getResourceAsStream(archive)) {
      if (packed == null) {
        throw new BadInput(
            "No PostgreSQL is packed for this machine ("
                + archive
                + "); give --postgres JDBC_URL.");
      }
      // A hash of the archive tells one version from another.
      byte[] bytes = packed.readAllBytes();
      String name = "programs-" + Integer.toHexString(Arrays.hashCode(bytes));
      Path target = data.resolve(name);
      if (!Files.isDirectory(target)) {
        Path folder = together(data);
        if (folder == null) {
          unpackTo(target, data.resolve("programs.new"), bytes);
        } else {
          unpackTo(
              folder.resolve(name),
              folder.resolve("programs.new-" + ProcessHandle.current().pid()),
              bytes);
          Files.createSymbolicLink(target, folder.resolve(name));
        }
      }
      return target;
    }
  }

  /** Null where there is none; programs of somebody else are not started. */
  private static Path together(Path data) throws IOException {
    String together = System.getProperty(TOGETHER);
    if (together == null) {
      return null;
    }
    Path folder = Files.createDirectories(Path.of(together));
    return Files.getOwner(folder).equals(Files.getOwner(data)) ? folder : null;
  }

  /** Only whole where it is there at all. */
  private static void unpackTo(Path target, Path unfinished, byte[] archive) throws IOException {
    if (Files.isDirectory(target)) {
      return;
    }
    FileUtils.deleteDirectory(unfinished.toFile());
    Files.createDirectory(unfinished);
    unpack(archive, unfinished);
    Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwxr-xr-x"));
    try {
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (!Files.isDirectory(target)) {
        throw e;
      }
      // Another process was faster.
      FileUtils.deleteDirectory(unfinished.toFile());
    }
  }

  private static void unpack(byte[] archive, Path target) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            new XZCompressorInputStream(
                new BufferedInputStream(new java.io.ByteArrayInputStream(archive))))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path file = target.resolve(entry.getName()).normalize();
        if (!file.startsWith(target)) {
          throw new IOException(
              "The packed PostgreSQL names a file outside its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(file);
        } else if (entry.isSymbolicLink()) {
          Files.createDirectories(file.getParent());
          Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else {
          Files.createDirectories(file.getParent());
          Files.copy(tar, file);
          boolean executable = (entry.getMode() & 0100) != 0;
          Files.setPosixFilePermissions(
              file, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
      }
    }
  }
}
