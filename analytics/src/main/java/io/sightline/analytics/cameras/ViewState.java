package io.sightline.analytics.cameras;

import io.sightline.domain.observations.ViewFault;

/**
 * What is remembered of a camera's view.
 *
 * @param reference what it usually shows; null until there is one
 * @param stillness how long its picture usually stands still
 * @param blindness what is wrong now; null for nothing
 * @param suspected what may be wrong, or may be over; null for nothing
 * @param lastMillis capture time of the last frame
 */
public record ViewState(
    Reference reference,
    Stillness stillness,
    Blindness blindness,
    Suspicion suspected,
    long lastMillis) {
  static final ViewState NEW = new ViewState(null, Stillness.NEW, null, null, Long.MIN_VALUE);

  /**
   * What a camera usually shows: moving means over some minutes.
   *
   * @param places of the layout that the camera's places had; another begins another reference
   * @param width of its pictures, pixels
   * @param columns mean projection on the columns
   * @param rows mean projection on the rows
   * @param begunMillis capture time of the first frame in it
   * @param updatedMillis capture time of the last
   * @param settled whether it has stood for long enough to be compared with
   */
  public record Reference(
      String places,
      int width,
      float[] columns,
      float[] rows,
      double contrast,
      double sharpness,
      long begunMillis,
      long updatedMillis,
      boolean settled) {

    /** The same with other places on it. */
    Reference of(String others) {
      return new Reference(
          others, width, columns, rows, contrast, sharpness, begunMillis, updatedMillis, settled);
    }
  }

  /**
   * For how long single pixels keep their brightness.
   *
   * @param low least brightness of each since it was last broken; null before the first frame
   * @param high most brightness of each
   * @param sinceMillis when it began
   * @param frames in it
   * @param usualMillis usual length of such a time, by time; negative before one has ended
   */
  public record Stillness(
      byte[] low, byte[] high, long sinceMillis, int frames, double usualMillis) {
    static final Stillness NEW = new Stillness(null, null, 0, 0, -1);

    /** The same without the time that goes on. */
    Stillness broken() {
      return new Stillness(null, null, 0, 0, usualMillis);
    }
  }

  /**
   * What has been so for some frames.
   *
   * @param fault null where all seems well again
   * @param sinceMillis capture time of the first frame
   * @param frames without one that says otherwise
   */
  public record Suspicion(
      ViewFault fault, long sinceMillis, int frames, double shiftX, double shiftY) {}
}
