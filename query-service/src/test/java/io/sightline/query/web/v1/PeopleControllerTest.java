package io.sightline.query.web.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.query.access.Editor;
import io.sightline.query.failures.Conflict;
import io.sightline.query.paging.Page;
import io.sightline.query.paging.Part;
import io.sightline.query.people.People;
import io.sightline.query.web.Door;
import io.sightline.store.people.UserRows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;

class PeopleControllerTest {
  private final List<String> asked = new ArrayList<>();

  private static UserRows.User user(long id, String username, String role) {
    return new UserRows.User(
        id,
        username,
        username + "@example.org",
        role,
        true,
        null,
        0,
        Instant.parse("2026-03-01T08:00:00Z"),
        new TreeMap<>(Map.of("garage", "clerk", "harbour", "viewer")));
  }

  private final class TestingPeople extends People {
    TestingPeople() {
      super(null, null, null, null, null);
    }

    @Override
    public UserRows.User create(Editor editor, NewPerson person) {
      if (person.username().equals("ada")) {
        throw new Conflict("There is a user 'ada' already; choose another name.");
      }
      asked.add(editor.username() + " " + person);
      return user(7, person.username(), person.role());
    }

    @Override
    public Page<UserRows.User> list(Editor editor, Part part) {
      editor.requireAdmin();
      List<String> after = part.after(1);
      long first = after == null ? 1 : Part.number(after.get(0)) + 1;
      return Page.of(
          LongStream.rangeClosed(first, 3)
              .mapToObj(id -> user(id, "user-" + id, "viewer"))
              .toList(),
          part.most(),
          user -> List.of(Long.toString(user.id())));
    }

    @Override
    public UserRows.User change(Editor editor, long id, Change change) {
      asked.add(editor.username() + " " + id + " " + change);
      return user(id, "nora", "viewer");
    }

    @Override
    public void setPassword(Editor editor, long id, String password) {
      asked.add(editor.username() + " " + id + " " + password);
    }

    @Override
    public void delete(Editor editor, long id) {
      asked.add(editor.username() + " deletes " + id);
    }
  }

  private final Door door = Door.of(new PeopleController(new TestingPeople()));

  @Test
  void aPersonIsAdded() {
    Door.Answer answer =
        door.post(
            "/api/v1/users",
            "{\"username\": \"nora\", \"password\": \"p\", \"role\": \"viewer\","
                + " \"sites\": {\"garage\": \"clerk\"}}");
    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.object())
        .containsEntry("user_id", 7)
        .containsEntry("username", "nora")
        .containsEntry("sites", Map.of("garage", "clerk", "harbour", "viewer"))
        .doesNotContainKey("password");
    assertThat(asked)
        .containsExactly(
            "ada " + new People.NewPerson("nora", null, "p", "viewer", Map.of("garage", "clerk")));
    assertThat(door.post("/api/v1/users", "{\"username\": \"ada\"}").status()).isEqualTo(409);
  }

  @Test
  void anAdminHasNoSitesOfTheirOwn() {
    assertThat(door.post("/api/v1/users", "{\"username\": \"nora\", \"role\": \"admin\"}").object())
        .containsEntry("sites", null);
  }

  @Test
  void peopleAreListedToAdminsPartByPart() {
    Map<String, Object> first = door.get("/api/v1/users?limit=2").object();
    assertThat((List<?>) first.get("items")).hasSize(2);
    Map<String, Object> last =
        door.get("/api/v1/users?limit=2&cursor=" + first.get("next")).object();
    assertThat((List<?>) last.get("items")).hasSize(1);
    assertThat(last.get("next")).isNull();
    Door.Answer refused = door.ask("nora", HttpMethod.GET, "/api/v1/users", null);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.detail()).isEqualTo("Your role does not allow this.");
    for (String wrong : List.of("limit=0", "limit=1001", "cursor=x", "cursor=-1")) {
      assertThat(door.get("/api/v1/users?" + wrong).status()).as(wrong).isEqualTo(400);
    }
  }

  @Test
  void aPersonIsChangedGivenAPasswordAndDeleted() {
    assertThat(
            door.ask(
                    "ada",
                    HttpMethod.PATCH,
                    "/api/v1/users/7",
                    "{\"is_active\": false, \"email\": \"\"}")
                .status())
        .isEqualTo(200);
    assertThat(door.post("/api/v1/users/7/password", "{\"password\": \"pp\"}").status())
        .isEqualTo(204);
    assertThat(door.delete("/api/v1/users/7").status()).isEqualTo(204);
    assertThat(asked)
        .containsExactly(
            "ada 7 " + new People.Change(null, "", null, false, null), "ada 7 pp", "ada deletes 7");
  }
}
