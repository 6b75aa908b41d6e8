package io.sightline.store.live;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Which transactions have ended, as PostgreSQL tells it ({@code pg_snapshot}): all before {@code
 * xmin}, and those before {@code xmax} that are not among {@code open}.
 *
 * @param xmin the oldest that is open
 * @param xmax the first that has not ended nor begun
 * @param open those from {@code xmin} on that are open
 */
public record LiveSnapshot(long xmin, long xmax, long[] open) {

  /**
   * @param text {@code xmin:xmax:xid,xid,…}
   */
  public static LiveSnapshot parse(String text) {
    String[] parts = text.split(":", -1);
    long[] open =
        parts[2].isEmpty()
            ? new long[0]
            : Arrays.stream(parts[2].split(",")).mapToLong(Long::parseLong).toArray();
    return new LiveSnapshot(Long.parseLong(parts[0]), Long.parseLong(parts[1]), open);
  }

  /** Before everything. */
  static LiveSnapshot upTo(long xid) {
    return new LiveSnapshot(xid, xid, new long[0]);
  }

  /** What {@link #parse} reads. */
  public String text() {
    return xmin
        + ":"
        + xmax
        + ":"
        + Arrays.stream(open).mapToObj(Long::toString).collect(Collectors.joining(","));
  }

  /** As an array that PostgreSQL reads. */
  String openAsArray() {
    return Arrays.stream(open).mapToObj(Long::toString).collect(Collectors.joining(",", "{", "}"));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LiveSnapshot that
        && xmin == that.xmin
        && xmax == that.xmax
        && Arrays.equals(open, that.open);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(xmin) * 31 + Long.hashCode(xmax);
  }

  @Override
  public String toString() {
    return xmin + ":" + xmax + ":" + openAsArray();
  }
}
