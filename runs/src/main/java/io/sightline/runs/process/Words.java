package io.sightline.runs.process;

import io.sightline.runs.JobState;

/** What a process that runs a job is asked, and answers: a line of JSON each. */
final class Words {
  /** Before an answer, so that it is told from whatever else a process prints. */
  static final String MARK = "\u0001sightline ";

  private Words() {}

  /** What is asked. */
  enum Wish {
    STATUS,
    SAVEPOINT,
    CANCEL
  }

  /**
   * A question.
   *
   * @param number that the answer repeats
   * @param folder for savepoints, as a URI; null for none
   * @param withinMillis how long a savepoint may take
   */
  record Question(long number, Wish wish, String folder, long withinMillis) {}

  /**
   * An answer.
   *
   * @param number of its question; 0 for the word that the job is there
   * @param text where a savepoint is; null for none
   * @param failure why it cannot be; null where it can
   * @param late whether it took too long
   */
  record Answer(long number, JobState state, String text, String failure, boolean late) {}
}
