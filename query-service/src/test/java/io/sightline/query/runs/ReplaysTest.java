package io.sightline.query.runs;

import static io.sightline.query.TestFacts.EIGHT;
import static io.sightline.query.TestFacts.gap;
import static io.sightline.query.TestFacts.minute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.domain.runs.ReplayRequest;
import io.sightline.domain.site.Privacy;
import io.sightline.domain.site.SiteDocument;
import io.sightline.domain.site.SiteFile;
import io.sightline.query.UseCases;
import io.sightline.query.failures.Conflict;
import io.sightline.query.failures.NotFound;
import io.sightline.query.failures.Refused;
import io.sightline.query.runs.Replays.NewReplay;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.holds.Holds;
import io.sightline.store.runs.RunCatalogue.Run;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplaysTest {
  @TempDir Path folder;
  private UseCases service;
  private Replays replays;
  private Runs runs;

  @BeforeEach
  void start() {
    service = UseCases.start(folder);
    replays = service.get(Replays.class);
    runs = service.get(Runs.class);
    run("live", "", "running");
    run("evening", "garage", "done");
    run("going", "garage", "running");
    run("tide", "harbour", "done");
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private void run(String run, String site, String state) {
    service
        .jdbc()
        .sql("insert into runs (run, site, state, layout) values (?, ?, ?, '{}')")
        .params(run, site, state)
        .update();
  }

  private static NewReplay ofRun(String run, String site, String from) {
    return new NewReplay(run, site, null, from, null, null, null, null);
  }

  private static NewReplay ofLive(String run, Instant from, Instant to) {
    return new NewReplay(run, "garage", null, "live", from, to, null, null);
  }

  private static NewReplay ofFootage(String run, String site) {
    return new NewReplay(
        run, site, null, null, null, null, Map.of("gate", "gate.mp4"), Map.of("gate", EIGHT));
  }

  private static NewReplay whatIf(String run, Map<String, Object> layout, String from) {
    return new NewReplay(run, "garage", layout, from, EIGHT, minute(1), null, null);
  }

  private static Map<String, Object> layout(String file) {
    return SiteDocument.of(SiteFile.parse("the site", Path.of("/"), file).site());
  }

  private Run request(String username, NewReplay wanted) {
    return replays.request(service.editor(username), wanted);
  }

  private ReplayRequest stored(String run) {
    return Json.read(
        service
            .jdbc()
            .sql("select request::text from runs where run = ?")
            .param(run)
            .query(String.class)
            .single(),
        ReplayRequest.class);
  }

  @Test
  void aClerkAsksForAReplayOfTheirSite() {
    Run run = request(UseCases.CLERK, ofRun("night", "garage", "evening"));
    assertThat(run.state()).isEqualTo("requested");
    assertThat(run.fromRun()).isEqualTo("evening");
    assertThat(run.site()).isEqualTo("garage");
    assertThat(stored("night").fromRun()).isEqualTo("evening");
    assertThat(stored("night").site()).contains("\"A1\"").doesNotContain("canary");
    assertThat(service.audited()).containsExactly("clara request-replay night done 10.1.2.3");
  }

  @Test
  void aViewerDoesNotAndAnotherSiteIsNotThere() {
    assertThatThrownBy(() -> request(UseCases.VIEWER, ofRun("night", "garage", "evening")))
        .isInstanceOf(NotFound.class);
    assertThatThrownBy(() -> request(UseCases.CLERK, ofRun("night", "harbour", "tide")))
        .isInstanceOf(NotFound.class);
    assertThatThrownBy(() -> request(UseCases.CLERK, ofRun("night", "garage", "tide")))
        .isInstanceOf(NotFound.class)
        .hasMessageStartingWith("The run 'tide'");
    assertThatThrownBy(() -> request(UseCases.ADMIN, ofRun("night", "garage", "tide")))
        .isInstanceOf(NotFound.class)
        .hasMessageStartingWith("A run 'tide' of this site");
    assertThat(service.audited()).isEmpty();
  }

  @Test
  void aNameIsARunsOnce() {
    assertThatThrownBy(() -> request(UseCases.CLERK, ofRun("evening", "garage", "evening")))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("choose another name, or delete it first");
    for (String name : new String[] {null, "live", "a b", "../x"}) {
      assertThatThrownBy(() -> request(UseCases.CLERK, ofRun(name, "garage", "evening")))
          .as(name)
          .isInstanceOf(BadInput.class);
    }
  }

  @Test
  void aReplayHasOneSourceThatIsDone() {
    assertThatThrownBy(() -> request(UseCases.CLERK, ofRun("night", null, "evening")))
        .hasMessageStartingWith("`site` is missing");
    assertThatThrownBy(() -> request(UseCases.CLERK, ofRun("night", "garage", null)))
        .isInstanceOf(BadInput.class)
        .hasMessage("Give either `from_run` or `footage`.");
    NewReplay both =
        new NewReplay(
            "night", "garage", null, "evening", null, null, Map.of("gate", "x.mp4"), null);
    assertThatThrownBy(() -> request(UseCases.ADMIN, both)).isInstanceOf(BadInput.class);
    assertThatThrownBy(() -> request(UseCases.CLERK, ofRun("night", "garage", "going")))
        .isInstanceOf(Conflict.class)
        .hasMessageStartingWith("The run 'going' is not finished: ");
  }

  @Test
  void ofTheLiveRunAPartIsTaken() {
    Run run = request(UseCases.CLERK, ofLive("part", EIGHT, minute(5)));
    assertThat(run.fromRun()).isEqualTo("live");
    assertThat(stored("part").to()).isEqualTo(minute(5));
    assertThatThrownBy(() -> request(UseCases.CLERK, ofLive("other", EIGHT, null)))
        .hasMessageStartingWith("The live run goes on");
    assertThatThrownBy(() -> request(UseCases.CLERK, ofLive("other", minute(5), EIGHT)))
        .hasMessage("`to` must lie after `from`.");
  }

  @Test
  void footageIsForAdminsSinceItIsOfAllSites() {
    assertThatThrownBy(() -> request(UseCases.CLERK, ofFootage("film", "garage")))
        .isInstanceOf(Refused.class);
    Run run = request(UseCases.ADMIN, ofFootage("film", "garage"));
    assertThat(run.fromRun()).isNull();
    assertThat(stored("film").footage()).isEqualTo(Map.of("gate", "gate.mp4"));
    assertThat(stored("film").start()).isEqualTo(Map.of("gate", EIGHT));
  }

  @Test
  void aWhatIfIsJudgedByALayoutOfTheSameSiteAndItsOwnCameras() {
    String redrawn = UseCases.GARAGE.replace("A1", "Z9").replace("viewer:canary-4711@", "");
    request(UseCases.CLERK, whatIf("what-if", layout(redrawn), "evening"));
    assertThat(stored("what-if").site()).contains("Z9");
    service.addSite(UseCases.GARAGE + "privacy: {plates: pseudonym, min-people: 5}\n");
    Map<String, Object> lax = layout(redrawn + "privacy: {plates: clear, min-people: 1}\n");
    request(UseCases.ADMIN, whatIf("lax", lax, "evening"));
    request(UseCases.CLERK, whatIf("silent", layout(redrawn), "evening"));
    for (String run : List.of("lax", "silent")) {
      Privacy privacy = SiteFile.parse("stored", Path.of("/"), stored(run).site()).site().privacy();
      assertThat(privacy.plates())
          .as("what is kept of people is the site's to say")
          .isEqualTo(Privacy.Plates.PSEUDONYM);
      assertThat(privacy.minPeople()).isEqualTo(5);
    }
    assertThatThrownBy(
            () -> request(UseCases.CLERK, whatIf("other", layout(UseCases.HARBOUR), "evening")))
        .isInstanceOf(BadInput.class)
        .hasMessage("`layout` is of another site than `site`.");
    Map<String, Object> stolen = layout(redrawn.replace("id: deck", "id: quay"));
    assertThatThrownBy(() -> request(UseCases.CLERK, whatIf("other", stolen, "evening")))
        .isInstanceOf(NotFound.class)
        .hasMessageStartingWith("A camera 'quay' of this site");
    // Of the live run a camera must be the site's now; of a replay it may be gone since.
    Map<String, Object> gone = layout(redrawn.replace("id: deck", "id: ghost"));
    assertThatThrownBy(() -> request(UseCases.CLERK, whatIf("other", gone, "live")))
        .isInstanceOf(NotFound.class);
    request(UseCases.CLERK, whatIf("other", gone, "evening"));
  }

  @Test
  void aReplayThatGoesOnIsCancelledAndOneThatNobodyBeganEndsAtOnce() {
    Run going = replays.end(service.editor(UseCases.CLERK), "going");
    assertThat(going.state()).isEqualTo("running");
    assertThat(
            service
                .jdbc()
                .sql("select cancel_requested from runs where run = 'going'")
                .query(Boolean.class)
                .single())
        .isTrue();
    request(UseCases.CLERK, ofRun("night", "garage", "evening"));
    Run night = replays.end(service.editor(UseCases.CLERK), "night");
    assertThat(night.state()).isEqualTo("cancelled");
    assertThat(night.endedAt()).isNotNull();
    assertThat(service.audited()).first().isEqualTo("clara cancel-replay night done 10.1.2.3");
  }

  @Test
  void aReplayThatHasEndedIsMarkedToBeDeletedAtOnceHoweverLargeItIs() {
    for (int again = 0; again < 2; again++) {
      Run evening = replays.end(service.editor(UseCases.CLERK), "evening");
      assertThat(evening.state()).isEqualTo("deleting");
      assertThat(evening.progress()).isZero();
    }
    assertThat(service.audited()).containsExactly("clara delete-replay evening done 10.1.2.3");
    assertThatThrownBy(() -> request(UseCases.CLERK, ofRun("other", "garage", "evening")))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("is being deleted");
    assertThatThrownBy(() -> request(UseCases.CLERK, ofLive("evening", EIGHT, minute(5))))
        .as("its name is still taken")
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("already");
    Instant far = Instant.parse("+999999999-01-01T00:00:00Z");
    assertThatThrownBy(() -> request(UseCases.CLERK, ofLive("far", EIGHT, far)))
        .isInstanceOf(BadInput.class)
        .hasMessage("`to` must be a time from the year 1900 to 2999.");
    Instant tomorrow = Instant.now().plusSeconds(86_400);
    assertThatThrownBy(() -> request(UseCases.CLERK, ofLive("far", EIGHT, tomorrow)))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("`to` lies in the future");
  }

  @Test
  void aReplayOfWhichSomethingIsHeldStays() {
    service.store(FactKinds.CAMERA_GAPS, "evening", gap("garage", "gate", 1));
    new Holds(service.jdbc())
        .add("garage", null, EIGHT.minusSeconds(60), EIGHT.plusSeconds(600), "Case 12", "ada");
    assertThatThrownBy(() -> replays.end(service.editor(UseCases.CLERK), "evening"))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("is held (Case 12)");
    assertThat(runs.find(service.reader(UseCases.ADMIN), "evening").isDone()).isTrue();
  }

  @Test
  void nobodyEndsTheLiveRunOrAnotherSitesAndViewersEndNone() {
    assertThatThrownBy(() -> replays.end(service.editor(UseCases.ADMIN), "live"))
        .isInstanceOf(Conflict.class);
    assertThatThrownBy(() -> replays.end(service.editor(UseCases.CLERK), "tide"))
        .isInstanceOf(NotFound.class);
    assertThatThrownBy(() -> replays.end(service.editor(UseCases.VIEWER), "evening"))
        .isInstanceOf(NotFound.class);
    assertThat(runs.find(service.reader(UseCases.ADMIN), "evening").isDone()).isTrue();
    assertThat(service.audited()).isEmpty();
  }
}
