package io.sightline.runs;

/** Told how far a run has come. */
public interface Progress {
  /** For whom nobody waits. */
  Progress UNHEARD = (share, what) -> {};

  /**
   * @param share 0 to 1; negative where nobody can say
   */
  void at(double share, String what);
}
