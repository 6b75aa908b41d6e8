package io.sightline.runs;

import io.sightline.domain.BadInput;
import io.sightline.domain.runs.RunName;
import java.nio.file.Path;

/**
 * What runs keep while they are made.
 *
 * @param folder that has a folder for each
 */
public record RunFolders(Path folder) {

  /**
   * @throws BadInput when this is no name of a replay
   */
  public Path of(String run) {
    return folder.resolve(RunName.requireReplay(run));
  }

  public Path live() {
    return folder.resolve(RunName.LIVE);
  }
}
