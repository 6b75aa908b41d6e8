package io.sightline.query.web.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.query.TestFacts;
import io.sightline.query.access.Editor;
import io.sightline.query.failures.NotFound;
import io.sightline.query.paging.Page;
import io.sightline.query.paging.Part;
import io.sightline.query.retention.SiteHolds;
import io.sightline.query.web.Door;
import io.sightline.store.holds.Holds.Hold;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HoldsControllerTest {
  private static final class TestingHolds extends SiteHolds {
    TestingHolds() {
      super(null, null, null);
    }

    @Override
    public Page<Hold> list(Editor editor, String site, Part part) {
      return new Page<>(
          List.of(make(editor, site, null, TestFacts.EIGHT, TestFacts.minute(5), "Case 12")),
          Optional.empty());
    }

    @Override
    public Hold make(
        Editor editor, String site, String kind, Instant from, Instant to, String reason) {
      return new Hold(7, site, kind, from, to, reason, "ada", TestFacts.EIGHT);
    }

    @Override
    public void release(Editor editor, String site, long id) {
      if (id != 7) {
        throw new NotFound("The hold " + id);
      }
    }
  }

  private final Door door = Door.of(new HoldsController(new TestingHolds()));

  @Test
  void holdsAreMadeListedAndReleased() {
    Door.Answer made =
        door.post(
            "/api/v1/sites/garage/holds",
            """
            {"kind": "passages", "from": "2026-03-01T08:00:00Z", "to": "2026-03-01T08:05:00Z",
             "reason": "Case 12"}
            """);
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.object())
        .containsEntry("id", 7)
        .containsEntry("site", "garage")
        .containsEntry("kind", "passages")
        .containsEntry("from", "2026-03-01T08:00:00Z")
        .containsEntry("to", "2026-03-01T08:05:00Z")
        .containsEntry("made_by", "ada");
    Map<?, ?> listed = (Map<?, ?>) door.get("/api/v1/sites/garage/holds").items().get(0);
    assertThat(listed.get("reason")).isEqualTo("Case 12");
    assertThat(door.delete("/api/v1/sites/garage/holds/7").status()).isEqualTo(204);
    assertThat(door.delete("/api/v1/sites/garage/holds/8").status()).isEqualTo(404);
    assertThat(door.delete("/api/v1/sites/garage/holds/x").status()).isEqualTo(400);
  }
}
