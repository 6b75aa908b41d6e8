package io.sightline.benchmarks.chaos;

import io.sightline.benchmarks.CommandProcess;
import io.sightline.domain.BadInput;
import io.sightline.media.store.EvidenceNames;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.util.FileUtils;

/**
 * Makes a run in spite of what a schedule does to it, and compares its ledger and its pictures with
 * those of an undisturbed run, byte by byte.
 */
final class Chaos {
  private static final String REFERENCE = "chaos-undisturbed";
  private static final long PATIENCE_MILLIS = TimeUnit.MINUTES.toMillis(10);
  private static final int MOST_TRIES = 5;

  /** Beyond this, a full disk is no disk that a test should fill. */
  private static final long LARGEST_DISK = 4L << 30;

  /** What a full disk still has. */
  private static final long LEFT_BYTES = 64 << 10;

  private final Path home;
  private final Path data;
  private final Path temp;
  private final List<String> replay;
  private final Map<String, Path> homes = new TreeMap<>();
  private Map<String, String> expected;
  private long lengthMillis;

  /**
   * @param home the program's folder
   * @param data folder for what the runs write
   * @param replay the command's arguments but for run, data and parallelism
   */
  Chaos(Path home, Path data, List<String> replay) throws IOException {
    this.home = home;
    this.data = Files.createDirectories(data);
    this.temp = Files.createTempDirectory("chaos");
    this.replay = List.copyOf(replay);
  }

  /**
   * What came of a schedule.
   *
   * @param codes with which the processes ended; −1 where a fault ended them
   * @param differences files of the ledger and pictures that differ; empty where none does
   */
  record Outcome(String schedule, List<Integer> codes, List<String> differences) {
    boolean same() {
      return differences.isEmpty();
    }
  }

  /** Faults that can be made on this machine with this folder. */
  List<Fault> possible() throws IOException {
    List<Fault> possible = new ArrayList<>(List.of(Fault.values()));
    possible.remove(Fault.END);
    FileStore disk = Files.getFileStore(data);
    if (disk.getTotalSpace() > LARGEST_DISK) {
      possible.remove(Fault.DISK);
    }
    return possible;
  }

  /** Makes the undisturbed run, once. */
  long prepare() throws IOException, InterruptedException {
    if (expected == null) {
      long begun = System.nanoTime();
      try (CommandProcess process = start(REFERENCE, new Leg(1, "rocksdb", Fault.END, 0, 0))) {
        requireEnd(process, "The undisturbed replay");
      }
      lengthMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
      expected = result(REFERENCE);
    }
    return lengthMillis;
  }

  /**
   * @param run its name, used once
   * @throws BadInput when a process does what no fault explains
   */
  Outcome run(String run, Schedule schedule) throws IOException, InterruptedException {
    prepare();
    List<Integer> codes = new ArrayList<>();
    for (Leg leg : schedule.legs()) {
      if (codes.isEmpty() || codes.get(codes.size() - 1) != 0) {
        codes.add(made(run, leg));
      }
    }
    // A run that a fault ended in words goes on with the same command.
    for (int tries = 0; codes.get(codes.size() - 1) != 0; tries++) {
      if (tries == MOST_TRIES) {
        throw new BadInput(
            "The run " + run + " (" + schedule + ") comes to no end: " + codes + ".");
      }
      codes.add(made(run, new Leg(1, "rocksdb", Fault.END, 0, 0)));
    }
    return new Outcome(schedule.toString(), codes, differences(result(run)));
  }

  private int made(String run, Leg leg) throws IOException, InterruptedException {
    try (CommandProcess process = start(run, leg)) {
      if (leg.fault() != Fault.END && !process.ends(leg.atMillis())) {
        if (leg.fault() == Fault.KILL) {
          process.kill();
          return -1;
        }
        happens(run, leg, process);
      }
      if (!process.ends(PATIENCE_MILLIS)) {
        throw new BadInput("The replay hangs (" + leg + "): " + process.said());
      }
      boolean mayEnd = leg.fault() == Fault.POSTMASTER || leg.fault().lasts();
      if (process.code() != 0 && !(mayEnd && saysWhy(process))) {
        throw new BadInput(
            "The replay ended with code " + process.code() + " (" + leg + "): " + process.said());
      }
      return process.code();
    }
  }

  /** It may end in a sentence, and with nothing else. */
  private static boolean saysWhy(CommandProcess process) throws IOException {
    return process.code() <= 2 && !process.said().contains("\tat ") && !process.said().isEmpty();
  }

  private void happens(String run, Leg leg, CommandProcess process)
      throws IOException, InterruptedException {
    switch (leg.fault()) {
      case POSTMASTER -> postmaster().ifPresent(ProcessHandle::destroyForcibly);
      case PAUSE -> standStill(List.of(process.pid()), leg.forMillis());
      case FREEZE -> standStill(servers(), leg.forMillis());
      case DISK -> fillDisk(leg.forMillis());
      case TWICE -> twice(run, leg);
      default -> throw new IllegalStateException(leg.toString());
    }
  }

