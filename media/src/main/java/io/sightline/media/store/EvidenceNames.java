package io.sightline.media.store;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How pictures that are kept as evidence are named in a store. */
public final class EvidenceNames {
  private static final Pattern NAME = Pattern.compile("(?:.*/)?(\\d{1,18})-(?:\\d+|whole)\\.jpg");

  private EvidenceNames() {}

  /** The folder of a run's pictures. */
  public static String folder(String run) {
    return "crops/" + run;
  }

  /**
   * One of a run's pictures.
   *
   * @param picture its name within the run, as facts have it
   */
  public static String of(String run, String picture) {
    return folder(run) + "/" + picture;
  }

  /**
   * A plate's picture within its run.
   *
   * @param millis capture time of the frame
   * @param rank the plate's place among the frame's
   */
  public static String ofPlate(String camera, long millis, int rank) {
    return camera + "/" + millis + "-" + rank + ".jpg";
  }

  /**
   * A frame's whole picture within its run.
   *
   * @param millis capture time of the frame
   */
  public static String ofFrame(String camera, long millis) {
    return camera + "/" + millis + "-whole.jpg";
  }

  /** Capture time of the frame that a picture is of; empty for a name that is none of ours. */
  public static OptionalLong millis(String picture) {
    Matcher name = NAME.matcher(picture);
    return name.matches() ? OptionalLong.of(Long.parseLong(name.group(1))) : OptionalLong.empty();
  }
}
