package io.sightline.standalone.postgres;

import io.sightline.domain.BadInput;
import io.sightline.store.DatabaseAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.util.FileUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server of our own, all of it below one folder. The first process on a folder owns
 * the server and stops it when it ends; later ones connect. What was acknowledged is on disk: the
 * server runs with {@code fsync}, and a server that a killed process left behind is stopped before
 * a new one starts.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
  private static final String USER = "sightline";
  private static final String DATABASE = "postgres";
  private static final int PASSWORD_BYTES = 24;
  private static final long CONNECT_SECONDS = 60;
  private static final String COMMAND_SECONDS = "60";

  private final Path folder;
  private final FileChannel lockChannel;
  private final ServerUser user;
  private final Path programs;
  private final DatabaseAddress address;
  private final Thread stopAtExit = new Thread(this::stopServer, "stop-postgres");

  private EmbeddedPostgres(
      Path folder,
      FileChannel lockChannel,
      ServerUser user,
      Path programs,
      DatabaseAddress address) {
    this.folder = folder;
    this.lockChannel = lockChannel;
    this.user = user;
    this.programs = programs;
    this.address = address;
  }

  /**
   * Starts the server of a folder, or connects to it when another process owns it.
   *
   * @throws BadInput when the folder cannot be used
   */
  public static EmbeddedPostgres open(Path folder) {
    Path absolute = folder.toAbsolutePath().normalize();
    try {
      Files.createDirectories(absolute);
      FileChannel channel =
          FileChannel.open(
              absolute.resolve("owner.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (isOwner(channel)) {
        return start(absolute, channel);
      }
      channel.close();
      return connect(absolute);
    } catch (IOException e) {
      throw new BadInput(
          "The database folder " + absolute + " cannot be used: " + e.getMessage() + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the database was starting.", e);
    }
  }

  private static boolean isOwner(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      // This very process owns it already.
      return false;
    }
  }

  private static EmbeddedPostgres start(Path folder, FileChannel channel)
      throws IOException, InterruptedException {
    Path programs = PostgresBinaries.unpackInto(folder);
    ServerUser user = ServerUser.find(programs.resolve("bin"));
    Path cluster = folder.resolve("cluster");
    if (!Files.isDirectory(cluster)) {
      initialise(folder, cluster, programs, user);
    }
    user.own(cluster);
    stopLeftOver(cluster, programs, user);
    int port = freePort();
    String settings =
        "-p "
            + port
            + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
            + " -c fsync=on -c synchronous_commit=on -c full_page_writes=on"
            + " -c max_connections=300 -c shared_buffers=128MB -c jit=off";
    Path log = folder.resolve("server.log");
    if (!Files.exists(log)) {
      Files.createFile(log);
    }
    user.own(log);
    run(
        folder,
        programs,
        user,
        "pg_ctl",
        List.of(
            "start",
            "-D",
            cluster.toString(),
            "-w",
            "-t",
            COMMAND_SECONDS,
            "-l",
            log.toString(),
            "-o",
            settings));
    Files.writeString(folder.resolve("port"), Integer.toString(port));
    EmbeddedPostgres server =
        new EmbeddedPostgres(folder, channel, user, programs, address(port, readPassword(folder)));
    Runtime.getRuntime().addShutdownHook(server.stopAtExit);
    return server;
  }

  /**
   * A cluster is made beside its place and moved there whole, so that a half-made one is never
   * taken for one.
   */
  private static void initialise(Path folder, Path cluster, Path programs, ServerUser user)
      throws IOException, InterruptedException {
    Path unfinished = folder.resolve("cluster.new");
    FileUtils.deleteDirectory(unfinished.toFile());
    Files.createDirectory(
        unfinished,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    byte[] secret = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(secret);
    Path password = folder.resolve("password");
    Files.deleteIfExists(password);
    Files.createFile(
        password,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(password, Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    user.own(unfinished);
    user.own(password);
    run(
        folder,
        programs,
        user,
        "initdb",
        List.of(
            "-D",
            unfinished.toString(),
            "-U",
            USER,
            "--auth=scram-sha-256",
            "--pwfile=" + password,
            "--encoding=UTF8",
            "--locale=C",
            "--no-instructions"));
    Files.move(unfinished, cluster, StandardCopyOption.ATOMIC_MOVE);
  }

  /** A killed process cannot stop its server; two servers on one cluster cannot be. */
  private static void stopLeftOver(Path cluster, Path programs, ServerUser user)
      throws IOException, InterruptedException {
    if (!Files.exists(cluster.resolve("postmaster.pid"))) {
      return;
    }
    for (String mode : List.of("fast", "immediate")) {
      try {
        run(
            cluster.getParent(),
            programs,
            user,
            "pg_ctl",
            List.of("stop", "-D", cluster.toString(), "-m", mode, "-w", "-t", COMMAND_SECONDS));
        LOG.info("Stopped the PostgreSQL server that an earlier process left behind.");
        return;
      } catch (BadInput e) {
        // No server behind the file: the next start removes it. A server that will not stop is told
        // so more firmly.
        LOG.info("No server was stopped ({}): {}", mode, e.getMessage());
      }
    }
  }

  private static EmbeddedPostgres connect(Path folder) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CONNECT_SECONDS);
    while (System.nanoTime() < deadline) {
      Path port = folder.resolve("port");
      if (Files.exists(port)) {
        DatabaseAddress address =
            address(Integer.parseInt(Files.readString(port).strip()), readPassword(folder));
        if (address.answers()) {
          return new EmbeddedPostgres(folder, null, null, null, address);
        }
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    throw new BadInput(
        "Another process owns the database in "
            + folder
            + ", which does not answer; end it or choose "
            + "another --data.");
  }

  private static DatabaseAddress address(int port, String password) {
    return new DatabaseAddress(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE, USER, password);
  }

  private static String readPassword(Path folder) throws IOException {
    return Files.readString(folder.resolve("password")).strip();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void run(
      Path folder, Path programs, ServerUser user, String program, List<String> arguments)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, program, ".out");
    try {
      // To a file, not a pipe: the server inherits it and would keep a pipe open for ever.
      Process process =
          new ProcessBuilder(user.command(programs.resolve("bin").resolve(program), arguments))
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      process.getOutputStream().close();
      if (process.waitFor() != 0) {
        String said = Files.readString(output).strip().replaceAll("\\s+", " ");
        throw new BadInput("PostgreSQL's " + program + " failed in " + folder + ": " + said);
      }
    } finally {
      Files.deleteIfExists(output);
    }
  }

  public DatabaseAddress address() {
    return address;
  }

  private void stopServer() {
    try {
      run(
          folder,
          programs,
          user,
          "pg_ctl",
          List.of(
              "stop",
              "-D",
              folder.resolve("cluster").toString(),
              "-m",
              "fast",
              "-w",
              "-t",
              COMMAND_SECONDS));
    } catch (IOException | BadInput e) {
      LOG.warn("The PostgreSQL server could not be stopped.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Leaves stopping the server to {@link #close}. */
  public void stopOnlyWhenClosed() {
    if (lockChannel != null) {
      Runtime.getRuntime().removeShutdownHook(stopAtExit);
    }
  }

  /** Stops the server if this process owns it. */
  @Override
  public void close() {
    if (lockChannel == null) {
      return;
    }
    try {
      Runtime.getRuntime().removeShutdownHook(stopAtExit);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook stops the server.
      return;
    }
    stopServer();
    try {
      lockChannel.close();
    } catch (IOException e) {
      LOG.warn("The database folder could not be unlocked.", e);
    }
  }
}
