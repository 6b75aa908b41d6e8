package io.sightline.renderer.carpark;

import io.sightline.renderer.raster.Pose;
import java.util.Arrays;

/** A vehicle on its way: slow in bends, never faster or slower than it can, at rest where asked. */
final class Drive {
  private static final double ACCELERATION = 1.3;
  private static final double CREEP = 0.25;
  private static final double BEND_SPEED = 2.4;

  private final Path path;
  private final boolean reversing;
  private final double[] times;

  /**
   * @param start seconds
   * @param speed metres a second on straights
   * @param fromRest whether it stands at first
   * @param toRest whether it stands at last
   * @param reversing whether it goes backwards from the way's end to its beginning
   */
  Drive(
      Path path, double start, double speed, boolean fromRest, boolean toRest, boolean reversing) {
    this.path = path;
    this.reversing = reversing;
    int points = path.points();
    double[] speeds = new double[points];
    for (int i = 0; i < points; i++) {
      speeds[i] = path.bends(at(i)) ? Math.min(speed, BEND_SPEED) : speed;
    }
    if (fromRest) {
      speeds[0] = CREEP;
    }
    if (toRest) {
      speeds[points - 1] = CREEP;
    }
    double gain = 2 * ACCELERATION * Path.STEP;
    for (int i = 1; i < points; i++) {
      speeds[i] = Math.min(speeds[i], Math.sqrt(speeds[i - 1] * speeds[i - 1] + gain));
    }
    for (int i = points - 2; i >= 0; i--) {
      speeds[i] = Math.min(speeds[i], Math.sqrt(speeds[i + 1] * speeds[i + 1] + gain));
    }
    times = new double[points];
    times[0] = start;
    for (int i = 1; i < points; i++) {
      times[i] = times[i - 1] + 2 * Path.STEP / (speeds[i - 1] + speeds[i]);
    }
  }

  private int at(int step) {
    return reversing ? path.points() - 1 - step : step;
  }

  double start() {
    return times[0];
  }

  double end() {
    return times[times.length - 1];
  }

  /** Where it is at a time between start and end; before and after, where it begins and ends. */
  Pose pose(double time) {
    int next = Arrays.binarySearch(times, time);
    if (next >= 0) {
      return path.pose(at(next));
    }
    next = -next - 1;
    if (next == 0 || next == times.length) {
      return path.pose(at(Math.min(next, times.length - 1)));
    }
    double share = (time - times[next - 1]) / (times[next] - times[next - 1]);
    Pose a = path.pose(at(next - 1));
    Pose b = path.pose(at(next));
    return Pose.at(
        a.x() + share * (b.x() - a.x()),
        a.y() + share * (b.y() - a.y()),
        a.heading() + share * (b.heading() - a.heading()));
  }
}
