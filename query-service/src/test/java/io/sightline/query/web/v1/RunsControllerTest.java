package io.sightline.query.web.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import io.sightline.query.TestFacts;
import io.sightline.query.UseCases;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Reader;
import io.sightline.query.failures.Conflict;
import io.sightline.query.paging.Page;
import io.sightline.query.paging.Part;
import io.sightline.query.runs.Replays;
import io.sightline.query.runs.Runs;
import io.sightline.query.web.Door;
import io.sightline.store.ledger.LedgerDiff;
import io.sightline.store.runs.RunCatalogue.Run;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunsControllerTest {
  private static final Site GARAGE =
      SiteFile.parse("the site", Path.of("/"), UseCases.GARAGE).site().withoutCredentials();

  private Object asked;

  private static Run run(String name, Site layout) {
    return new Run(
        name,
        "garage",
        "done",
        "live",
        1,
        null,
        Map.of("vehicles", 7),
        TestFacts.EIGHT,
        TestFacts.minute(1),
        null,
        layout);
  }

  private final class TestingRuns extends Runs {
    TestingRuns() {
      super(null, null, null);
    }

    @Override
    public Page<Run> list(Reader reader, String site, Part part) {
      asked = List.of(String.valueOf(site), part);
      return new Page<>(List.of(run("evening", GARAGE)), Optional.of("more"));
    }

    @Override
    public Run find(Reader reader, String run) {
      return run(run, run.equals("asked") ? null : GARAGE);
    }

    @Override
    public LedgerDiff diff(Reader reader, String a, String b, boolean partial) {
      return new LedgerDiff(
          a,
          b,
          false,
          partial,
          Map.of(
              "passages",
              new LedgerDiff.TableDiff(
                  1, 0, 0, List.of(new LedgerDiff.Example("added", null, Map.of("id", "x"))))),
          List.of());
    }
  }

  private final class TestingReplays extends Replays {
    TestingReplays() {
      super(null, null, null, null, null);
    }

    @Override
    public Run request(Editor editor, NewReplay wanted) {
      asked = wanted;
      return run(wanted.run(), null);
    }

    @Override
    public Run end(Editor editor, String run) {
      if (run.equals("live")) {
        throw new Conflict("The live run is no replay; it cannot be deleted.");
      }
      return run(run, null);
    }
  }

  private final Door door = Door.of(new RunsController(new TestingRuns(), new TestingReplays()));

  @Test
  void runsAreListedWithoutTheirLayouts() {
    Map<?, ?> run = (Map<?, ?>) door.get("/api/v1/runs").items().get(0);
    assertThat(asked).isEqualTo(List.of("null", Part.FIRST));
    assertThat(run.keySet().stream().map(Object::toString))
        .containsExactlyInAnyOrder(
            "run",
            "site",
            "state",
            "from_run",
            "progress",
            "error",
            "summary",
            "requested_at",
            "started_at",
            "ended_at");
    assertThat(run.get("requested_at")).isEqualTo("2026-03-01T08:00:00Z");
    assertThat(run.get("ended_at")).isNull();
    assertThat(run.get("summary")).isEqualTo(Map.of("vehicles", 7));
    assertThat(door.get("/api/v1/runs?site=garage&limit=3&cursor=c").object())
        .containsEntry("next", "more");
    assertThat(asked).isEqualTo(List.of("garage", new Part(3, "c")));
    assertThat(door.get("/api/v1/runs?limit=all").status()).isEqualTo(400);
  }

  @Test
  void aRunIsShownWithTheLayoutThatItIsJudgedByWhereThereIsOne() {
    Map<?, ?> layout = (Map<?, ?>) door.get("/api/v1/runs/evening").object().get("layout");
    assertThat(layout.get("site")).isEqualTo("garage");
    assertThat(door.get("/api/v1/runs/asked").object()).doesNotContainKey("layout");
  }

  @Test
  void aReplayIsAskedForInJson() {
    Door.Answer answer =
        door.post(
            "/api/v1/replays",
            """
            {"run": "night", "site": "garage", "layout": {"site": "garage"}, "from_run": "live",
             "from": "2026-03-01T08:00:00Z", "to": "2026-03-01T08:05:00Z",
             "footage": {"gate": "gate.mp4"}, "start": {"gate": "2026-03-01T08:01:00Z"}}
            """);
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.object()).containsEntry("run", "night");
    assertThat(asked)
        .isEqualTo(
            new Replays.NewReplay(
                "night",
                "garage",
                Map.of("site", "garage"),
                "live",
                TestFacts.EIGHT,
                TestFacts.minute(5),
                Map.of("gate", "gate.mp4"),
                Map.of("gate", TestFacts.minute(1))));
    assertThat(door.post("/api/v1/replays", "{\"from\": \"soon\"}").status()).isEqualTo(400);
  }

  @Test
  void aReplayThatIsCancelledOrDeletedIsStillThereForAWhile() {
    Door.Answer cancelled = door.delete("/api/v1/replays/going");
    assertThat(cancelled.status()).isEqualTo(202);
    assertThat(cancelled.object()).containsEntry("run", "going");
    Door.Answer live = door.delete("/api/v1/replays/live");
    assertThat(live.status()).isEqualTo(409);
    assertThat(live.detail()).contains("no replay");
  }

  @Test
  void twoRunsAreComparedTableByTable() {
    Map<String, Object> diff = door.get("/api/v1/runs/evening/diff/night").object();
    assertThat(diff).containsEntry("a", "evening").containsEntry("b", "night");
    assertThat(diff).containsEntry("equal", false);
    Map<?, ?> passages = (Map<?, ?>) ((Map<?, ?>) diff.get("tables")).get("passages");
    assertThat(passages.get("added")).isEqualTo(1);
    assertThat(diff).doesNotContainKey("partial");
    assertThat(door.get("/api/v1/runs/evening/diff/night?partial=true").object())
        .containsEntry("partial", true);
  }
}
