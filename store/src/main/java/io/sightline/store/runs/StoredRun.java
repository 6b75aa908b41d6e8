package io.sightline.store.runs;

/**
 * A run as stored.
 *
 * @param fromRun the run whose stored observations it is made from; null for footage
 * @param identity null for one that was asked for and not begun
 * @param summary JSON; null until it is done
 */
public record StoredRun(
    String run, String state, String fromRun, RunIdentity identity, String summary) {
  public boolean isDone() {
    return state.equals("done");
  }

  /** Whether it is marked to be deleted, and maybe deleted in part. */
  public boolean isDeleting() {
    return state.equals("deleting");
  }
}
