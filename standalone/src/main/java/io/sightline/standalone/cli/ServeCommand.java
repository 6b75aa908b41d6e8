package io.sightline.standalone.cli;

import io.sightline.domain.json.Json;
import io.sightline.domain.settings.Settings;
import io.sightline.domain.site.SiteFile;
import io.sightline.standalone.Logging;
import io.sightline.standalone.StopSignal;
import io.sightline.standalone.live.Serving;
import io.sightline.standalone.postgres.Database;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "serve",
    description = "Reads live cameras and shows what they see, until Ctrl-C; goes on next time.")
final class ServeCommand implements Subcommand {
  @Mixin private CommonOptions common;

  @Option(
      names = "--site",
      paramLabel = "FILE",
      description = "The site file; left out, the sites that are known already.")
  private Path site;

  @Option(
      names = "--new-admin-password",
      description = "Give the user admin a new password and print it.")
  private boolean newAdminPassword;

  @Override
  @SuppressWarnings("try") // Closing ends threads, and may be interrupted while it does.
  public Integer call() throws Exception {
    Settings settings = common.settings();
    Logging.apply(settings);
    SiteFile file = site == null ? null : SiteFile.read(site);
    CommonOptions.requireFree(common.port());
    StopSignal stop = StopSignal.install();
    Terminal terminal = new Terminal("serve");
    try (Database database = common.database()) {
      Serving.Plan plan =
          new Serving.Plan(file, common.catalog(), settings, common.port(), newAdminPassword);
      Serving serving =
          Step.during(
              "Starting the service", () -> Serving.start(common.installation(), database, plan));
      try (serving) {
        serving.warnings().forEach(terminal::line);
        announce(serving);
        stop.await();
        terminal.line("Stopping; the live run's state is being written.");
      }
      terminal.line(
          serving.isStateWritten()
              ? "Stopped. The next serve goes on from here."
              : "Stopped, but the live run's state could not be written; the log says why. The next"
                  + " serve goes on from the newest checkpoint.");
    }
    return 0;
  }

  private void announce(Serving serving) {
    if (common.json()) {
      Map<String, Object> said = new LinkedHashMap<>();
      said.put("address", serving.address());
      said.put("resumed", serving.resumed().map(Path::toString).orElse(null));
      serving.adminPassword().ifPresent(password -> said.put("username", "admin"));
      serving.adminPassword().ifPresent(password -> said.put("password", password));
      System.out.println(Json.write(said));
    } else {
      System.out.println("Sightline is at " + serving.address());
      serving
          .resumed()
          .ifPresent(from -> System.out.println("Live run taken up from " + from.getFileName()));
      serving
          .adminPassword()
          .ifPresent(
              password ->
                  System.out.println(
                      "User name admin, password " + password + " (shown this once)"));
      System.out.println("Ctrl-C stops it.");
    }
    System.out.flush();
  }
}
