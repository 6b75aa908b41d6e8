package io.sightline.domain.facts;

import io.sightline.domain.geometry.Box;
import io.sightline.domain.site.Gate;

/**
 * One crossing of a gate by one vehicle. {@code at} is the first frame that shows it on the other
 * side. Its plate is that of its track, and so may change until the track is over.
 *
 * @param direction ENTRY or EXIT
 * @param track id of the vehicle's track
 * @param label what the vehicle is, as it was seen by then
 * @param colours of the vehicle, as it was seen by then: shares of black, grey, white, red, orange,
 *     yellow, green, cyan, blue, purple and pink, two hexadecimal digits each; null where nobody
 *     looked at them
 * @param plate its plate; null when not read
 * @param score the plate's score, 0 to 1; null when not read
 * @param unread why there is no plate; null where there is one, and where nobody looks for plates
 * @param picture name of the whole picture of the crossing among the run's; null when none is kept
 * @param pictureVehicle place of the vehicle among those seen in that picture; null when no picture
 *     is kept
 * @param x left edge of the vehicle's box at the crossing, pixels
 * @param y its upper edge, pixels
 * @param width its width, pixels
 * @param height its height, pixels
 * @param corrected whether a person has said what the plate is
 */
public record Passage(
    FactHead head,
    String camera,
    String gate,
    Gate.Direction direction,
    @FactId String track,
    String label,
    @MayBeAbsent String colours,
    @MayBeAbsent @OfPlate(text = true) String plate,
    @OfPlate Float score,
    @MayBeAbsent @Explanation String unread,
    @MayBeAbsent @OfPlate String picture,
    @OfPlate Integer pictureVehicle,
    int x,
    int y,
    int width,
    int height,
    boolean corrected)
    implements Fact {

  /** Of a vehicle of which nobody tells where it was, and no picture is kept. */
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
    this(
        head, camera, gate, direction, track, label, null, plate, score, unread, null, null, 0, 0,
        0, 0, false);
  }

  /** A passage of which no plate is known. */
  public Passage(
      FactHead head,
      String camera,
      String gate,
      Gate.Direction direction,
      String track,
      String label,
      Box box,
      String colours) {
    this(
        head,
        camera,
        gate,
        direction,
        track,
        label,
        colours,
        null,
        null,
        null,
        null,
        null,
        Math.round(box.left()),
        Math.round(box.top()),
        Math.round(box.width()),
        Math.round(box.height()),
        false);
  }

  /** The same passage, as more is read of its plate. */
  public Passage told(FactHead head, String plate, Float score, String unread) {
    return told(head, plate, score, unread, false);
  }

  /** The same passage, as more is known of its plate. */
  public Passage told(FactHead head, String plate, Float score, String unread, boolean corrected) {
    return new Passage(
        head,
        camera,
        gate,
        direction,
        track,
        label,
        colours,
        plate,
        score,
        plate == null ? unread : null,
        picture,
        pictureVehicle,
        x,
        y,
        width,
        height,
        corrected);
  }

  /** The same passage, of which a picture is kept. */
  public Passage pictured(String picture, Integer vehicle) {
    return new Passage(
        head, camera, gate, direction, track, label, colours, plate, score, unread, picture,
        vehicle, x, y, width, height, corrected);
  }

  /** Where the vehicle was. */
  public Box box() {
    return new Box(x, y, x + (float) width, y + (float) height);
  }

  public boolean isEntry() {
    return direction == Gate.Direction.ENTRY;
  }
}
