package io.sightline.domain.facts;

import io.sightline.domain.site.Gate;

/**
 * One crossing of a gate by one vehicle. {@code at} is the first frame that shows it on the other
 * side. Its plate is that of its track, and so may change until the track is over.
 *
 * @param direction ENTRY or EXIT
 * @param track id of the vehicle's track
 * @param label what the vehicle is, as it was seen by then
 * @param plate its plate; null when not read
 * @param score the plate's score, 0 to 1; null when not read
 * @param unread why there is no plate; null where there is one, and where nobody looks for plates
 * @param picture name of the whole picture of the crossing among the run's; null when none is kept
 * @param pictureVehicle place of the vehicle among those seen in that picture; null when no picture
 *     is kept
 */
public record Passage(
    FactHead head,
    String camera,
    String gate,
    Gate.Direction direction,
    @FactId String track,
    String label,
    @MayBeAbsent @OfPlate(text = true) String plate,
    @OfPlate Float score,
    @MayBeAbsent @Explanation String unread,
    @MayBeAbsent @OfPlate String picture,
    @OfPlate Integer pictureVehicle)
    implements Fact {

  /** Of which no picture is kept. */
  public Passage(
      FactHead head,
      String camera,
      String gate,
      Gate.Direction direction,
      String track,
      String label,
      String plate,
      Float score,
      String unread) {
    this(head, camera, gate, direction, track, label, plate, score, unread, null, null);
  }

  /** The same passage, as more is known of its plate. */
  public Passage told(FactHead head, String plate, Float score, String unread) {
    return new Passage(
        head,
        camera,
        gate,
        direction,
        track,
        label,
        plate,
        score,
        plate == null ? unread : null,
        picture,
        pictureVehicle);
  }

  /** The same passage, of which a picture is kept. */
  public Passage pictured(String picture, Integer vehicle) {
    return new Passage(
        head, camera, gate, direction, track, label, plate, score, unread, picture, vehicle);
  }

  public boolean isEntry() {
    return direction == Gate.Direction.ENTRY;
  }
}