  private static void standStill(List<Long> processes, long millis)
      throws IOException, InterruptedException {
    for (long process : processes) {
      signal("-STOP", process);
    }
    TimeUnit.MILLISECONDS.sleep(millis);
    for (long process : processes) {
      signal("-CONT", process);
    }
  }

  private static void signal(String signal, long process) throws IOException, InterruptedException {
    new ProcessBuilder("kill", signal, Long.toString(process))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private Optional<ProcessHandle> postmaster() {
    try {
      List<String> lines = Files.readAllLines(data.resolve("postgres/cluster/postmaster.pid"));
      return ProcessHandle.of(Long.parseLong(lines.get(0).strip()));
    } catch (IOException | RuntimeException e) {
      // It does not run yet, or not any more.
      return Optional.empty();
    }
  }

  private List<Long> servers() {
    return postmaster().stream()
        .flatMap(server -> Stream.concat(Stream.of(server), server.descendants()))
        .map(ProcessHandle::pid)
        .toList();
  }

  private void fillDisk(long millis) throws IOException, InterruptedException {
    Path ballast = data.resolve("ballast");
    byte[] block = new byte[1 << 16];
    try (OutputStream out = Files.newOutputStream(ballast)) {
      FileStore disk = Files.getFileStore(data);
      while (disk.getUsableSpace() > LEFT_BYTES) {
        out.write(block);
      }
    } catch (IOException e) {
      // Somebody was quicker: it is full.
      if (Files.notExists(ballast)) {
        throw e;
      }
    }
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } finally {
      Files.delete(ballast);
    }
  }

  private void twice(String run, Leg leg) throws IOException, InterruptedException {
    try (CommandProcess second = start(run, leg)) {
      if (!second.ends(PATIENCE_MILLIS)) {
        throw new BadInput("A second replay beside the first hangs: " + second.said());
      }
      // The first may have come to its end meanwhile, and the run is done then.
      if (second.code() != 0 && !(second.code() == 2 && saysWhy(second))) {
        throw new BadInput(
            "A second replay beside the first ended with code "
                + second.code()
                + ": "
                + second.said());
      }
    }
  }

  private CommandProcess start(String run, Leg leg) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("replay", "--run", run));
    arguments.addAll(replay);
    arguments.addAll(
        List.of("--data", data.toString(), "--parallelism", Integer.toString(leg.parallelism())));
    return CommandProcess.start(homeWith(leg.stateBackend()), temp, arguments);
  }

  /** The program's folder with another state backend, and checkpoints as often as can be. */
  private Path homeWith(String stateBackend) throws IOException {
    Path made = homes.get(stateBackend);
    if (made == null) {
      made = Files.createDirectory(temp.resolve(stateBackend));
      for (String part : List.of("models", "demo")) {
        if (Files.exists(home.resolve(part))) {
          Files.createSymbolicLink(made.resolve(part), home.resolve(part));
        }
      }
      Path conf = Files.createDirectory(made.resolve("flink-conf"));
      try (Stream<Path> files = Files.list(home.resolve("flink-conf"))) {
        for (Path file : (Iterable<Path>) files::iterator) {
          Files.writeString(
              conf.resolve(file.getFileName()),
              Files.readString(file)
                  .replaceAll("(state\\.backend\\.type:).*", "$1 " + stateBackend)
                  .replaceAll("(execution\\.checkpointing\\.interval:).*", "$1 300ms")
                  .replaceAll("(execution\\.checkpointing\\.min-pause:).*", "$1 50ms"));
        }
      }
      homes.put(stateBackend, made);
    }
    return made;
  }

  private static void requireEnd(CommandProcess process, String what)
      throws IOException, InterruptedException {
    if (!process.ends(PATIENCE_MILLIS)) {
      throw new BadInput(what + " does not end: " + process.said());
    }
    if (process.code() != 0) {
      throw new BadInput(what + " ended with code " + process.code() + ": " + process.said());
    }
  }

  /** The ledger's files and the names and sums of the pictures. */
  private Map<String, String> result(String run) throws IOException, InterruptedException {
    Path out = temp.resolve("ledger-" + run);
    try (CommandProcess export =
        CommandProcess.start(
            homeWith("rocksdb"),
            temp,
            List.of("export", "--run", run, "--out", out.toString(), "--data", data.toString()))) {
      requireEnd(export, "The export of " + run);
    }
    Map<String, String> result = new TreeMap<>();
    for (Path file : files(out)) {
      result.put(out.relativize(file).toString(), Files.readString(file));
    }
    Path pictures = data.resolve("media").resolve(EvidenceNames.folder(run));
    for (Path file : files(pictures)) {
      result.put("picture " + pictures.relativize(file), sum(file));
    }
    FileUtils.deleteDirectory(out.toFile());
    return result;
  }

  private static List<Path> files(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  private static String sum(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(
              java.security.MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }

  private List<String> differences(Map<String, String> found) {
    TreeSet<String> names = new TreeSet<>(expected.keySet());
    names.addAll(found.keySet());
    return names.stream()
        .filter(name -> !java.util.Objects.equals(expected.get(name), found.get(name)))
        .toList();
  }

  /** What was compared with. */
  int files() {
    return expected.size();
  }
}
