package io.sightline.domain.facts;

/**
 * One vehicle's stay. {@code at} is its first passage.
 *
 * @param plate null when not read
 * @param label what the vehicle is
 * @param enteredAtMillis null for a missed entry
 * @param leftAtMillis null while it stays, and for a missed exit
 * @param stayMillis from entry to exit; null unless both are known
 * @param entryPassage id; null for a missed entry
 * @param exitPassage id; null when none was seen
 * @param entryTrack id of the track of the entry; null for a missed entry
 * @param exitTrack id of the track of the exit; null when none was seen
 * @param match what tells that the entry and the exit are of one vehicle; null unless both are
 *     known
 * @param grace whether it was no longer than what does not count as parking
 * @param overstay whether it was longer than the site allows
 * @param entryCamera that saw it enter; null for a missed entry
 * @param exitCamera that saw it leave; null when none did
 */
public record VehicleSession(
    FactHead head,
    @MayBeAbsent @OfPlate(text = true) String plate,
    String label,
    Long enteredAtMillis,
    Long leftAtMillis,
    Long stayMillis,
    @MayBeAbsent @FactId String entryPassage,
    @MayBeAbsent @FactId String exitPassage,
    @MayBeAbsent @FactId String entryTrack,
    @MayBeAbsent @FactId String exitTrack,
    Outcome outcome,
    @MayBeAbsent Match match,
    boolean grace,
    boolean overstay,
    @MayBeAbsent String entryCamera,
    @MayBeAbsent String exitCamera)
    implements Fact {
  /** How the stay ended. */
  public enum Outcome {
    /** Entry and exit were seen. */
    COMPLETED,
    /** An exit without an entry. */
    MISSED_ENTRY,
    /** An entry, and no exit within the longest stay, or before the vehicle entered again. */
    MISSED_EXIT,
    /** Still there when the footage ended. */
    OPEN
  }

  /** By what an exit is known to be of the vehicle that entered. */
  public enum Match {
    /** Both are of one track. */
    TRACK,
    /** Both have the same plate. */
    PLATE,
    /** Their plates differ by one character, and no other vehicle inside has such a plate. */
    SIMILAR_PLATE,
    /** One has no plate, and nobody else inside could be it. */
    ONLY_ONE,
    /** One has no plate, and of those inside that could be it one alone has its colours. */
    COLOURS
  }

  /** The same stay, which later evidence takes back. */
  public VehicleSession retracted(long revisionMillis) {
    return of(head.retracted(revisionMillis));
  }

  /** The same stay with another head. */
  public VehicleSession of(FactHead head) {
    return new VehicleSession(
        head,
        plate,
        label,
        enteredAtMillis,
        leftAtMillis,
        stayMillis,
        entryPassage,
        exitPassage,
        entryTrack,
        exitTrack,
        outcome,
        match,
        grace,
        overstay,
        entryCamera,
        exitCamera);
  }
}
