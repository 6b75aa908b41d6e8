package io.sightline.query.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.json.Json;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Kinds of alerts are written the same wherever they are named. */
class AlertWordsTest {
  private static Map<?, ?> part(Map<?, ?> of, String name) {
    return (Map<?, ?>) of.get(name);
  }

  @Test
  void theDescriptionNamesTheKindsThatThereAre() throws Exception {
    try (InputStream file = getClass().getResourceAsStream("/static/openapi.json")) {
      Map<?, ?> description =
          Json.read(new String(file.readAllBytes(), StandardCharsets.UTF_8), Map.class);
      Map<?, ?> alert = part(part(part(description, "components"), "schemas"), "Alert");
      assertThat((Object) part(part(alert, "properties"), "kind").get("enum"))
          .isEqualTo(Alerts.words());
    }
  }

  @Test
  void thePageHasWordsForEach() throws Exception {
    try (InputStream file = getClass().getResourceAsStream("/static/assets/alerts.js")) {
      String page = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(Alerts.words())
          .allMatch(word -> page.contains(word + ": '") || page.contains("'" + word + "': '"));
    }
  }
}
