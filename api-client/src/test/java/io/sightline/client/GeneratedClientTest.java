package io.sightline.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sightline.client.api.SitesApi;
import io.sightline.client.model.Camera;
import io.sightline.client.model.CameraPage;
import io.sightline.client.model.CameraPatch;
import io.sightline.client.model.SpotPatch;
import io.sightline.domain.json.Json;
import io.sightline.domain.settings.Settings;
import io.sightline.domain.site.SiteFile;
import io.sightline.query.QueryService;
import io.sightline.query.QueryServiceOptions;
import io.sightline.store.TestDatabase;
import io.sightline.store.TestKey;
import io.sightline.store.registry.SiteRegistry;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What OpenAPI Generator makes of the description, as it comes, against the service. */
class GeneratedClientTest {
  private static final String SITE =
      """
      site: garage
      cameras:
        - {id: deck, uri: 'rtsp://127.0.0.1:1/deck', spots: [{id: A1, polygon: [[0, 0], [9, 0], [9, 9]]}]}
        - {id: gate, uri: 'rtsp://127.0.0.1:1/gate'}
        - {id: roof, uri: 'rtsp://127.0.0.1:1/roof'}
      """;

  @TempDir Path folder;

  @Test
  void itSignsInListsPageByPageCorrectsAndListens() throws Exception {
    try (TestDatabase database = TestDatabase.create();
        QueryService service =
            QueryService.start(
                new QueryServiceOptions(
                    database.address(),
                    Settings.load(null, Map.of("SIGHTLINE_SERVICE_ADDRESS", "127.0.0.1")),
                    0,
                    "a-secret-of-at-least-32-characters-for-tests",
                    TestKey.file(),
                    folder,
                    "test",
                    null))) {
      new SiteRegistry(database.address())
          .store(SiteFile.parse("the site", Path.of("/"), SITE).site(), "test");
      String address = "127.0.0.1:" + service.port();
      ApiClient client =
          new ApiClient().setScheme("http").setHost("127.0.0.1").setPort(service.port());
      String token = signIn(address, service.firstAdmin().orElseThrow());
      client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token));
      SitesApi sites = new SitesApi(client);

      List<String> cameras = new ArrayList<>();
      String cursor = null;
      do {
        CameraPage page = sites.listCameras("garage", 2, cursor);
        page.getItems().stream().map(Camera::getCamera).forEach(cameras::add);
        cursor = page.getNext();
      } while (cursor != null);
      assertThat(cameras).containsExactly("deck", "gate", "roof");

      Queue<String> heard = new ConcurrentLinkedQueue<>();
      WebSocket socket =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .header("Authorization", "Bearer " + token)
              .buildAsync(
                  URI.create("ws://" + address + "/api/v1/live?kinds=camera_latest"),
                  new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(
                        WebSocket from, CharSequence text, boolean last) {
                      heard.add(text.toString());
                      from.request(1);
                      return null;
                    }
                  })
              .join();
      await().until(() -> heard.stream().anyMatch(message -> message.contains("hello")));
      socket.abort();

      List<List<BigDecimal>> corners = new ArrayList<>();
      for (int[] corner : new int[][] {{0, 0}, {20, 0}, {20, 20}}) {
        corners.add(List.of(BigDecimal.valueOf(corner[0]), BigDecimal.valueOf(corner[1])));
      }
      assertThat(
              sites
                  .changeCamera(
                      "deck",
                      new CameraPatch().putSpotsItem("A2", new SpotPatch().polygon(corners)))
                  .getSpots())
          .extracting("id")
          .containsExactly("A1", "A2");
    }
  }

  private static String signIn(String address, String password) throws Exception {
    HttpRequest login =
        HttpRequest.newBuilder(URI.create("http://" + address + "/api/v1/auth/login"))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"username\": \"admin\", \"password\": \"" + password + "\"}"))
            .build();
    String answer =
        HttpClient.newHttpClient().send(login, HttpResponse.BodyHandlers.ofString()).body();
    return Json.read(answer, Map.class).get("access_token").toString();
  }
}
