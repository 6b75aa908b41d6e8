package io.sightline.query.live;

import io.sightline.domain.BadInput;
import io.sightline.domain.text.Nearest;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a listener wants to be told.
 *
 * @param kinds of rows; empty for all
 * @param site null for all that may be seen
 * @param since position to begin at; negative for now
 */
public record LiveWish(Set<String> kinds, String site, long since) {
  /**
   * A wish in words.
   *
   * @param feeds that there are
   * @param kinds separated by commas; null for all
   * @param since a cursor of an earlier message; null for now
   * @throws BadInput when one of them is none
   */
  static LiveWish of(Set<String> feeds, String kinds, String site, String since) {
    Set<String> wanted =
        kinds == null || kinds.isBlank()
            ? Set.of()
            : Arrays.stream(kinds.split(",")).map(String::strip).collect(Collectors.toSet());
    for (String kind : wanted) {
      if (!feeds.contains(kind)) {
        throw new BadInput(
            "There is no kind `" + kind + "` to listen to; " + Nearest.hint(kind, feeds));
      }
    }
    if (since != null && !since.matches("\\d{1,18}")) {
      throw new BadInput("`since` is none of our cursors; leave it out to begin with what is new.");
    }
    return new LiveWish(wanted, site, since == null ? -1 : Long.parseLong(since));
  }
}
