package io.sightline.query.web.v1;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.query.access.Editor;
import io.sightline.query.paging.Part;
import io.sightline.query.people.People;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The people who may sign in, for admins. */
@RestController
@RequestMapping("/api/v1/users")
@Tag(name = "access", description = "Signing in, and the people who may")
class PeopleController {
  private final People people;

  PeopleController(People people) {
    this.people = people;
  }

  record NewUser(
      String username, String email, String password, String role, Map<String, String> sites) {}

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(
      operationId = "createUser",
      summary = "Adds a person; sites gives a role by site to those who are no admins")
  @ApiResponse(responseCode = "409", description = "Somebody has this name or address")
  PersonBody create(@RequestBody NewUser user, Editor editor) {
    return PersonBody.of(
        people.create(
            editor,
            new People.NewPerson(
                user.username(), user.email(), user.password(), user.role(), user.sites())));
  }

  @GetMapping
  @Operation(operationId = "listUsers", summary = "The people who may sign in, oldest first")
  PageBody<PersonBody> list(
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor,
      Editor editor) {
    return PageBody.of(people.list(editor, new Part(limit, cursor)), PersonBody::of);
  }

  @GetMapping("/{user_id}")
  @Operation(operationId = "getUser", summary = "A person")
  PersonBody get(@PathVariable("user_id") long id, Editor editor) {
    return PersonBody.of(people.find(editor, id));
  }

  record UserChange(
      String username,
      String email,
      String role,
      @JsonProperty("is_active") Boolean active,
      Map<String, String> sites) {}

  @PatchMapping("/{user_id}")
  @Operation(
      operationId = "changeUser",
      summary =
          "Changes a person; what is left out stays, sites replaces all grants, an empty email is"
              + " none. Who is made inactive has no tokens and no keys any more")
  @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
  @ApiResponse(responseCode = "409", description = "Somebody has this name or address")
  PersonBody change(
      @PathVariable("user_id") long id, @RequestBody UserChange change, Editor editor) {
    return PersonBody.of(
        people.change(
            editor,
            id,
            new People.Change(
                change.username(),
                change.email(),
                change.role(),
                change.active(),
                change.sites())));
  }

  record NewPassword(String password) {}

  @PostMapping("/{user_id}/password")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(
      operationId = "setUserPassword",
      summary = "Gives a person another password; all their tokens end")
  void setPassword(
      @PathVariable("user_id") long id, @RequestBody NewPassword wanted, Editor editor) {
    people.setPassword(editor, id, wanted.password());
  }

  @PostMapping("/{user_id}/sign-out-everywhere")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(
      operationId = "signUserOutEverywhere",
      summary = "Ends all tokens of a person, and what listens with them; keys stay")
  void signOutEverywhere(@PathVariable("user_id") long id, Editor editor) {
    people.signOutEverywhere(editor, id);
  }

  @DeleteMapping("/{user_id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(
      operationId = "deleteUser",
      summary = "Deletes a person; what they did stays, without their name")
  @ApiResponse(responseCode = "409", description = "It is the last admin who may sign in")
  void delete(@PathVariable("user_id") long id, Editor editor) {
    people.delete(editor, id);
  }
}
