package io.sightline.query.paging;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Where a list goes on, as a text that means something to nobody else. */
final class Cursor {
  private Cursor() {}

  /**
   * @param last what the last row of a part is ordered by
   */
  static String of(List<String> last) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Json.write(last).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * @param texts how many there must be
   * @throws BadInput when it is none of ours
   */
  static List<String> read(String cursor, int texts) {
    try {
      String json = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      List<String> last = List.of(Json.read(json, String[].class));
      if (last.size() == texts && last.stream().noneMatch(text -> text.contains("\0"))) {
        return last;
      }
    } catch (RuntimeException e) {
      throw unknown(e);
    }
    throw unknown(null);
  }

  static BadInput unknown(Throwable cause) {
    return new BadInput("`cursor` is none of ours; leave it out to begin anew.", cause);
  }
}
