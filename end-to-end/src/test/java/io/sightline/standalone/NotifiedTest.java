package io.sightline.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.sightline.domain.json.Json;
import jakarta.mail.internet.MimeMessage;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who is told when, and by which way. */
class NotifiedTest extends ReceiversCase {
  private static final GreenMail MAIL = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));

  @BeforeAll
  static void serve() throws Exception {
    if (!MAIL.isRunning()) {
      MAIL.start();
    }
    start(
        Map.of(
            "SIGHTLINE_MAIL_URL",
            "smtp://127.0.0.1:" + MAIL.getSmtp().getPort(),
            "SIGHTLINE_MAIL_FROM",
            "garage@example.org"));
  }

  @AfterAll
  static void stop() {
    MAIL.stop();
  }

  @Test
  void whomAnEntryOfASiteFileNotifiesIsToldOfItsAlertsAndCoolsDown() throws Exception {
    String watchlist =
        "watchlist: [{id: stolen, pattern: A*, cool-down: 60s, notify: [{webhook: '%s'}]}]\n"
            .formatted(url("/named"));
    site(CAMERAS + watchlist);
    await()
        .atMost(SOON)
        .until(() -> admin.items("/api/v1/webhooks").stream().anyMatch(this::isOfFile));
    String id =
        admin.items("/api/v1/webhooks").stream()
            .filter(this::isOfFile)
            .findFirst()
            .orElseThrow()
            .get("id")
            .toString();
    String first = alert("live", "gate", "stolen", "now()");
    alert("live", "gate", "stolen", "now() + interval '20 seconds'");
    alert("live", "gate", "another", "now()");
    String later = alert("live", "gate", "stolen", "now() + interval '70 seconds'");
    await().atMost(SOON).until(() -> at("/named").size() >= 2);
    assertThat(at("/named"))
        .extracting(Told::id)
        .containsExactlyInAnyOrder("alerts:" + first, "alerts:" + later);
    String own = "/api/v1/webhooks/" + id;
    assertThat(admin.status("DELETE", own, null)).isEqualTo(409);
    assertThat(admin.status("PATCH", own, "{\"kinds\": [\"passages\"]}")).isEqualTo(409);
    assertThat(admin.status("PATCH", own, "{\"active\": false}")).isEqualTo(200);
    assertThat(admin.get(own).get("active")).isEqualTo(false);
    site(CAMERAS);
    await()
        .atMost(SOON)
        .until(() -> admin.items("/api/v1/webhooks").stream().noneMatch(this::isOfFile));
  }

  private boolean isOfFile(Map<String, Object> webhook) {
    return "site-file".equals(webhook.get("origin"));
  }

  @Test
  void onlyWhatIsAskedForIsToldAndOnlyOnDuty() throws Exception {
    LocalTime now = LocalTime.now(ZoneOffset.UTC);
    String on =
        "%02d:00-%02d:00".formatted(now.minusHours(1).getHour(), now.plusHours(2).getHour());
    String off =
        "%02d:00-%02d:00".formatted(now.plusHours(3).getHour(), now.plusHours(5).getHour());
    webhook("/vip", "\"kinds\": [\"alerts\"], \"entries\": [\"vip\"]");
    webhook("/full", "\"kinds\": [\"alerts\"], \"alert_kinds\": [\"full\"]");
    webhook("/on", "\"kinds\": [\"alerts\"], \"hours\": \"%s\"".formatted(on));
    webhook("/off", "\"kinds\": [\"alerts\"], \"hours\": \"%s\"".formatted(off));
    webhook("/all", "\"kinds\": [\"alerts\"]");
    String vip = alert("live", "gate", "vip", "now()");
    alert("live", "gate", "another", "now()");
    await().atMost(SOON).until(() -> at("/all").size() == 2 && at("/on").size() == 2);
    assertThat(at("/vip")).extracting(Told::id).containsExactly("alerts:" + vip);
    assertThat(at("/full")).isEmpty();
    assertThat(at("/off")).isEmpty();
  }

  @Test
  void whatSomebodyHasSeenToIsNotTakenFurther() throws Exception {
    String members = "\"kinds\": [\"alerts\"], \"after_ms\": 4000, \"entries\": [\"boss\"]";
    Map<?, ?> webhook = webhook("/boss", members);
    String seen = alert("live", "gate", "boss", "now()");
    String open = alert("live", "gate", "boss", "now()");
    String gone = alert("live", "gate", "boss", "now()");
    String hushed = alert("live", "gate", "boss", "now() - interval '1 hour'");
    assertThat(admin.status("POST", "/api/v1/alerts/" + seen + "/acknowledge", null))
        .isEqualTo(200);
    execute("update alerts set retracted = true, written_xid = default where id = '" + gone + "'");
    HttpResponse<String> silence =
        admin.send(
            "POST",
            "/api/v1/silences",
            "{\"site\": \"garage\", \"entry\": \"boss\", \"from\": \"%s\", \"until\": \"%s\"}"
                .formatted(Instant.now().minusSeconds(3_700), Instant.now().minusSeconds(3_500)));
    assertThat(silence.statusCode()).as(silence.body() + hushed).isEqualTo(201);
    await().atMost(SOON).until(() -> deliveries(webhook.get("id")).stream().allMatch(this::isDone));
    assertThat(at("/boss")).extracting(Told::id).containsExactly("alerts:" + open);
    assertThat(deliveries(webhook.get("id")))
        .extracting(one -> one.get("error"))
        .containsExactlyInAnyOrder(null, "Somebody has seen to it.", "Somebody has silenced it.");
  }

  private boolean isDone(Map<String, Object> delivery) {
    return delivery.get("state").equals("done");
  }

  @Test
  void whatIsSilentIsToldToNobodyAndListedAllTheSame() throws Exception {
    webhook("/heard", "\"kinds\": [\"alerts\"], \"entries\": [\"hushed\", \"loud\"]");
    String until = Instant.now().plusSeconds(600).toString();
    HttpResponse<String> silence =
        admin.send(
            "POST",
            "/api/v1/silences",
            "{\"site\": \"garage\", \"entry\": \"hushed\", \"until\": \"%s\"}".formatted(until));
    assertThat(silence.statusCode()).as(silence.body()).isEqualTo(201);
    String hushed = alert("live", "gate", "hushed", "now() + interval '1 second'");
    String loud = alert("live", "gate", "loud", "now() + interval '1 second'");
    await().atMost(SOON).until(() -> !at("/heard").isEmpty());
    assertThat(at("/heard")).extracting(Told::id).containsExactly("alerts:" + loud);
    assertThat(admin.items("/api/v1/alerts?silenced=true"))
        .extracting(one -> one.get("id"))
        .containsExactly(hushed);
    Object id = Json.read(silence.body(), Map.class).get("id");
    assertThat(admin.items("/api/v1/silences?active=true"))
        .extracting(one -> one.get("id"))
        .containsExactly(id);
    assertThat(admin.status("DELETE", "/api/v1/silences/" + id, null)).isEqualTo(204);
    assertThat(admin.items("/api/v1/silences?active=true")).isEmpty();
    assertThat(
            admin.status(
                "POST",
                "/api/v1/silences",
                "{\"site\": \"garage\", \"until\": \"2020-01-01T00:00:00Z\"}"))
        .isEqualTo(400);
  }

  @Test
  void anEntryThatPeopleMadeCoolsDown() throws Exception {
    String made =
        admin
            .send(
                "POST",
                "/api/v1/bolos",
                "{\"site\": \"garage\", \"pattern\": \"XY*\", \"cool_down_ms\": 60000}")
            .body();
    String entry = Json.read(made, Map.class).get("id").toString();
    webhook("/cooled", "\"kinds\": [\"alerts\"], \"entries\": [\"%s\"]".formatted(entry));
    String first = alert("live", "gate", entry, "now()");
    alert("live", "gate", entry, "now() + interval '30 seconds'");
    String last = alert("live", "gate", entry, "now() + interval '90 seconds'");
    await().atMost(SOON).until(() -> at("/cooled").size() == 2);
    assertThat(at("/cooled"))
        .extracting(Told::id)
        .containsExactlyInAnyOrder("alerts:" + first, "alerts:" + last);
  }

  @Test
  void aJobThatDoesNotRunAndRunsAgainIsTold() throws Exception {
    execute(
        """
        insert into runs (run, site, state, layout, job_state, job_seen_at)
        values ('live', 'garage', 'running', '{}', 'failed', now())
        """);
    webhook("/health", "\"kinds\": [\"health\"]");
    await().atMost(SOON).until(() -> !at("/health").isEmpty());
    assertThat(at("/health").get(0).body())
        .contains("\"part\":\"job\"", "\"fine\":false", "failed");
    execute("delete from runs where run = 'live'");
    await().atMost(SOON).until(() -> at("/health").size() == 2);
    assertThat(at("/health").get(1).body()).contains("\"part\":\"job\"", "\"fine\":true");
  }

  @Test
  void aRelayIsAskedByItsAddressAloneAndNotTooLate() throws Exception {
    Map<?, ?> relay =
        webhook(
            "/relay/0?turn=on",
            "\"kinds\": [\"alerts\"], \"entries\": [\"staff\"], \"method\": \"GET\", \"within_ms\": 20000,"
                + " \"api_key\": \"a-key\"");
    alert("live", "gate", "staff", "now() - interval '1 minute'");
    String id = alert("live", "gate", "staff", "now()");
    await().atMost(SOON).until(() -> !at("/relay/0").isEmpty());
    Told told = at("/relay/0").get(0);
    assertThat(List.of(told.method(), told.id(), told.key(), told.body()))
        .containsExactly("GET", "alerts:" + id, "a-key", "");
    await()
        .atMost(SOON)
        .until(
            () ->
                admin.items("/api/v1/webhooks/" + relay.get("id") + "/deliveries?state=dead").size()
                    == 1);
    execute("update alerts set retracted = true, written_xid = default where id = '" + id + "'");
    String next = alert("live", "gate", "staff", "now()");
    await().atMost(SOON).until(() -> at("/relay/0").size() > 1);
    assertThat(at("/relay/0"))
        .as("that something was not so is nothing for a relay")
        .extracting(Told::id)
        .containsExactly("alerts:" + id, "alerts:" + next);
    String own = "/api/v1/webhooks/" + relay.get("id");
    assertThat(admin.get(own).toString()).doesNotContain("a-key");
    assertThat(admin.status("PATCH", own, "{\"url\": \"%s\"}".formatted(url("/other"))))
        .as("a key is not shown to somebody else")
        .isEqualTo(400);
  }

  @Test
  void peopleAreToldByMail() throws Exception {
    webhook("mailto:guard@example.org", "\"kinds\": [\"alerts\"], \"entries\": [\"mailed\"]");
    String id = alert("live", "gate", "mailed", "now()");
    assertThat(MAIL.waitForIncomingEmail(SOON.toMillis(), 1)).isTrue();
    MimeMessage message = MAIL.getReceivedMessages()[0];
    assertThat(message.getSubject()).isEqualTo("[garage] text");
    assertThat(message.getAllRecipients()[0]).hasToString("guard@example.org");
    assertThat(message.getHeader("X-Sightline-Id")).containsExactly("alerts:" + id);
    assertThat(message.getContent().toString())
        .contains("(UTC)", "camera: gate", "plate: ABCD12", "entry: mailed");
  }

  @Test
  void whatCannotBeIsRefusedInWords() throws Exception {
    String there = "\"url\": \"%s\", ".formatted(url("/x"));
    String alerts = there + "\"kinds\": [\"alerts\"], ";
    requireRefused(alerts + "\"hours\": \"always\"", "mon-fri 08:00-18:00");
    requireRefused(alerts + "\"alert_kinds\": [\"boredom\"]", "overstay");
    requireRefused(alerts + "\"entries\": []", "names nothing");
    requireRefused(alerts + "\"after_ms\": -1", "after_ms");
    requireRefused(alerts + "\"method\": \"DELETE\"", "GET");
    requireRefused(alerts + "\"method\": \"GET\"", "within_ms");
    requireRefused(alerts + "\"api_key\": \"a key\"", "api_key");
    requireRefused(there + "\"kinds\": [\"passages\"], \"entries\": [\"x\"]", "about alerts");
    requireRefused(
        there + "\"kinds\": [\"health\"], \"hours\": \"08:00-18:00\"", "whole installation");
    for (String url : List.of("mailto:a@b.c,d@e.f", "mailto:a@b.c?bcc=d@e.f")) {
      requireRefused("\"kinds\": [\"alerts\"], \"url\": \"" + url + "\"", "mailto:NAME@HOST");
    }
  }

  private static void requireRefused(String members, String why) throws Exception {
    requireAnswer("/api/v1/webhooks", members, 400, why);
  }

  private static void requireAnswer(String path, String members, int status, String why)
      throws Exception {
    HttpResponse<String> answer = admin.send("POST", path, "{" + members + "}");
    assertThat(answer.statusCode()).as(members).isEqualTo(status);
    assertThat(answer.body()).as(members).contains(why);
  }

  @Test
  void whatIsMistypedIsNotTakenForAQuietDay() throws Exception {
    String alerts = "\"url\": \"%s\", \"kinds\": [\"alerts\"], ".formatted(url("/slip"));
    String silence =
        "\"site\": \"garage\", \"until\": \"%s\", ".formatted(Instant.now().plusSeconds(3_600));
    String webhooks = "/api/v1/webhooks";
    String silences = "/api/v1/silences";
    requireAnswer(webhooks, alerts + "\"cameras\": [\"gaet\"]", 404, "camera 'gaet'");
    requireAnswer(webhooks, alerts + "\"entries\": [\"vipp\"]", 404, "entry 'vipp'");
    String nobody = UUID.randomUUID().toString();
    requireAnswer(webhooks, alerts + "\"entries\": [\"" + nobody + "\"]", 404, nobody);
    requireAnswer(silences, silence + "\"camera\": \"gaet\"", 404, "camera 'gaet'");
    requireAnswer(silences, silence + "\"entry\": \"vipp\"", 404, "entry 'vipp'");
    requireAnswer(silences, silence + "\"place\": \"P99\"", 404, "spot or zone 'P99'");
  }

  @Test
  void whatAReceiverWasNarrowedToCanBeTakenAway() throws Exception {
    Map<?, ?> made =
        webhook(
            "/wider",
            "\"kinds\": [\"alerts\"], \"site\": \"garage\", \"cameras\": [\"back\"],"
                + " \"entries\": [\"vip\"], \"alert_kinds\": [\"watchlist\"], \"hours\":"
                + " \"mon-sun 00:00-23:59\", \"description\": \"narrow\", \"api_key\": \"k\"");
    String path = "/api/v1/webhooks/" + made.get("id");
    assertThat(admin.status("PATCH", path, "{\"revisions\": true}")).isEqualTo(200);
    assertThat(admin.get(path).get("cameras")).isEqualTo(List.of("back"));
    HttpResponse<String> answer =
        admin.send(
            "PATCH",
            path,
            "{\"site\": null, \"cameras\": null, \"entries\": null, \"alert_kinds\": null,"
                + " \"hours\": null, \"description\": null, \"api_key\": null}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    Map<?, ?> wide = admin.get(path);
    for (String narrowed :
        List.of("site", "cameras", "entries", "alert_kinds", "hours", "description")) {
      assertThat(wide.get(narrowed)).as(narrowed).isNull();
    }
    alert("live", "gate");
    await().atMost(SOON).until(() -> !at("/wider").isEmpty());
    assertThat(at("/wider").get(0).key()).as("no key is shown any more").isNull();
  }

  @Test
  void theBackendOfTheSettingsIsToldWithItsKeyWhereverItIs() throws Exception {
    service.close();
    start(
        Map.of(
            "BACKEND_API_URL", url("/api"),
            "API_KEY", "backend-key",
            "SIGHTLINE_DELIVERIES_ALLOWED_NETWORKS", "10.9.9.0/24"));
    try {
      await()
          .atMost(SOON)
          .until(
              () ->
                  admin.items("/api/v1/webhooks").stream()
                      .anyMatch(one -> "settings".equals(one.get("origin"))));
      String id = alert("live", "gate", "backend", "now()");
      await()
          .atMost(SOON)
          .until(() -> at("/api").stream().anyMatch(one -> one.id().equals("alerts:" + id)));
      assertThat(at("/api")).extracting(Told::key).containsOnly("backend-key");
    } finally {
      service.close();
      serve();
    }
  }
}
