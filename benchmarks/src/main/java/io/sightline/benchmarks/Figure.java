package io.sightline.benchmarks;

import java.util.Locale;

/**
 * One figure.
 *
 * @param reference value of the reference, in the same unit; null where there is none
 * @param ratio value ÷ reference, the median over the rounds; null where there is no reference
 */
public record Figure(String name, double value, String unit, Double reference, Double ratio) {
  /** One that was measured once. */
  public Figure(String name, double value, String unit, double reference) {
    this(name, value, unit, reference, value / reference);
  }

  /** One without a reference. */
  public static Figure alone(String name, double value, String unit) {
    return new Figure(name, value, unit, null, null);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s %.1f %s ", name, value, unit)
        + (reference == null ? "- -" : String.format(Locale.ROOT, "%.1f %.3f", reference, ratio));
  }
}
