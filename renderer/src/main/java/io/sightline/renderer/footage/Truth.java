package io.sightline.renderer.footage;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;

/**
 * What really happens in rendered footage. Times are milliseconds since its start.
 *
 * @param start capture time of the first frame of every camera
 * @param vehicles every time that a vehicle comes into a camera's view, until it is gone from it
 * @param passages crossings of gates
 * @param stays of those who pass a gate, by their first passage
 * @param spots when a vehicle stands over the middle of a spot
 * @param emotions expressions of faces
 */
public record Truth(
    Instant start,
    @JsonProperty("duration_ms") long durationMillis,
    List<Appearance> vehicles,
    List<Passage> passages,
    List<Stay> stays,
    List<SpotTime> spots,
    List<Expression> emotions) {

  public record Appearance(
      String camera,
      int vehicle,
      String plate,
      String label,
      @JsonProperty("from_ms") long fromMillis,
      @JsonProperty("to_ms") long toMillis) {}

  /**
   * @param direction entry or exit
   * @param looks what its plate looks like, which is not always what it is; null where it cannot be
   *     read
   * @param atMillis the first frame in which the middle of the lower edge of the vehicle's box is
   *     on the other side
   */
  public record Passage(
      String camera,
      String gate,
      String direction,
      int vehicle,
      String plate,
      String looks,
      @JsonProperty("at_ms") long atMillis) {

    /** The plate, where it can be read at all. */
    public String readable() {
      return looks == null ? null : plate;
    }
  }

  /**
   * What is to be said of a vehicle's time in the car park.
   *
   * @param looks as of its passages
   * @param enteredMillis null for who was there at first
   * @param leftMillis null for who is there at last
   * @param outcome completed, missed-entry or open
   * @param match by what the exit is known to be its: plate or only-one; null where it did not
   *     enter or has not left
   * @param overstay whether it stays for longer than the site allows
   */
  public record Stay(
      int vehicle,
      String plate,
      String looks,
      @JsonProperty("entered_ms") Long enteredMillis,
      @JsonProperty("left_ms") Long leftMillis,
      String outcome,
      String match,
      boolean overstay) {

    /** The plate, where it can be read at all. */
    public String readable() {
      return looks == null ? null : plate;
    }
  }

  /**
   * @param occupiedMillis in all
   */
  public record SpotTime(
      String id, @JsonProperty("occupied_ms") long occupiedMillis, List<Occupied> times) {}

  public record Occupied(
      int vehicle,
      @JsonProperty("from_ms") long fromMillis,
      @JsonProperty("to_ms") long toMillis) {}

  public record Expression(
      String camera,
      int person,
      String emotion,
      @JsonProperty("from_ms") long fromMillis,
      @JsonProperty("to_ms") long toMillis) {}
}
