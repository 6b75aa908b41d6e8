package io.sightline.standalone.backup;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.domain.runs.RunName;
import io.sightline.media.store.MediaAddress;
import io.sightline.media.store.MediaStore;
import io.sightline.runs.MovedState;
import io.sightline.runs.Progress;
import io.sightline.standalone.Installation;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.backup.DatabaseCopy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.flink.util.FileUtils;
import tools.jackson.core.JacksonException;

/**
 * A backup that is read back. All of it is checked before anything is touched; what is put back
 * beside the database comes before the database, which comes all at once. Until it is whole, a file
 * in the data folder says that it is not.
 */
public final class Restore implements AutoCloseable {
  private static final String UNFINISHED = "restore.unfinished";
  private static final double CHECK_SHARE = 0.3;
  private static final double FILES_SHARE = 0.5;
  private static final long OTHERS_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final Path file;
  private final ZipFile zip;
  private final Manifest manifest;

  private Restore(Path file, ZipFile zip, Manifest manifest) {
    this.file = file;
    this.zip = zip;
    this.manifest = manifest;
  }

  /**
   * What was put back.
   *
   * @param notes what could not be, in sentences
   */
  public record Outcome(String madeAt, long rows, long pictures, List<String> notes) {}

  /** Whether a restore into a data folder was broken off: what is there is not to be used. */
  public static boolean isUnfinished(Path data) {
    return Files.exists(data.resolve(UNFINISHED));
  }

  /**
   * Opens a backup and checks all of it.
   *
   * @throws BadInput when it is none, is damaged or cut off, or was made by a newer version
   */
  public static Restore open(Path file, Progress progress) {
    if (!Files.isRegularFile(file)) {
      throw new BadInput("There is no backup " + file + "; check --from.");
    }
    ZipFile zip = null;
    try {
      zip = new ZipFile(file.toFile());
      Manifest manifest = manifest(zip);
      if (manifest.format() != Manifest.FORMAT) {
        throw new BadInput(
            "The backup "
                + file
                + " is of another version of Sightline; restore it with that one.");
      }
      check(zip, manifest, progress);
      return new Restore(file, zip, manifest);
    } catch (IOException | JacksonException | IllegalArgumentException e) {
      close(zip);
      throw new BadInput(
          "The backup "
              + file
              + " is damaged or cut off ("
              + e.getMessage()
              + "); use another one.",
          e);
    } catch (RuntimeException e) {
      close(zip);
      throw e;
    }
  }

  private static void close(ZipFile zip) {
    try {
      if (zip != null) {
        zip.close();
      }
    } catch (IOException e) {
      // Nothing was written, and it is refused anyway.
      return;
    }
  }

  private static Manifest manifest(ZipFile zip) throws IOException {
    return Json.read(new String(bytes(zip, Manifest.NAME), StandardCharsets.UTF_8), Manifest.class);
  }

  private static byte[] bytes(ZipFile zip, String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new IOException("it holds no " + name);
    }
    try (InputStream in = zip.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }

  private static void check(ZipFile zip, Manifest manifest, Progress progress) throws IOException {
    byte[] list = bytes(zip, Manifest.SUMS);
    if (!HexFormat.of().formatHex(BackupFile.sha256().digest(list)).equals(manifest.sums())) {
      throw new IOException("its list of sums is another one");
    }
    Map<String, String> sums = new LinkedHashMap<>();
    for (String line : new String(list, StandardCharsets.UTF_8).lines().toList()) {
      sums.put(line.substring(line.indexOf("  ") + 2), line.substring(0, line.indexOf("  ")));
    }
    if (zip.size() != sums.size() + 2) {
      throw new IOException("it holds " + zip.size() + " entries and not " + (sums.size() + 2));
    }
    int done = 0;
    for (Map.Entry<String, String> sum : sums.entrySet()) {
      progress.at(CHECK_SHARE * done++ / sums.size(), "checking the backup");
      if (!sum(zip, sum.getKey()).equals(sum.getValue())) {
        throw new IOException(sum.getKey() + " is not what was written");
      }
    }
    for (DatabaseCopy.Table table : manifest.database().tables()) {
      if (!sums.containsKey(Manifest.DATABASE + table.name())) {
        throw new IOException("it holds no table " + table.name());
      }
    }
  }

