package io.sightline.query.live;

import io.sightline.domain.BadInput;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.live.LiveRows;
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
  private static final Set<String> FEEDS = LiveRows.feeds(FactKinds.PRODUCT);

  /**
   * A wish in words.
   *
   * @param kinds separated by commas; null for all
   * @param since a cursor of an earlier message; null for now
   * @throws BadInput when one of them is none
   */
  public static LiveWish of(String kinds, String site, String since) {
    Set<String> wanted =
        kinds == null || kinds.isBlank()
            ? Set.of()
            : Arrays.stream(kinds.split(",")).map(String::strip).collect(Collectors.toSet());
    for (String kind : wanted) {
      if (!FEEDS.contains(kind)) {
        throw new BadInput("`kinds` are of " + FEEDS + ".");
      }
    }
    if (since != null && !since.matches("\\d{1,18}")) {
      throw new BadInput("`since` is none of our cursors.");
    }
    return new LiveWish(wanted, site, since == null ? -1 : Long.parseLong(since));
  }
}
