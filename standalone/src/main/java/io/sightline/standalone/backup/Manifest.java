package io.sightline.standalone.backup;

import io.sightline.store.backup.DatabaseCopy;
import java.util.List;

/**
 * What a backup says of itself; its last entry, so that one that was cut off has none.
 *
 * @param format of the backup, {@link #FORMAT}
 * @param madeAt ISO 8601, UTC
 * @param version of the code that made it
 * @param database what was copied of the database
 * @param states what runs are taken up from
 * @param sums SHA-256 of the list of all entries' sums
 */
record Manifest(
    int format,
    String madeAt,
    String version,
    DatabaseCopy.Content database,
    List<State> states,
    String sums) {
  static final int FORMAT = 1;
  static final String NAME = "manifest.json";
  static final String SUMS = "SHA256SUMS";
  static final String DATABASE = "database/";
  static final String STATE = "state/";
  static final String SECRETS = "secrets/";
  static final String PICTURES = "pictures/";

  /**
   * What a run is taken up from.
   *
   * @param folder the run's, when it was written; what a checkpoint shares with others stands in it
   *     with its whole path
   * @param checkpoint its folder below the run's
   */
  record State(String run, String folder, String checkpoint) {}
}
