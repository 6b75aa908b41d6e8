package io.sightline.runs;

/**
 * How a job stands.
 *
 * @param failure why it failed; null unless it did
 */
public record JobState(Phase phase, String failure) {
  /** Where in its life a job is. */
  public enum Phase {
    /** Not every task of it runs, for the first time or again. */
    STARTING,
    RUNNING,
    /** It did what it was to do, or was stopped with its state written. */
    FINISHED,
    CANCELLED,
    /** It failed, and is not tried again. */
    FAILED;

    public boolean isEnd() {
      return this == FINISHED || this == CANCELLED || this == FAILED;
    }
  }
}
