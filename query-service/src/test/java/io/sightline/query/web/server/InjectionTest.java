package io.sightline.query.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.query.RunningService;
import io.sightline.query.web.Described;
import io.sightline.query.web.Described.Listing;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.springframework.util.FileSystemUtils;

/**
 * A8: whatever text stands in a filter, it is a value and never a part of a statement. Lists are
 * ordered as they are; nothing names what to order by.
 */
class InjectionTest {
  private static Path folder;
  private static RunningService service;
  private static String token;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  /**
   * A place for a text.
   *
   * @param before of the address
   * @param after it
   */
  record Filter(String before, String after) {
    @Override
    public String toString() {
      return before + "…" + after;
    }
  }

  @BeforeContainer
  static void start() throws IOException {
    folder = Files.createTempDirectory("injection");
    service = RunningService.start(folder, Map.of("SIGHTLINE_LIMITS_REQUESTS", "100000"));
    token = service.token();
    service.add(
        """
        site: garage
        cameras:
          - {id: gate, uri: 'rtsp://127.0.0.1:1/gate'}
        """);
  }

  @AfterContainer
  static void stop() throws IOException {
    service.close();
    FileSystemUtils.deleteRecursively(folder);
  }

  @Provide
  Arbitrary<Filter> filters() throws IOException {
    List<Filter> filters = new ArrayList<>();
    for (Listing list : Described.lists()) {
      String path =
          list.path()
              .replace("{kind}", "passages")
              .replace("{site}", "garage")
              .replaceAll("\\{[a-z_]+}", "x");
      for (String filter : list.filters()) {
        filters.add(new Filter(path + "?" + filter + "=", ""));
      }
      filters.add(new Filter(path + "?sort=", ""));
      for (String place : list.places()) {
        int at = list.path().indexOf("{" + place + "}");
        String after = list.path().substring(at + place.length() + 2);
        filters.add(
            new Filter(
                list.path().substring(0, at).replaceAll("\\{[a-z_]+}", "x"),
                after.replaceAll("\\{[a-z_]+}", "x")));
      }
    }
    return Arbitraries.of(filters);
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> statements =
        Arbitraries.of(
                "'",
                "''",
                "\"",
                "\\",
                ";",
                "--",
                "/*",
                "*/",
                " ",
                "%",
                "_",
                "$1",
                "?",
                ":x",
                "{",
                "or 1=1",
                "union select",
                "drop table users",
                "pg_sleep(9)",
                "::int",
                "null",
                "\0",
                "(",
                ")",
                "=",
                "x",
                "\n",
                "\u2019",
                "\ud83d\ude97",
                "1",
                "-1",
                "garage")
            .list()
            .ofMinSize(1)
            .ofMaxSize(8)
            .map(parts -> String.join("", parts));
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(2, statements),
        net.jqwik.api.Tuple.of(1, Arbitraries.strings().ofMaxLength(40)));
  }

  @Property(tries = 1_000)
  void aTextIsAValueAndNothingElse(@ForAll("filters") Filter filter, @ForAll("texts") String text)
      throws Exception {
    String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    HttpResponse<String> answer =
        CLIENT.send(
            HttpRequest.newBuilder(
                    URI.create(
                        "http://127.0.0.1:"
                            + service.port()
                            + filter.before()
                            + encoded
                            + filter.after()))
                .header("Authorization", "Bearer " + token)
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 400, 404);
    if (filter.before().endsWith("?sort=")) {
      assertThat(answer.statusCode()).isEqualTo(400);
    }
    if (answer.statusCode() != 200) {
      assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("application/problem+json");
      assertThat(answer.body()).doesNotContain("Exception").doesNotContain("ERROR:");
    }
  }
}
