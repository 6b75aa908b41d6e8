package io.sightline.job;

import io.sightline.domain.BadInput;
import io.sightline.domain.settings.Settings;
import io.sightline.media.store.MediaAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a job is told when it is started on a cluster.
 *
 * @param models folders that are there
 * @param run null where none is named
 */
record JobArguments(Settings settings, List<Path> models, String run) {

  /**
   * @throws BadInput when they are not understood
   */
  static JobArguments parse(String[] args) {
    Path config = null;
    String run = null;
    List<Path> models = new ArrayList<>();
    for (int i = 0; i < args.length; i += 2) {
      String value = i + 1 < args.length ? args[i + 1] : null;
      if (value == null) {
        throw new BadInput("'" + args[i] + "' has no value; give one behind it.");
      }
      switch (args[i]) {
        case "--config" -> config = Path.of(value);
        case "--models" -> models.add(Path.of(value));
        case "--run" -> run = value;
        default ->
            throw new BadInput(
                "'" + args[i] + "' is no option of a job; there are --config, --models and --run.");
      }
    }
    models.removeIf(folder -> !Files.isDirectory(folder));
    return new JobArguments(Settings.load(config, System.getenv()), List.copyOf(models), run);
  }

  void refuseRun() {
    if (run != null) {
      throw new BadInput("--run is for replays; the live job has one run.");
    }
  }

  String requireRun() {
    if (run == null) {
      throw new BadInput("--run is missing; name the run to make.");
    }
    return run;
  }

  /**
   * Where pictures are kept. A folder of this machine would be another one on each: pictures need a
   * store that all of them reach.
   */
  MediaAddress media() {
    String url = settings.get(Settings.MEDIA_URL);
    return url == null ? null : MediaAddress.of(url);
  }
}
