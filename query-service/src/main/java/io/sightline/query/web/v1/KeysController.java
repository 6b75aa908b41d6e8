package io.sightline.query.web.v1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Reader;
import io.sightline.query.paging.Part;
import io.sightline.query.people.Keys;
import io.sightline.store.people.KeyRows;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Keys of people's programs. */
@RestController
@RequestMapping("/api/v1/keys")
@Tag(name = "access", description = "Signing in, and the people who may")
class KeysController {
  private final Keys keys;

  KeysController(Keys keys) {
    this.keys = keys;
  }

  /**
   * A key.
   *
   * @param text of the key, told only when it is made
   * @param lastUsedAt to the minute or so; null for never
   */
  record KeyBody(
      @JsonProperty("key_id") long id,
      @JsonProperty("key") @JsonInclude(JsonInclude.Include.NON_NULL) String text,
      String name,
      @JsonProperty("user_id") long userId,
      String username,
      Set<String> scopes,
      @JsonProperty("created_at") Instant createdAt,
      @Schema(nullable = true) @JsonProperty("expires_at") Instant expiresAt,
      @Schema(nullable = true) @JsonProperty("last_used_at") Instant lastUsedAt) {
    static KeyBody of(KeyRows.Key key, String text) {
      return new KeyBody(
          key.id(),
          text,
          key.name(),
          key.userId(),
          key.username(),
          key.scopes(),
          key.createdAt(),
          key.expiresAt(),
          key.lastUsedAt());
    }
  }

  /**
   * A key to be.
   *
   * @param expires null for never
   */
  record NewKey(String name, List<String> scopes, Instant expires) {}

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(
      operationId = "createKey",
      summary =
          "Makes a key for one's programs, of the scopes read, write, predict, admin and metrics; it is"
              + " shown only now, and sent as X-API-Key or as a bearer token")
  KeyBody create(@RequestBody NewKey key, Editor editor) {
    Keys.Made made = keys.make(editor, key.name(), key.scopes(), key.expires());
    return KeyBody.of(made.key(), made.text());
  }

  @GetMapping
  @Operation(
      operationId = "listKeys",
      summary = "One's own keys, oldest first; everybody's where an admin asks with all=true")
  PageBody<KeyBody> list(
      @RequestParam(defaultValue = "false") boolean all,
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor,
      Reader reader) {
    return PageBody.of(
        keys.list(reader, all, new Part(limit, cursor)), key -> KeyBody.of(key, null));
  }

  @DeleteMapping("/{key_id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(
      operationId = "deleteKey",
      summary = "Ends a key, one's own or, for admins, anybody's, and what listens with it")
  void delete(@PathVariable("key_id") long id, Editor editor) {
    keys.delete(editor, id);
  }
}
