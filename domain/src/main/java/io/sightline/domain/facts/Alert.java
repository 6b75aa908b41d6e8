package io.sightline.domain.facts;

/**
 * Something that somebody wants to hear of. {@code at} is the time of its cause.
 *
 * @param kind what it is about
 * @param cause what makes it the same alert in every run
 * @param text what is said; it names no plate
 * @param camera that saw it; null where no single one did
 * @param plate that somebody looks out for; null where it is about none
 * @param entry id of the watchlist's entry; null for other alerts
 * @param track id of the vehicle's track in which it was noticed; null where there is none
 * @param session id of the vehicle's stay; null where it is about none
 */
public record Alert(
    FactHead head,
    Kind kind,
    String cause,
    String text,
    @MayBeAbsent String camera,
    @MayBeAbsent @OfPlate(text = true) String plate,
    @MayBeAbsent String entry,
    @MayBeAbsent @FactId String track,
    @MayBeAbsent @FactId String session)
    implements Fact {
  /** What an alert is about. */
  public enum Kind {
    /** A plate was read that somebody looks out for. */
    WATCHLIST,
    /** A vehicle stays for longer than the site allows. */
    OVERSTAY
  }

  /**
   * A vehicle that an entry of a watchlist looks out for.
   *
   * @param read of its plate in the track in which it was seen first
   */
  public static Alert wanted(FactHead head, String entry, PlateRead read) {
    return new Alert(
        head,
        Kind.WATCHLIST,
        "watchlist " + entry + " " + read.track(),
        "'" + entry + "' looks out for a vehicle that camera '" + read.camera() + "' sees.",
        read.camera(),
        read.text(),
        entry,
        read.track(),
        null);
  }

  /**
   * A vehicle that stays for too long.
   *
   * @param session its stay
   */
  public static Alert overstay(FactHead head, VehicleSession session) {
    return new Alert(
        head,
        Kind.OVERSTAY,
        "overstay " + session.head().id(),
        "A vehicle stays for longer than the site allows.",
        null,
        null,
        null,
        session.entryTrack(),
        session.head().id());
  }

  /** The same alert with another head. */
  public Alert of(FactHead head) {
    return new Alert(head, kind, cause, text, camera, plate, entry, track, session);
  }
}
