package io.sightline.query.paging;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A part of a list.
 *
 * @param next cursor of the following part; empty at the end
 */
public record Page<T>(List<T> items, Optional<String> next) {

  /**
   * @param found one more than are wanted, where there are so many
   * @param most that are wanted
   * @param order what an item is ordered by
   */
  public static <T> Page<T> of(List<T> found, int most, Function<T, List<String>> order) {
    if (found.size() <= most) {
      return new Page<>(List.copyOf(found), Optional.empty());
    }
    List<T> items = List.copyOf(found.subList(0, most));
    return new Page<>(items, Optional.of(cursor(order.apply(items.get(most - 1)))));
  }

  /**
   * Where a list goes on.
   *
   * @param last what the last item of a part is ordered by
   */
  public static String cursor(List<String> last) {
    return Cursor.of(last);
  }
}
