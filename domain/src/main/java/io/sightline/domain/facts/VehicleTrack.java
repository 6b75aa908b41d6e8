package io.sightline.domain.facts;

/**
 * One vehicle followed through one camera's picture. {@code at} is its first frame.
 *
 * @param label the label with the largest sum of scores
 * @param endedAtMillis its last frame
 */
public record VehicleTrack(
    FactHead head, String camera, String label, long endedAtMillis, EndedBy endedBy)
    implements Fact {
  /** Why a track ends. */
  public enum EndedBy {
    /** Not ended yet; never in a final row. */
    OPEN,
    /** Not seen any more. */
    LOST,
    /** The camera had no frames for too long to say. */
    GAP,
    /** The footage ended. */
    END
  }
}
