package io.sightline.analytics.vehicles;

/**
 * Position and velocity of one coordinate under a constant-velocity Kalman filter. Box filters with
 * diagonal noise, as ByteTrack uses them (Zhang et al., 2022), fall apart into one of these per
 * coordinate.
 *
 * @param position pixels
 * @param velocity pixels per second
 * @param p00 variance of the position
 * @param p01 covariance of both
 * @param p11 variance of the velocity
 */
public record Motion(double position, double velocity, double p00, double p01, double p11) {

  /**
   * @param positionError standard deviation of the measurement, pixels
   * @param velocityError standard deviation of the velocity, of which nothing is known yet, pixels
   *     per second
   */
  public static Motion at(double position, double positionError, double velocityError) {
    return new Motion(position, 0, positionError * positionError, 0, velocityError * velocityError);
  }

  /**
   * Where it is some time later.
   *
   * @param acceleration standard deviation of the unknown acceleration, pixels per second squared
   */
  Motion after(double seconds, double acceleration) {
    double square = seconds * seconds;
    double noise = acceleration * acceleration;
    return new Motion(
        position + velocity * seconds,
        velocity,
        p00 + 2 * seconds * p01 + square * p11 + noise * square * square / 4,
        p01 + seconds * p11 + noise * square * seconds / 2,
        p11 + noise * square);
  }

  /**
   * Whether a measurement may be of this.
   *
   * @param error standard deviation of the measurement, pixels
   * @param deviations so many standard deviations away at most
   */
  boolean isLikely(double measurement, double error, double deviations) {
    double residual = measurement - position;
    return residual * residual <= deviations * deviations * (p00 + error * error);
  }

  /**
   * @param error standard deviation of the measurement, pixels
   */
  Motion measured(double measurement, double error) {
    double innovation = p00 + error * error;
    double gain = p00 / innovation;
    double velocityGain = p01 / innovation;
    double residual = measurement - position;
    return new Motion(
        position + gain * residual,
        velocity + velocityGain * residual,
        (1 - gain) * p00,
        (1 - gain) * p01,
        p11 - velocityGain * p01);
  }
}