  private static String sum(ZipFile zip, String name) throws IOException {
    MessageDigest digest = BackupFile.sha256();
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new IOException("it holds no " + name);
    }
    try (InputStream in = new DigestInputStream(zip.getInputStream(entry), digest)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * Puts everything back.
   *
   * @param database of the present schema
   * @param media where pictures are kept
   * @param replace whether what is there is deleted
   * @throws BadInput when something is there that is not to be replaced, somebody uses it, or the
   *     backup is of a newer schema
   */
  public Outcome into(
      Installation installation,
      DatabaseAddress database,
      MediaAddress media,
      boolean replace,
      Progress progress)
      throws IOException {
    requireUsable(installation, database, replace);
    if (!replace && !isUnfinished(installation.data())) {
      requireEmpty(installation, media);
    }
    Path mark = installation.data().resolve(UNFINISHED);
    Files.writeString(mark, "A restore was begun here and has not ended.\n");
    List<String> notes = new ArrayList<>();
    long forgotten = DatabaseCopy.erasuresSince(database, manifest.database());
    if (forgotten > 0) {
      notes.add(
          (forgotten == 1 ? "1 erasure was" : forgotten + " erasures were")
              + " asked for after this backup was made; ask again, since what it holds is back.");
    }
    FileUtils.deleteDirectory(installation.runs().folder().toFile());
    long pictures = pictures(media, progress);
    files(Manifest.SECRETS, installation.data().resolve("secrets"));
    for (Manifest.State state : manifest.states()) {
      state(installation, state, notes);
    }
    DatabaseCopy.restore(
        database,
        manifest.database(),
        table -> zip.getInputStream(zip.getEntry(Manifest.DATABASE + table)),
        (share, table) -> progress.at(FILES_SHARE + share * (1 - FILES_SHARE), table));
    Files.delete(mark);
    long rows = manifest.database().tables().stream().mapToLong(DatabaseCopy.Table::rows).sum();
    return new Outcome(manifest.madeAt(), rows, pictures, notes);
  }

  private void requireUsable(Installation installation, DatabaseAddress database, boolean replace) {
    int known = Integer.parseInt(DatabaseCopy.schema(database));
    if (Integer.parseInt(manifest.database().schema()) > known) {
      throw new BadInput(
          "The backup "
              + file
              + " was made by a newer version of Sightline ("
              + manifest.version()
              + "); restore it with that one.");
    }
    long deadline = System.nanoTime() + OTHERS_NANOS;
    while (DatabaseCopy.users(database) > 0) {
      // Those that just ended are seen for a moment.
      if (System.nanoTime() > deadline) {
        throw new BadInput(
            "The database " + database + " is in use; end the other commands first.");
      }
      Thread.onSpinWait();
    }
    boolean begun = isUnfinished(installation.data());
    if (!replace && !begun && !DatabaseCopy.isEmpty(database)) {
      throw new BadInput(
          "There is something in the database "
              + database
              + " already; choose another --data, or delete it with --replace.");
    }
  }

  /** What a restore deletes or writes over beside the database: maybe another installation's. */
  private static void requireEmpty(Installation installation, MediaAddress media)
      throws IOException {
    for (Path folder :
        List.of(installation.runs().folder(), installation.data().resolve("secrets"))) {
      if (Files.isDirectory(folder) && !isEmpty(folder)) {
        throw new BadInput(
            "There is something in "
                + folder
                + " already; choose another --data, or delete it with --replace.");
      }
    }
    try (MediaStore store = media.open()) {
      if (!store.names("crops").isEmpty()) {
        throw new BadInput(
            "There are pictures in "
                + media.url()
                + " already; choose another media.url, or delete them with --replace.");
      }
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  private long pictures(MediaAddress media, Progress progress) throws IOException {
    long put = 0;
    try (MediaStore store = media.open()) {
      store.deleteAll("crops");
      for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        if (entry.getName().startsWith(Manifest.PICTURES)) {
          progress.at(CHECK_SHARE, "pictures");
          store.put(
              entry.getName().substring(Manifest.PICTURES.length()), bytes(zip, entry.getName()));
          put++;
        }
      }
    }
    return put;
  }

  private void state(Installation installation, Manifest.State state, List<String> notes)
      throws IOException {
    Path folder =
        state.run().equals(RunName.LIVE)
            ? installation.runs().live()
            : installation.runs().of(state.run());
    files(Manifest.STATE + state.run() + "/", folder);
    try {
      MovedState.settle(folder.resolve(state.checkpoint()), Path.of(state.folder()), folder);
    } catch (IOException e) {
      FileUtils.deleteDirectory(folder.toFile());
      notes.add(
          "The state of the run '"
              + state.run()
              + "' cannot be moved ("
              + e.getMessage()
              + "); it begins anew with what is stored.");
    }
  }

  private void files(String prefix, Path folder) throws IOException {
    for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
      ZipEntry entry = all.nextElement();
      if (entry.getName().startsWith(prefix)) {
        Path target = folder.resolve(entry.getName().substring(prefix.length())).normalize();
        if (!target.startsWith(folder)) {
          throw new BadInput("The backup " + file + " names a file outside its folder.");
        }
        Files.createDirectories(target.getParent());
        Files.deleteIfExists(target);
        Files.createFile(
            target,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(target, bytes(zip, entry.getName()), StandardOpenOption.WRITE);
      }
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
