package io.sightline.standalone.cluster;

import io.sightline.domain.BadInput;
import io.sightline.domain.settings.Settings;
import io.sightline.job.settings.RunSettings;
import io.sightline.media.store.MediaAddress;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.standalone.Installation;
import io.sightline.standalone.live.LiveTopology;
import io.sightline.standalone.runs.Database;
import io.sightline.store.runs.RunStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Entry of the live job on a Flink cluster. The database stands in the settings, whose secrets come
 * from the environment.
 */
public final class LiveJob {
  private LiveJob() {}

  /**
   * @param args {@code --config FILE}, {@code --models DIR} (repeatable)
   */
  public static void main(String[] args) throws Exception {
    Path config = null;
    List<Path> models = new ArrayList<>();
    for (int i = 0; i + 1 < args.length; i += 2) {
      switch (args[i]) {
        case "--config" -> config = Path.of(args[i + 1]);
        case "--models" -> models.add(Path.of(args[i + 1]));
        default -> throw new BadInput("'" + args[i] + "' is no option of the live job.");
      }
    }
    Settings settings = Settings.load(config, System.getenv());
    run(settings, ModelCatalog.of(models.stream().filter(Files::isDirectory).toList()));
  }

  @SuppressWarnings("try") // Flink's environment may be interrupted while it closes.
  private static void run(Settings settings, ModelCatalog catalog) throws Exception {
    String version = Installation.of(Path.of(".")).version();
    try (Database database = Database.given(settings);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment()) {
      try (RunStore store = new RunStore(database.address())) {
        store.lock(RunSettings.LIVE);
        store.startLive();
        store.ensureComingPartitions();
        // A folder would be one on each machine: pictures need a store that all of them reach.
        String url = settings.get(Settings.MEDIA_URL);
        MediaAddress media = url == null ? null : MediaAddress.of(url);
        new LiveTopology(database.address(), settings, catalog, media, version).define(env);
        env.execute(RunSettings.LIVE);
      }
    }
  }
}
