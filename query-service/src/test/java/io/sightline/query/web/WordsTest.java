package io.sightline.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

class WordsTest {

  record Wanted(
      String plate_text, Instant from, Integer count, Boolean whole, List<String> sites) {}

  @RestController
  static final class Listening {
    @GetMapping("/list")
    Map<String, Object> list(
        @RequestParam(required = false) String plate,
        @RequestParam(required = false) Instant from,
        @RequestParam(defaultValue = "true") boolean boxes,
        @RequestParam(name = "window", defaultValue = "5m") String length) {
      return Map.of("plate", String.valueOf(plate), "from", String.valueOf(from));
    }

    @PostMapping("/things")
    Wanted add(@RequestBody Wanted wanted) {
      return wanted;
    }
  }

  private final Door door = Door.of(new Listening());

  private String refused(String query) {
    Door.Answer answer = door.get("/list?" + query);
    assertThat(answer.status()).as(query).isEqualTo(400);
    return answer.detail();
  }

  @Test
  void aParameterThatNobodyKnowsIsNamedWithTheOneThatWasMeant() {
    assertThat(refused("plat=X"))
        .isEqualTo("There is no query parameter `plat` here; did you mean `plate`?");
    assertThat(refused("Plate=X")).endsWith("did you mean `plate`?");
    assertThat(refused("length=5m")).contains("known here: plate, from, boxes, window.");
    assertThat(refused("plate=X&tenantId=7")).contains("`tenantId`");
    assertThat(refused("pl%61t=X")).contains("`plat`");
    assertThat(refused("x".repeat(500) + "=1")).hasSizeLessThan(200);
    assertThat(door.get("/list?plate=X&window=1h&").status()).isEqualTo(200);
  }

  @Test
  void aParameterThatIsEmptyOrGivenTwiceIsRefused() {
    assertThat(refused("plate=")).isEqualTo("`plate` is empty; give it a value or leave it out.");
    assertThat(refused("plate")).contains("is empty");
    assertThat(refused("plate=A&plate=B")).isEqualTo("`plate` is given twice; give it once.");
  }

  @Test
  void aTimeNeedsItsZone() {
    for (String wrong :
        List.of(
            "2026-03-01",
            "2026-03-01T08:00:00",
            "yesterday",
            "1772352000",
            "2026-03-01T25:00:00Z")) {
      assertThat(refused("from=" + wrong))
          .as(wrong)
          .startsWith(
              "`from` is no time; write it as ISO 8601 with its zone, such as 2026-03-01T08:00:00Z");
    }
    assertThat(refused("from=0001-01-01T00:00:00Z")).contains("1900 to 2999");
    assertThat(door.get("/list?from=2026-03-01T05:00:00-03:00").object())
        .containsEntry("from", "2026-03-01T08:00:00Z");
    assertThat(refused("boxes=1")).isEqualTo("`boxes` should be true or false.");
    assertThat(refused("boxes=yes")).isEqualTo("`boxes` should be true or false.");
  }

  private String refusedBody(String json) {
    Door.Answer answer = door.ask("ada", HttpMethod.POST, "/things", json);
    assertThat(answer.status()).as(json).isEqualTo(400);
    assertThat(answer.detail())
        .as(json)
        .doesNotContain("io.sightline")
        .doesNotContain("java.")
        .doesNotContain("jackson")
        .doesNotContain("Exception");
    return answer.detail();
  }

  @Test
  void aMemberOfABodyThatNobodyKnowsIsNamedWithTheOneThatWasMeant() {
    assertThat(refusedBody("{\"plateText\": \"X\"}"))
        .isEqualTo("There is no member `plateText` here; did you mean `plate_text`?");
    assertThat(refusedBody("{\"tenantId\": 7}")).contains("`tenantId`").contains("known here: ");
  }

  @Test
  void aMemberIsOfItsTypeAndThereOnce() {
    assertThat(refusedBody("{\"from\": 1772352000}")).startsWith("`from` is no time;");
    assertThat(refusedBody("{\"from\": \"soon\"}")).startsWith("`from` is no time;");
    assertThat(refusedBody("{\"count\": \"7\"}"))
        .isEqualTo("`count` should be a whole number, without a point.");
    assertThat(refusedBody("{\"plate_text\": 7}"))
        .isEqualTo("`plate_text` should be a text in quotes.");
    assertThat(refusedBody("{\"whole\": \"true\"}")).isEqualTo("`whole` should be true or false.");
    assertThat(refusedBody("{\"sites\": {}}")).isEqualTo("`sites` should be a list.");
    assertThat(refusedBody("{\"count\": 7.5}")).startsWith("`count` ");
    assertThat(refusedBody("{\"count\": 7, \"count\": 8}")).contains("no JSON that can be read");
    assertThat(refusedBody("{\"count\": 7} x")).isNotBlank();
    assertThat(refusedBody("{\"count\"")).contains("no JSON that can be read (line 1");
    assertThat(refusedBody("{\"count\": 99999999999}")).isNotBlank();
  }
}
