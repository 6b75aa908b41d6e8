package io.sightline.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The ports that a process of this machine listens on, as Linux knows them. */
final class ListeningSockets {
  private static final String LISTENING = "0A";

  private ListeningSockets() {}

  /** Those that other machines reach. */
  static Set<Integer> beyondLoopback(long pid) throws IOException {
    Set<String> inodes = sockets(pid);
    Set<Integer> ports = new TreeSet<>();
    for (String table : List.of("tcp", "tcp6")) {
      for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "net", table))) {
        String[] columns = line.strip().split("\\s+");
        if (columns.length > 9 && columns[3].equals(LISTENING) && inodes.contains(columns[9])) {
          String[] local = columns[1].split(":");
          if (!isLoopback(local[0])) {
            ports.add(Integer.parseInt(local[1], 16));
          }
        }
      }
    }
    return ports;
  }

  /** Words of four bytes, each as this machine's byte order has it. */
  private static boolean isLoopback(String address) {
    return address.length() == 8
        ? address.endsWith("7F")
        : address.equals("00000000000000000000000001000000")
            || address.startsWith("0000000000000000FFFF0000") && address.endsWith("7F");
  }

  private static Set<String> sockets(long pid) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      return files
          .map(ListeningSockets::target)
          .filter(target -> target.startsWith("socket:["))
          .map(target -> target.substring("socket:[".length(), target.length() - 1))
          .collect(Collectors.toSet());
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      // It was closed meanwhile.
      return "";
    }
  }
}
