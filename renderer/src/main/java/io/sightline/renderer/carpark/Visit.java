package io.sightline.renderer.carpark;

import io.sightline.renderer.raster.Pose;
import io.sightline.renderer.things.Vehicle;
import java.util.List;
import java.util.Optional;

/**
 * One vehicle's time in the car park.
 *
 * @param id from 1
 * @param spot where it parks
 * @param parked where it stands then
 * @param drives in order of time; before the first of a vehicle that was there all along, and
 *     between two, it stands
 */
public record Visit(
    int id,
    Vehicle vehicle,
    String spot,
    Pose parked,
    boolean arrives,
    boolean leaves,
    List<Drive> drives) {

  /** Where it is; empty while it is not there. */
  public Optional<Pose> pose(double time) {
    if (drives.isEmpty()) {
      return Optional.of(parked);
    }
    if (arrives && time < drives.get(0).start()) {
      return Optional.empty();
    }
    if (leaves && time > drives.get(drives.size() - 1).end()) {
      return Optional.empty();
    }
    Pose pose = arrives ? drives.get(0).pose(time) : parked;
    for (Drive drive : drives) {
      if (time >= drive.start()) {
        pose = drive.pose(time);
      }
    }
    return Optional.of(pose);
  }

  /** Whether it is on its way. */
  boolean moves(double time) {
    return drives.stream().anyMatch(drive -> drive.start() <= time && time <= drive.end());
  }
}
