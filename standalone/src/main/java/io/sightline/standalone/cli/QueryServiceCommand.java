package io.sightline.standalone.cli;

import io.sightline.domain.messages.KafkaBrokers;
import io.sightline.domain.settings.Settings;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.query.QueryService;
import io.sightline.query.QueryServiceOptions;
import io.sightline.runs.chores.Chores;
import io.sightline.standalone.Installation;
import io.sightline.standalone.Logging;
import io.sightline.standalone.Secrets;
import io.sightline.standalone.StopSignal;
import io.sightline.standalone.live.EmotionModels;
import io.sightline.standalone.live.FoundModels;
import io.sightline.standalone.postgres.Database;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.retention.Retention;
import java.nio.file.Files;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "query-service",
    description = "Only the service that people talk to, beside a job that runs elsewhere.")
final class QueryServiceCommand implements Subcommand {
  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws Exception {
    Settings settings = common.settings();
    CommonOptions.requireFree(common.port());
    Logging.apply(settings);
    Installation installation = common.installation();
    ModelCatalog models =
        common
            .catalog()
            .preferring(
                Settings.PREDICTIONS_MODELS.key(), settings.get(Settings.PREDICTIONS_MODELS));
    StopSignal stop = StopSignal.install();
    try (Database database = common.database()) {
      database.stopWithUs();
      String secret = settings.get(Settings.AUTH_JWT_SECRET);
      QueryServiceOptions options =
          new QueryServiceOptions(
              database.address(),
              installation.keyed(settings),
              common.port(),
              secret == null ? new Secrets(installation.data()).get("jwt") : secret,
              installation.key(settings),
              Files.createDirectories(installation.mediaFolder()),
              installation.version(),
              EmotionModels.usual(models),
              installation.data(),
              FoundModels.in(models),
              models);
      try (QueryService service = QueryService.start(options);
          Chores chores =
              new Chores(
                  database.address(),
                  options.pictures(),
                  installation.runs(),
                  Retention.of(FactKinds.PRODUCT, options.settings()),
                  Clock.systemUTC(),
                  KafkaBrokers.of(options.settings()).orElse(null))) {
        if (settings.get(Settings.MEDIA_URL) != null) {
          // Where pictures lie in a folder, whoever has the folder does them.
          chores.start();
        }
        System.out.println("The service answers on port " + service.port());
        service
            .firstAdmin()
            .ifPresent(
                password ->
                    System.out.println(
                        "User name admin, password " + password + " (shown this once)"));
        System.out.flush();
        stop.await();
      }
    }
    return 0;
  }
}
