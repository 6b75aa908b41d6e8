package io.sightline.analytics.vehicles;

import io.sightline.domain.observations.ColourHistogram;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the colours of vehicles say of who is who. Light differs from gate to gate, and so only what
 * differs much counts.
 */
final class VehicleColours {
  /** Whoever came longer ago may have come by another light: at night all are grey, or orange. */
  static final long SAME_LIGHT_MILLIS = 3 * 3_600_000L;

  /** One vehicle looks as much like itself at another gate. */
  private static final double LIKE = 0.6;

  /** And another one by so much less. */
  private static final double MARGIN = 0.3;

  /** No vehicle looks less like itself. */
  private static final double UNLIKE = 0.2;

  /** Among more than so many there is always another of the same colours. */
  private static final int MOST_CANDIDATES = 32;

  private VehicleColours() {}

  /**
   * Whether two views are clearly of two vehicles.
   *
   * @param one null where they are not known
   * @param other null where they are not known
   */
  static boolean areOfTwo(String one, String other) {
    return one != null && other != null && ColourHistogram.similarity(one, other) < UNLIKE;
  }

  /**
   * The only one of some that has the colours of a vehicle.
   *
   * @param colours null where they are not known
   * @param coloursOf of a candidate; null where they are not known, and then it may be any
   * @return empty where nobody has them, or more than one may
   */
  static <T> Optional<T> only(
      String colours, Collection<T> candidates, Function<T, String> coloursOf) {
    if (colours == null || candidates.size() > MOST_CANDIDATES) {
      return Optional.empty();
    }
    T best = null;
    double most = 0;
    double second = 0;
    for (T one : candidates) {
      String others = coloursOf.apply(one);
      double similarity = others == null ? 1 : ColourHistogram.similarity(colours, others);
      if (similarity > most) {
        second = most;
        most = similarity;
        best = others == null ? null : one;
      } else {
        second = Math.max(second, similarity);
      }
    }
    return most >= LIKE && second <= most - MARGIN ? Optional.ofNullable(best) : Optional.empty();
  }
}
