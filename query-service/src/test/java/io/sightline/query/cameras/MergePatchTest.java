package io.sightline.query.cameras;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.json.Json;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergePatchTest {

  /** The examples of RFC 7396, appendix A, that are of objects. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":\"b\"}                     | {\"a\":\"c\"}                       | {\"a\":\"c\"}",
        "{\"a\":\"b\"}                     | {\"b\":\"c\"}                       | {\"a\":\"b\",\"b\":\"c\"}",
        "{\"a\":\"b\"}                     | {\"a\":null}                      | {}",
        "{\"a\":\"b\",\"b\":\"c\"}           | {\"a\":null}                      | {\"b\":\"c\"}",
        "{\"a\":[\"b\"]}                   | {\"a\":\"c\"}                       | {\"a\":\"c\"}",
        "{\"a\":\"c\"}                     | {\"a\":[\"b\"]}                     | {\"a\":[\"b\"]}",
        "{\"a\":{\"b\":\"c\"}}             | {\"a\":{\"b\":\"d\",\"c\":null}}      | {\"a\":{\"b\":\"d\"}}",
        "{\"a\":[{\"b\":\"c\"}]}           | {\"a\":[1]}                       | {\"a\":[1]}",
        "{\"e\":null}                    | {\"a\":1}                         | {\"e\":null,\"a\":1}",
        "{}                            | {\"a\":{\"bb\":{\"ccc\":null}}}     | {\"a\":{\"bb\":{}}}",
        "{\"a\":\"text\"}                  | {\"a\":{\"b\":1,\"c\":null}}        | {\"a\":{\"b\":1}}"
      })
  void theStandardsExamplesHold(String object, String patch, String patched) {
    assertThat(MergePatch.apply(map(object), map(patch))).isEqualTo(map(patched));
  }

  @SuppressWarnings("unchecked") // JSON objects have texts as keys.
  private static Map<String, Object> map(String json) {
    return Json.read(json, Map.class);
  }
}
