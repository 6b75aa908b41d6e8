package io.sightline.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sightline.domain.json.Json;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Receivers are told of facts of the live run, each by itself, whatever another one does. */
class WebhooksTest extends ReceiversCase {
  @BeforeAll
  static void serve() throws Exception {
    start(Map.of());
  }

  @Test
  void aReceiverIsToldOnceOfEachFactItAskedForAndCanTellWhoSaysSo() throws Exception {
    Map<?, ?> webhook = webhook("/a", "\"kinds\": [\"alerts\"], \"cameras\": [\"gate\"]");
    long before = System.nanoTime();
    String id = alert("live", "gate");
    alert("live", "back");
    alert("replayed", "gate");
    await().atMost(SOON).until(() -> !at("/a").isEmpty());
    System.out.println("Fact to receiver: " + (System.nanoTime() - before) / 1_000_000 + " ms");
    execute("update alerts set final = true, written_xid = default where id = '" + id + "'");
    String retracted =
        "update alerts set retracted = true, written_xid = default where id = '" + id + "'";
    execute(retracted);
    await().atMost(SOON).until(() -> at("/a").size() == 2);
    assertThat(at("/a"))
        .extracting(Told::id)
        .containsExactly("alerts:" + id, "alerts:" + id + ":retracted");
    Told first = at("/a").get(0);
    Map<?, ?> body = Json.read(first.body(), Map.class);
    assertThat((Object) body.get("type")).isEqualTo("alerts");
    assertThat((Object) ((Map<?, ?>) body.get("data")).get("alert_kind")).isEqualTo("watchlist");
    Mac mac = Mac.getInstance("HmacSHA256");
    byte[] secret =
        Base64.getDecoder().decode(webhook.get("secret").toString().substring("whsec_".length()));
    mac.init(new SecretKeySpec(secret, "HmacSHA256"));
    byte[] signed =
        mac.doFinal(
            (first.id() + "." + first.at() + "." + first.body()).getBytes(StandardCharsets.UTF_8));
    assertThat(first.signature()).isEqualTo("v1," + Base64.getEncoder().encodeToString(signed));
    assertThat(admin.get("/api/v1/webhooks/" + webhook.get("id")).get("secret"))
        .as("it is shown once")
        .isNull();
  }

  @Test
  void otherFactsAreToldWhenTheyAreFinal() throws Exception {
    webhook("/b", "\"kinds\": [\"vehicle_sessions\"], \"site\": \"garage\"");
    String id = UUID.randomUUID().toString();
    execute(
        """
        insert into vehicle_sessions (run, id, site, at, label, outcome, grace, overstay, revision, final,
          model_sha256, layout_version, code_version)
        values ('live', '%s', 'garage', now(), 'car', 'open', false, false, 0, false, '', '', '')
        """
            .formatted(id));
    execute(
        "update vehicle_sessions set final = true, revision = 2, written_xid = default where id = '"
            + id
            + "'");
    await().atMost(SOON).until(() -> !at("/b").isEmpty());
    assertThat(at("/b"))
        .singleElement()
        .satisfies(one -> assertThat(one.body()).contains("\"final\":true"));
  }

  @Test
  void whoFailsIsToldAgainWithTheSameKey() throws Exception {
    webhook("/fails-once", "\"kinds\": [\"alerts\"]");
    String id = alert("live", "gate");
    await().atMost(SOON).until(() -> at("/fails-once").size() == 2);
    assertThat(at("/fails-once")).extracting(Told::id).containsOnly("alerts:" + id);
  }

  @Test
  void whereARedirectPointsIsNotGoneTo() throws Exception {
    Map<?, ?> webhook = webhook("/elsewhere", "\"kinds\": [\"alerts\"]");
    alert("live", "gate");
    await()
        .atMost(SOON)
        .until(
            () -> deliveries(webhook.get("id")).stream().anyMatch(one -> one.get("error") != null));
    assertThat(deliveries(webhook.get("id")).get(0).get("error").toString())
        .contains("302", "not followed");
    assertThat(at("/private")).isEmpty();
  }

