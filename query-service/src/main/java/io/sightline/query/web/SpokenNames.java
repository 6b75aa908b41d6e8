package io.sightline.query.web;

import io.sightline.domain.BadInput;
import java.util.Map;
import java.util.function.Supplier;

/** What a door calls members and parameters that the capability behind it names otherwise. */
public final class SpokenNames {
  private SpokenNames() {}

  /**
   * What something answers; where input cannot be used, the sentence names it as it was sent.
   *
   * @param names the door's, by those of the capability
   */
  public static <T> T spoken(Map<String, String> names, Supplier<T> answer) {
    try {
      return answer.get();
    } catch (BadInput e) {
      String sentence = e.getMessage();
      for (Map.Entry<String, String> name : names.entrySet()) {
        sentence = sentence.replace("`" + name.getKey() + "`", "`" + name.getValue() + "`");
      }
      throw new BadInput(sentence, e);
    }
  }
}
