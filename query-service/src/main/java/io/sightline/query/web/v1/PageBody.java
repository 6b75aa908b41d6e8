package io.sightline.query.web.v1;

import io.sightline.query.paging.Page;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.function.Function;

/**
 * A part of a list.
 *
 * @param next cursor of the following part; null at the end
 */
record PageBody<T>(
    List<T> items,
    @Schema(
            description = "Give it as `cursor` to get the following part; null at the end",
            nullable = true)
        String next) {

  static <T, B> PageBody<B> of(Page<T> page, Function<T, B> body) {
    return new PageBody<>(page.items().stream().map(body).toList(), page.next().orElse(null));
  }
}
