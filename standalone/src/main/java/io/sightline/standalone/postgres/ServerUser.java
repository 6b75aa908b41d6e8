package io.sightline.standalone.postgres;

import io.sightline.domain.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Who runs the PostgreSQL server. It refuses to run as root, so root lets another user do it; where
 * that user cannot reach the folder, a user namespace hides from the server who it is.
 *
 * @param prefix what goes ahead of a command
 * @param name owner that the server's files need; null where the present one does
 */
record ServerUser(List<String> prefix, String name) {
  private static final List<String> CANDIDATES = List.of("postgres", "nobody");

  /**
   * @param folder where the server's programs and files lie
   */
  static ServerUser find(Path folder) throws IOException, InterruptedException {
    if (!"root".equals(System.getProperty("user.name"))) {
      return new ServerUser(List.of(), null);
    }
    for (String user : CANDIDATES) {
      if (succeeds(List.of("id", user))) {
        for (List<String> prefix :
            List.of(
                List.of("setpriv", "--reuid=" + user, "--regid=" + group(user), "--clear-groups"),
                List.of("runuser", "-u", user, "--"))) {
          // The user has to pass every folder on the way.
          if (succeeds(with(prefix, "test", "-x", folder.toString()))) {
            return new ServerUser(prefix, user);
          }
        }
      }
    }
    List<String> namespace = List.of("unshare", "--user");
    if (succeeds(with(namespace, "true"))) {
      return new ServerUser(namespace, null);
    }
    throw new BadInput(
        "PostgreSQL does not run as root, and no other user can reach "
            + folder
            + "; start as another user, choose --data below a folder all may pass, or give --postgres.");
  }

  private static String group(String user) throws IOException, InterruptedException {
    Process process = new ProcessBuilder("id", "-g", user).start();
    String group = new String(process.getInputStream().readAllBytes()).strip();
    process.waitFor();
    return group;
  }

  private static boolean succeeds(List<String> command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      // The program is not on this machine.
      return false;
    }
  }

  List<String> command(Path program, List<String> arguments) {
    List<String> command = new ArrayList<>(prefix);
    command.add(program.toString());
    command.addAll(arguments);
    return command;
  }

  /** Gives a folder and what is in it to the server's user. */
  void own(Path folder) throws IOException {
    if (name == null) {
      return;
    }
    var owner = folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(name);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.setOwner(file, owner);
      }
    }
  }

  private static List<String> with(List<String> prefix, String... rest) {
    List<String> all = new ArrayList<>(prefix);
    all.addAll(List.of(rest));
    return all;
  }
}
