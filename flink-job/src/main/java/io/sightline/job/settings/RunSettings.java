package io.sightline.job.settings;

import io.sightline.domain.site.Layouts;
import io.sightline.domain.statements.Statements;
import io.sightline.media.store.MediaAddress;
import java.io.Serializable;

/**
 * What a run is made with. One run is one job.
 *
 * @param run its name, which every fact carries
 * @param codeVersion build that makes the facts
 * @param layouts what the run is judged by
 * @param statements what people have said
 * @param load what its frames are to the machine that looks at them
 * @param media where pictures are kept as evidence
 * @param live whether facts are also shown before they are final
 */
public record RunSettings(
    String run,
    String codeVersion,
    Layouts layouts,
    Statements statements,
    CameraModels models,
    FrameLoad load,
    RunMedia media,
    boolean live)
    implements Serializable {

  public static final String LIVE = "live";

  /** A run over what was recorded. */
  public static RunSettings replay(
      String run, String codeVersion, Layouts layouts, CameraModels models, FrameLoad load) {
    return new RunSettings(
        run, codeVersion, layouts, Statements.NONE, models, load, RunMedia.NONE, false);
  }

  /** The run over live cameras. */
  public static RunSettings live(
      String codeVersion, Layouts layouts, CameraModels models, FrameLoad load) {
    return new RunSettings(
        LIVE, codeVersion, layouts, Statements.NONE, models, load, RunMedia.NONE, true);
  }

  /** The same with a store that its evidence is kept in. */
  public RunSettings with(MediaAddress store) {
    return new RunSettings(
        run, codeVersion, layouts, statements, models, load, new RunMedia(store, run), live);
  }

  /** The same of what people have said something. */
  public RunSettings with(Statements statements) {
    return new RunSettings(run, codeVersion, layouts, statements, models, load, media, live);
  }
}
