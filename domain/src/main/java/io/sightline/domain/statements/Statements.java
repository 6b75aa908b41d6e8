package io.sightline.domain.statements;

import java.io.Serializable;
import java.util.List;

/**
 * What people have said of a site, by number. Each record is stamped with the newest number that is
 * known when it is read, so that a run hears of a statement at one and the same record however
 * often that is read.
 */
public interface Statements extends Serializable {
  /** Where nobody says anything. */
  Statements NONE =
      new Statements() {
        @Override
        public List<PlateCorrection> corrections(String site, String camera, Range range) {
          return List.of();
        }

        @Override
        public List<InsideStatement> counts(String site, Range range) {
          return List.of();
        }

        @Override
        public List<WatchlistChange> watchlist(String site, long after, long upTo) {
          return List.of();
        }
      };

  /**
   * Which statements.
   *
   * @param after numbers greater than this
   * @param upTo and no greater than this
   * @param sinceMillis about this time or later
   */
  record Range(long after, long upTo, long sinceMillis) {}

  /**
   * Of the plates that one camera saw, by number. Those that were erased are not there any more.
   *
   * @throws IllegalStateException when they cannot be had now
   */
  List<PlateCorrection> corrections(String site, String camera, Range range);

  /**
   * Of how many are inside, by number.
   *
   * @throws IllegalStateException when they cannot be had now
   */
  List<InsideStatement> counts(String site, Range range);

  /**
   * Of what is looked out for, by number.
   *
   * @param after numbers greater than this
   * @param upTo and no greater than this
   * @throws IllegalStateException when they cannot be had now
   */
  List<WatchlistChange> watchlist(String site, long after, long upTo);
}
