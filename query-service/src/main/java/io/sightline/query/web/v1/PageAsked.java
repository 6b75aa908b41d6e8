package io.sightline.query.web.v1;

import io.sightline.domain.BadInput;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Which part of a list of numbered things is asked for.
 *
 * @param after number of the last one of the part before; 0 for the first part
 */
record PageAsked(long after, int most) {
  private static final int USUAL = 100;
  private static final int MOST = 1_000;

  /**
   * @param limit null for the usual number
   * @param cursor of an earlier part; null for the first
   * @throws BadInput when one of them cannot be used
   */
  static PageAsked of(Integer limit, String cursor) {
    int most = limit == null ? USUAL : limit;
    if (most < 1 || most > MOST) {
      throw new BadInput("`limit` must be from 1 to " + MOST + ".");
    }
    if (cursor != null && !cursor.matches("[1-9]\\d{0,17}")) {
      throw new BadInput("`cursor` is none of ours; give the `next` of an earlier part.");
    }
    return new PageAsked(cursor == null ? 0 : Long.parseLong(cursor), most);
  }

  /** One more than is told, so that the end is known. */
  int looked() {
    return most + 1;
  }

  /** Cursor of the following part; null at the end. */
  <T> String next(List<T> found, ToLongFunction<T> number) {
    return found.size() > most ? Long.toString(number.applyAsLong(found.get(most - 1))) : null;
  }

  <T, B> List<B> items(List<T> found, Function<T, B> body) {
    return found.stream().limit(most).map(body).toList();
  }
}
