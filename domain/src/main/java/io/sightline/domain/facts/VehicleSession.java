package io.sightline.domain.facts;

/**
 * One vehicle's stay. {@code at} is its first passage.
 *
 * @param plate null when not read
 * @param enteredAtMillis null for a missed entry
 * @param leftAtMillis null while it stays, and for a missed exit
 * @param stayMillis from entry to exit; null unless both are known
 * @param entryPassage id; null for a missed entry
 * @param exitPassage id; null when none was seen
 */
public record VehicleSession(
    FactHead head,
    @MayBeAbsent @OfPlate(text = true) String plate,
    Long enteredAtMillis,
    Long leftAtMillis,
    Long stayMillis,
    @MayBeAbsent @FactId String entryPassage,
    @MayBeAbsent @FactId String exitPassage,
    Outcome outcome)
    implements Fact {
  /** How the stay ended. */
  public enum Outcome {
    /** Entry and exit were seen. */
    COMPLETED,
    /** An exit without an entry. */
    MISSED_ENTRY,
    /** An entry, and no exit within the longest stay. */
    MISSED_EXIT,
    /** Still there when the footage ended. */
    OPEN
  }
}
