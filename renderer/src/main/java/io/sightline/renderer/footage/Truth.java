package io.sightline.renderer.footage;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;

/**
 * What really happens in rendered footage. Times are milliseconds since its start.
 *
 * @param start capture time of the first frame of every camera
 * @param vehicles every time that a vehicle comes into a camera's view, until it is gone from it
 * @param passages crossings of gates by a vehicle's middle
 * @param spots when a vehicle stands over the middle of a spot
 * @param emotions expressions of faces
 */
public record Truth(
    Instant start,
    @JsonProperty("duration_ms") long durationMillis,
    List<Appearance> vehicles,
    List<Passage> passages,
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
   */
  public record Passage(
      String gate,
      String direction,
      int vehicle,
      String plate,
      @JsonProperty("at_ms") long atMillis) {}

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
