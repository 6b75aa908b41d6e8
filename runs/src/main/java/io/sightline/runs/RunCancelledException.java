package io.sightline.runs;

/** Somebody wanted a run to end before it was done. */
public final class RunCancelledException extends Exception {
  RunCancelledException(String run) {
    super("The run '" + run + "' was cancelled.");
  }
}
