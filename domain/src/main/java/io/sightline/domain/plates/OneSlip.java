package io.sightline.domain.plates;

/** Texts of plates that differ by one slip of a reader at most. */
public final class OneSlip {
  private OneSlip() {}

  /** Whether one becomes the other by at most one character changed, added or left out. */
  public static boolean isBetween(String one, String other) {
    if (Math.abs(one.length() - other.length()) > 1) {
      return false;
    }
    int same = 0;
    int shorter = Math.min(one.length(), other.length());
    while (same < shorter && one.charAt(same) == other.charAt(same)) {
      same++;
    }
    int oneRest = one.length() - same;
    int otherRest = other.length() - same;
    int skipped = oneRest == otherRest ? Math.min(1, oneRest) : 0;
    String left = one.substring(same + (oneRest > otherRest ? 1 : skipped));
    String right = other.substring(same + (otherRest > oneRest ? 1 : skipped));
    return left.equals(right);
  }
}
