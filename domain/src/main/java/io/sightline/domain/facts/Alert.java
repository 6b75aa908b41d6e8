package io.sightline.domain.facts;

import java.util.Locale;

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
 * @param place id of the spot or zone; null where it is about none
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
    @MayBeAbsent @FactId String session,
    @MayBeAbsent String place)
    implements Fact {
  /** What an alert is about. */
  public enum Kind {
    /** A plate was read that somebody looks out for. */
    WATCHLIST,
    /** A vehicle stays for longer than the site allows. */
    OVERSTAY,
    /** A vehicle stands on a spot for longer than is allowed there. */
    SPOT_STAY,
    /** A vehicle stands on a spot that is for others. */
    SPOT_MISUSE,
    /** A vehicle is in a zone for longer than is allowed there. */
    ZONE_STAY,
    /** A vehicle is where none should be. */
    FORBIDDEN_ZONE,
    /** A zone's or site's spots are taken. */
    FULL,
    /** A zone or site that was full has room again. */
    FREE_AGAIN,
    /** A camera gives no pictures. */
    CAMERA_DOWN,
    /** A camera that was down gives pictures again. */
    CAMERA_BACK,
    /** A camera gives pictures in which it cannot see what it should. */
    CAMERA_BLIND,
    /** A camera that could not see sees again. */
    CAMERA_SEES;

    /** As rows, feeds and site files write it. */
    public String key() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
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
        null,
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
        session.head().id(),
        null);
  }

  /** The same alert with another head. */
  public Alert of(FactHead head) {
    return new Alert(head, kind, cause, text, camera, plate, entry, track, session, place);
  }

  /**
   * A vehicle that is in a zone for too long, or where none should be.
   *
   * @param track that of the vehicle
   * @param stay id of its time in the zone
   */
  public static Alert zoneStay(
      FactHead head, String camera, String zone, boolean forbidden, String track, String stay) {
    return new Alert(
        head,
        forbidden ? Kind.FORBIDDEN_ZONE : Kind.ZONE_STAY,
        "zone " + stay,
        forbidden
            ? "A vehicle is in zone '" + zone + "', where none should be."
            : "A vehicle is in zone '" + zone + "' for longer than is allowed there.",
        camera,
        null,
        null,
        track,
        null,
        zone);
  }

  /**
   * A spot that is occupied for too long.
   *
   * @param transition id of the change since which it is occupied
   */
  public static Alert spotStay(FactHead head, String spot, String transition) {
    return new Alert(
        head,
        Kind.SPOT_STAY,
        "spot " + transition,
        "Spot '" + spot + "' is occupied for longer than is allowed there.",
        null,
        null,
        null,
        null,
        null,
        spot);
  }

  /**
   * A vehicle on a spot that is for others.
   *
   * @param plate by which it is known that it must not stand there
   */
  public static Alert spotMisuse(FactHead head, SpotStay stay, String plate) {
    return new Alert(
        head,
        Kind.SPOT_MISUSE,
        "spot-misuse " + stay.head().id(),
        "A vehicle stands on spot '" + stay.spot() + "', which is for others.",
        stay.camera(),
        plate,
        null,
        stay.track(),
        null,
        stay.spot());
  }

  /**
   * Spots that are all taken, or some of which are free again.
   *
   * @param zone null for the whole site
   */
  public static Alert fullness(FactHead head, String zone, boolean full) {
    String what = zone == null ? "The site" : "Zone '" + zone + "'";
    return new Alert(
        head,
        full ? Kind.FULL : Kind.FREE_AGAIN,
        (full ? "full " : "free-again ") + (zone == null ? "" : zone + " ") + head.atMillis(),
        what + (full ? " is full." : " has room again."),
        null,
        null,
        null,
        null,
        null,
        zone);
  }

  /**
   * A camera that is down.
   *
   * @param sinceMillis when it was first away
   * @param reason why, as records of silence say it
   */
  public static Alert cameraDown(FactHead head, String camera, long sinceMillis, String reason) {
    return ofCamera(
        head,
        Kind.CAMERA_DOWN,
        "camera-down " + camera + " " + sinceMillis,
        "Camera '" + camera + "' is down: " + reason.replace('-', ' ') + ".",
        camera);
  }

  /**
   * A camera that was down.
   *
   * @param sinceMillis when it was first away
   */
  public static Alert cameraBack(FactHead head, String camera, long sinceMillis) {
    return ofCamera(
        head,
        Kind.CAMERA_BACK,
        "camera-back " + camera + " " + sinceMillis,
        "Camera '" + camera + "' is back.",
        camera);
  }

  /**
   * A camera that cannot see.
   *
   * @param sinceMillis the first frame in which it could not
   * @param what is wrong, and the mend, as a part of a sentence
   */
  public static Alert cameraBlind(FactHead head, String camera, long sinceMillis, String what) {
    return ofCamera(
        head,
        Kind.CAMERA_BLIND,
        "camera-blind " + camera + " " + sinceMillis,
        "Camera '" + camera + "' " + what + ".",
        camera);
  }

  /**
   * A camera that could not see.
   *
   * @param sinceMillis the first frame in which it could not
   */
  public static Alert cameraSees(FactHead head, String camera, long sinceMillis) {
    return ofCamera(
        head,
        Kind.CAMERA_SEES,
        "camera-sees " + camera + " " + sinceMillis,
        "Camera '" + camera + "' sees again.",
        camera);
  }

  private static Alert ofCamera(
      FactHead head, Kind kind, String cause, String text, String camera) {
    return new Alert(head, kind, cause, text, camera, null, null, null, null, null);
  }
}
