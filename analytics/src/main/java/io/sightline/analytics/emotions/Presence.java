package io.sightline.analytics.emotions;

/**
 * Who was somewhere within a window: faces that were followed and moved.
 *
 * @param people how many, each counted once
 * @param newcomers how many of them had not been there before the window
 * @param millis how long they were there, together
 */
public record Presence(int people, int newcomers, long millis) {
  static final Presence NONE = new Presence(0, 0, 0);

  Presence with(Presence more) {
    return new Presence(
        people + more.people(), newcomers + more.newcomers(), millis + more.millis());
  }

  /** Two windows one after the other: who stays is counted once. */
  Presence then(Presence later) {
    return new Presence(
        people + later.newcomers(), newcomers + later.newcomers(), millis + later.millis());
  }

  /** How long one of them was there, on average; null where nobody was. */
  Long mean() {
    return people == 0 ? null : (Long) (millis / people);
  }
}
