package io.sightline.standalone.postgres;

import io.sightline.domain.BadInput;
import io.sightline.standalone.DiskSpace;
import io.sightline.store.DatabaseAddress;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.flink.util.FileUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database cluster of a folder, and the server that is or is not running on it. What was
 * acknowledged is on disk: the server runs with {@code fsync}. Whoever starts or stops it sees to
 * it that nobody else does at the same time.
 */
final class PostgresCluster {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresCluster.class);
  private static final String USER = "sightline";
  private static final String DATABASE = "postgres";
  private static final int PASSWORD_BYTES = 24;
  private static final String COMMAND_SECONDS = "60";

  /** Without as much, the server starts, and then ends with the first larger transaction. */
  private static final long LEAST_FREE_BYTES = 64L << 20;

  private static final long MOST_OF_LOG_BYTES = 4_000;
  private static final Pattern COMPLAINT = Pattern.compile("(FATAL|PANIC|ERROR):\\s+(.*)");

  private final Path folder;
  private final Path programs;
  private final ServerUser user;
  private final Path cluster;

  private PostgresCluster(Path folder, Path programs, ServerUser user) {
    this.folder = folder;
    this.programs = programs;
    this.user = user;
    this.cluster = folder.resolve("cluster");
  }

  /** Unpacks the programs and makes the cluster where they are not there yet. */
  static PostgresCluster prepare(Path folder) throws IOException, InterruptedException {
    DiskSpace.require(folder, LEAST_FREE_BYTES);
    Path programs = PostgresBinaries.unpackInto(folder);
    PostgresCluster prepared =
        new PostgresCluster(folder, programs, ServerUser.find(programs.resolve("bin")));
    if (!Files.isDirectory(prepared.cluster)) {
      prepared.initialise();
    }
    return prepared;
  }

  /**
   * A cluster is made beside its place and moved there whole, so that a half-made one is never
   * taken for one.
   */
  private void initialise() throws IOException, InterruptedException {
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
        "initdb",
        List.of(
            "-D",
            unfinished.toString(),
            "-U",
            USER,
            "--auth=scram-sha-256",
            // Nobody guesses this password, however quickly each guess is made.
            "--set=scram_iterations=1",
            "--pwfile=" + password,
            "--encoding=UTF8",
            "--locale=C",
            "--no-instructions"));
    Files.move(unfinished, cluster, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Where its server listens, or did when it last ran; empty for one that never did. */
  Optional<DatabaseAddress> address() throws IOException {
    Path port = folder.resolve("port");
    return Files.exists(port)
        ? Optional.of(address(Integer.parseInt(Files.readString(port).strip())))
        : Optional.empty();
  }

  private DatabaseAddress address(int port) throws IOException {
    return new DatabaseAddress(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE,
        USER,
        Files.readString(folder.resolve("password")).strip());
  }

  /** The server's process, while it lives. */
  Optional<ProcessHandle> postmaster() {
    try {
      List<String> lines = Files.readAllLines(cluster.resolve("postmaster.pid"));
      return ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
          .filter(ProcessHandle::isAlive)
          .filter(this::isOfThisCluster);
    } catch (IOException | RuntimeException e) {
      // There is no such file, or it is just being written or removed.
      return Optional.empty();
    }
  }

  /** After a restart of the machine the number may be another program's. */
  private boolean isOfThisCluster(ProcessHandle process) {
    return process
        .info()
        .arguments()
        .map(arguments -> List.of(arguments).contains(cluster.toString()))
        .orElse(true);
  }

  /** Whether the server that runs is of these very programs, and not of an earlier version. */
  boolean isOurs() {
    try {
      // The server's starter follows links to its programs.
      String options = Files.readString(cluster.resolve("postmaster.opts"));
      return options.contains(programs.toString())
          || options.contains(programs.toRealPath().toString());
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Starts the server where it listened before, so that whoever used one that died finds it again;
   * elsewhere where the port is another program's by now.
   *
   * @throws BadInput when it does not start
   */
  DatabaseAddress start() throws IOException, InterruptedException {
    DiskSpace.require(folder, LEAST_FREE_BYTES);
    user.own(cluster);
    int listening = freePort();
    String settings =
        "-p "
            + listening
            + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
            + " -c fsync=on -c synchronous_commit=on -c full_page_writes=on"
            + " -c max_connections=300 -c shared_buffers=128MB -c jit=off"
            // Of passwords that people choose.
            + " -c scram_iterations=4096"
            // Rows that it refuses hold plates.
            + " -c log_error_verbosity=terse -c log_parameter_max_length_on_error=0";
    Path log = folder.resolve("server.log");
    if (!Files.exists(log)) {
      Files.createFile(log);
    }
    user.own(log);
    long before = Files.size(log);
    try {
      run(
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
    } catch (BadInput e) {
      throw new BadInput(
          "PostgreSQL does not start in " + folder + ": " + complaint(log, before, e), e);
    }
    Path unfinished = folder.resolve("port.new");
    Files.writeString(unfinished, Integer.toString(listening));
    Files.move(unfinished, folder.resolve("port"), StandardCopyOption.ATOMIC_MOVE);
    return address(listening);
  }

  /** What the server wrote last of why it ended; what its starter said where it wrote nothing. */
  private static String complaint(Path log, long from, BadInput starter) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      file.seek(Math.max(from, file.length() - MOST_OF_LOG_BYTES));
      byte[] written = new byte[(int) (file.length() - file.getFilePointer())];
      file.readFully(written);
      String last = null;
      for (String line : new String(written, StandardCharsets.UTF_8).split("\n")) {
        var complaint = COMPLAINT.matcher(line);
        if (complaint.find()) {
          last = complaint.group(2).strip();
        }
      }
      return last == null
          ? starter.getMessage()
          : last + "; " + log + " has the whole story, and the same command tries again.";
    }
  }

  /** Stops the server if one runs, with no regard to who uses it. */
  void stop() throws IOException, InterruptedException {
    for (String mode : List.of("fast", "immediate")) {
      if (postmaster().isEmpty()) {
        return;
      }
      try {
        run(
            "pg_ctl",
            List.of("stop", "-D", cluster.toString(), "-m", mode, "-w", "-t", COMMAND_SECONDS));
        return;
      } catch (BadInput e) {
        // A server that will not stop is told so more firmly.
        LOG.warn("The PostgreSQL server did not stop ({}): {}", mode, e.getMessage());
      }
    }
  }

  private int freePort() throws IOException {
    Path before = folder.resolve("port");
    if (Files.exists(before)) {
      int port = Integer.parseInt(Files.readString(before).strip());
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return free.getLocalPort();
      } catch (BindException e) {
        LOG.info("Another program listens on port {}, where PostgreSQL did.", port);
      }
    }
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    }
  }

  private void run(String program, List<String> arguments)
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
        // What it would have said may have found no room on the disk either.
        DiskSpace.require(folder, LEAST_FREE_BYTES);
        throw new BadInput(
            "PostgreSQL's "
                + program
                + " failed in "
                + folder
                + (said.isEmpty() ? " and said nothing." : ": " + said));
      }
    } finally {
      Files.deleteIfExists(output);
    }
  }
}
