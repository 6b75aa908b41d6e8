package io.sightline.evaluation.sessions;

/**
 * One vehicle's stay, as it was or as it is said to have been.
 *
 * @param plate in its normal form; null where none is known
 * @param enteredAtMillis null where the entry is not known
 * @param leftAtMillis null where the exit is not known, and for who is still inside
 */
public record TimedStay(String plate, Long enteredAtMillis, Long leftAtMillis) {

  /** Event time of the first that is known of it; 0 where nothing is. */
  public long firstMillis() {
    return enteredAtMillis != null ? enteredAtMillis : leftAtMillis != null ? leftAtMillis : 0;
  }
}