  @Test
  void whoIsGoneIsToldNothingMore() throws Exception {
    Map<?, ?> webhook = webhook("/gone", "\"kinds\": [\"alerts\"]");
    alert("live", "gate");
    String path = "/api/v1/webhooks/" + webhook.get("id");
    await().atMost(SOON).until(() -> admin.get(path).get("active").equals(false));
    assertThat(admin.get(path).get("ended").toString()).contains("410");
    List<Map<String, Object>> dead = admin.items(path + "/deliveries?state=dead");
    assertThat(dead).hasSize(1);
    String again = path + "/deliveries/" + dead.get(0).get("id") + "/send";
    HttpResponse<String> answer = admin.send("POST", again, null);
    assertThat(answer.statusCode()).as("it would wait for ever").isEqualTo(409);
    assertThat(answer.body()).contains("make the webhook active first");
  }

  @Test
  void whoIsSlowDelaysNobodyElse() throws Exception {
    webhook("/slow", "\"kinds\": [\"alerts\"]");
    webhook("/quick", "\"kinds\": [\"alerts\"]");
    alert("live", "gate");
    await().atMost(SOON).until(() -> slow.get() > 0);
    for (int i = 0; i < 20; i++) {
      alert("live", "gate");
    }
    await().atMost(Duration.ofSeconds(25)).until(() -> at("/quick").size() == 21);
    assertThat(slow.get()).as("told two things at a time").isLessThanOrEqualTo(2);
  }

  @Test
  void whereNobodyMayBeIsRefusedInWords() throws Exception {
    for (String url :
        List.of(
            "http://10.0.0.7/hook",
            "http://169.254.169.254/latest",
            "http://[::1]/",
            "ftp://127.0.0.1/",
            "http://user:secret@127.0.0.1/")) {
      HttpResponse<String> answer =
          admin.send(
              "POST",
              "/api/v1/webhooks",
              "{\"url\": \"%s\", \"kinds\": [\"alerts\"]}".formatted(url));
      assertThat(answer.statusCode()).as(url).isEqualTo(400);
      assertThat(answer.body()).as(url).doesNotContain("user:secret");
    }
    assertThat(
            admin
                .send(
                    "POST",
                    "/api/v1/webhooks",
                    "{\"url\": \"http://127.0.0.1/\", \"kinds\": [\"alarms\"]}")
                .body())
        .contains("there is no 'alarms'");
  }

  @Test
  void whatHappensWhileTheServiceIsAwayIsToldWhenItIsBack() throws Exception {
    String earlier = alert("live", "gate");
    Map<?, ?> webhook = webhook("/later", "\"kinds\": [\"alerts\"]");
    alert("live", "gate");
    await().atMost(SOON).until(() -> at("/later").size() == 1);
    // What was told and not yet written down as told would be told once more.
    await()
        .atMost(SOON)
        .until(
            () ->
                deliveries(webhook.get("id")).stream()
                    .allMatch(delivery -> delivery.get("state").equals("done")));
    service.close();
    String id = alert("live", "gate");
    start(Map.of());
    await().atMost(SOON).until(() -> at("/later").size() == 2);
    assertThat(at("/later"))
        .extracting(Told::id)
        .contains("alerts:" + id)
        .doesNotContain("alerts:" + earlier)
        .doesNotHaveDuplicates();
    long delivery = ((Number) deliveries(webhook.get("id")).get(0).get("id")).longValue();
    String again = "/api/v1/webhooks/" + webhook.get("id") + "/deliveries/" + delivery + "/send";
    assertThat(admin.status("POST", again, null)).isEqualTo(200);
    await().atMost(SOON).until(() -> at("/later").size() == 3);
    assertThat(at("/later").get(2).id()).isEqualTo("alerts:" + id);
  }
}
