package io.sightline.renderer.carpark;

import io.sightline.renderer.raster.Pose;
import java.util.ArrayList;
import java.util.List;

/** A way along the ground, made of straights and arcs, known every few centimetres. */
public final class Path {
  static final double STEP = 0.05;

  private final List<Pose> poses;
  private final List<Boolean> bends;

  private Path(List<Pose> poses, List<Boolean> bends) {
    this.poses = poses;
    this.bends = bends;
  }

  static Path from(double x, double y, double heading) {
    return new Path(
        new ArrayList<>(List.of(Pose.at(x, y, heading))), new ArrayList<>(List.of(false)));
  }

  Path straight(double length) {
    return arc(length, 0);
  }

  /**
   * @param radius metres
   * @param angle radians, positive to the left
   */
  Path turn(double radius, double angle) {
    return arc(Math.abs(angle) * radius, angle);
  }

  private Path arc(double length, double angle) {
    int steps = (int) Math.max(1, Math.round(length / STEP));
    for (int i = 0; i < steps; i++) {
      Pose last = poses.get(poses.size() - 1);
      double heading = last.heading() + angle / steps / 2;
      poses.add(
          Pose.at(
              last.x() + StrictMath.cos(heading) * length / steps,
              last.y() + StrictMath.sin(heading) * length / steps,
              last.heading() + angle / steps));
      bends.add(angle != 0);
    }
    return this;
  }

  /** The last so many metres of this way. */
  Path tail(double length) {
    int from = Math.max(0, poses.size() - 1 - (int) Math.round(length / STEP));
    return new Path(poses.subList(from, poses.size()), bends.subList(from, bends.size()));
  }

  int points() {
    return poses.size();
  }

  Pose pose(int point) {
    return poses.get(point);
  }

  boolean bends(int point) {
    return bends.get(point);
  }
}
