package io.sightline.query.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.json.Json;
import io.sightline.query.RunningService;
import io.sightline.query.RunningService.Answer;
import io.sightline.query.web.Described;
import io.sightline.query.web.Described.Listing;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A6: whoever asks for more than there can be is told so, and it costs nobody else. */
class LargeQuestionsTest {
  private static final int MOST = 1_000;
  private static final int MANY = 10_000;
  private static final int MEGABYTE = 1 << 20;

  private static final String SITE =
      """
      site: garage
      cameras:
        - {id: gate, uri: 'rtsp://127.0.0.1:1/gate', spots: [{id: A1, polygon: [[0, 0], [9, 0], [9, 9]]}]}
      """;

  @TempDir static Path folder;
  private static RunningService service;
  private static String token;

  @BeforeAll
  static void start() throws IOException {
    service = RunningService.start(folder, Map.of("SIGHTLINE_LIMITS_REQUESTS", "100000"));
    token = service.token();
    service.add(SITE);
    service.addWebhook(10);
    service
        .database()
        .address()
        .with(
            jdbc ->
                jdbc.sql(
                        """
                        insert into passages (run, id, site, at, camera, gate, direction, track,
                          label, revision, final, model_sha256, layout_version, code_version)
                        select 'live', gen_random_uuid(), 'garage', now() - n * interval '1 day',
                          'gate', 'main', 'entry', gen_random_uuid(), 'car', 0, true, '', '', ''
                        from generate_series(1, 3000) n
                        """)
                    .update());
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static Answer ask(String method, String path, String body) throws IOException {
    return service.ask("127.0.0.1", token, method, path, body);
  }

  private static void refusedInWords(String what, Answer answer, Integer... statuses) {
    assertThat(answer.status()).as("%s: %s", what, answer).isIn((Object[]) statuses);
    assertThat(answer.type()).as(what).startsWith("application/problem+json");
    assertThat(answer.json().get("detail").toString()).as(what).contains(" ").endsWith(".");
  }

  /** A question that is good, but for what a test adds. */
  private static String good(Listing list) {
    return list.path()
            .replace("{kind}", "passages")
            .replace("{spot}", "A1")
            .replace("{site}", "garage")
            .replace("{webhook}", RunningService.WEBHOOK)
            .replace("{emotion_name}", "happy")
        + "?"
        // Of a site only.
        + (list.path().equals("/api/v1/occupancy/spots") ? "site=garage&" : "");
  }

  @Test
  void noListGivesMoreThanAThousandAtOnceNorLessThanOne() throws Exception {
    int lists = 0;
    for (Listing list : Described.lists()) {
      if (!list.filters().contains("limit")) {
        continue;
      }
      lists++;
      for (String limit :
          List.of("1000000000", "1001", "0", "-1", "99999999999999999999", "1e9", "NaN")) {
        Answer answer = ask("GET", good(list) + "limit=" + limit, null);
        refusedInWords(list.path() + " " + limit, answer, 400);
        assertThat(answer.body()).contains("`limit`");
      }
    }
    assertThat(lists).isGreaterThan(10);
    Map<String, Object> page = ask("GET", "/api/v1/passages?limit=1000", null).json();
    assertThat((List<?>) page.get("items")).hasSize(MOST);
    assertThat(page.get("next")).isNotNull();
  }

  @Test
  void tenYearsAreAsManyRowsAsADay() throws Exception {
    for (Listing list : Described.lists()) {
      if (list.filters().contains("from")) {
        for (String from : List.of("2016-01-01T00:00:00Z", "-999999999-01-01T00:00:00Z")) {
          Answer answer =
              ask("GET", good(list) + "from=" + from + "&to=2026-12-31T00:00:00Z", null);
          assertThat(answer.status()).as(list.path() + ": " + answer).isIn(200, 400);
          if (answer.status() == 200) {
            assertThat((List<?>) answer.json().get("items")).hasSizeLessThanOrEqualTo(MOST);
          } else {
            refusedInWords(list.path(), answer, 400);
          }
        }
      }
    }
  }

  private static String cursor(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aCursorThatIsBrokenIsNamedAndADeepOneCostsNoMore() throws Exception {
    List<String> broken =
        List.of(
            "x",
            "-1",
            "%00",
            URLEncoder.encode("' or 1=1 --", StandardCharsets.UTF_8),
            cursor("[]"),
            cursor("[null, null]"),
            cursor("[1, 2, 3, 4, 5, 6]"),
            cursor("[\"\\u0000\", \"x\"]"),
            cursor("[\"+999999999-12-31T23:59:59Z\", \"x\"]"),
            cursor("[".repeat(3_000)),
            "9".repeat(6_000));
    for (Listing list : Described.lists()) {
      if (list.filters().contains("cursor")) {
        for (String each : broken) {
          Answer answer = ask("GET", good(list) + "cursor=" + each, null);
          // Some lists are ordered by names, and any text can be one.
          assertThat(answer.status()).as(list.path() + " " + each + answer).isIn(200, 400);
          if (answer.status() == 400) {
            refusedInWords(list.path(), answer, 400);
            assertThat(answer.body()).contains("`cursor`");
          }
        }
      }
    }
    String next = "";
    for (int i = 0; i < 2; i++) {
      next = ask("GET", "/api/v1/passages?limit=1000" + next, null).json().get("next").toString();
      next = "&cursor=" + next;
    }
    Answer deep = ask("GET", "/api/v1/passages?limit=1" + next, null);
    assertThat(deep.status()).isEqualTo(200);
    assertThat(deep.millis()).isLessThan(RunningService.scaled(1_000));
  }

  @Test
  void tenThousandOfSomethingAreTooMany() throws Exception {
    String corners = Json.write(Collections.nCopies(MANY, List.of(1, 2)));
    String texts = Json.write(Collections.nCopies(MANY, "read"));
    String spots =
        Json.write(
            Collections.nCopies(
                MANY, Map.of("id", "S", "polygon", List.of(List.of(0, 0), List.of(9, 9)))));
    refusedInWords(
        "corners",
        ask(
            "PATCH",
            "/api/v1/cameras/gate",
            "{\"spots\": [{\"id\": \"A1\", \"polygon\": " + corners + "}]}"),
        400,
        413);
    refusedInWords(
        "spots", ask("PATCH", "/api/v1/cameras/gate", "{\"spots\": " + spots + "}"), 400, 413);
    refusedInWords(
        "cameras",
        ask(
            "POST",
            "/api/v1/sites",
            "{\"site\": \"huge\", \"cameras\": "
                + Json.write(Collections.nCopies(MANY, Map.of("id", "c")))
                + "}"),
        400,
        413);
    refusedInWords(
        "scopes",
        ask("POST", "/api/v1/keys", "{\"name\": \"x\", \"scopes\": " + texts + ", \"a\": 1}"),
        400,
        413);
    refusedInWords(
        "variants",
        ask(
            "POST",
            "/api/v1/erasures",
            "{\"site\": \"garage\", \"plate\": \"ABC123\", \"reason\": \"x\", \"variants\": "
                + texts
                + "}"),
        400,
        413);
    refusedInWords(
        "arrays in arrays",
        ask("POST", "/api/v1/replays", "{\"layout\": " + "[".repeat(MANY) + "]".repeat(MANY) + "}"),
        400,
        413);
  }

  @Test
  void bodiesAndHeadsHaveAnEnd() throws Exception {
    char[] text = new char[8 * MEGABYTE - 100];
    Arrays.fill(text, 'x');
    String body = "{\"run\": \"" + new String(text) + "\"}";
    refusedInWords("8 MB", ask("POST", "/api/v1/replays", body), 400, 413);
    refusedInWords("9 MB", ask("POST", "/api/v1/replays", body + " ".repeat(MEGABYTE)), 413);
    Answer head =
        service.raw(
            "GET /api/v1/sites HTTP/1.1\r\nHost: x\r\nX: " + "y".repeat(65_536) + "\r\n\r\n");
    refusedInWords("a head of 64 kB", head, 400, 431);
    // Nobody has been hurt.
    assertThat(ask("GET", "/api/v1/sites", null).status()).isEqualTo(200);
  }
}
