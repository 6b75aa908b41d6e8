package io.sightline.domain.runs;

import io.sightline.domain.BadInput;
import java.util.regex.Pattern;

/** Names of runs. */
public final class RunName {
  public static final String LIVE = "live";

  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");

  private RunName() {}

  /**
   * @throws BadInput when a replay cannot have this name
   */
  public static String requireReplay(String run) {
    if (run == null || !FORM.matcher(run).matches() || run.equals(LIVE)) {
      throw new BadInput(
          "'"
              + run
              + "' cannot be the name of a run; use up to 63 letters, digits, '_', '.' and '-' "
              + "(live is the live run's).");
    }
    return run;
  }
}
