package io.sightline.query.web.v1;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.store.people.UserRows;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Map;

/**
 * A person.
 *
 * @param sites role by site; null for admins, who may do everything everywhere
 * @param provider that says who they are; null for who signs in with a password
 */
record PersonBody(
    @JsonProperty("user_id") long id,
    String username,
    @Schema(nullable = true) String email,
    String role,
    @Schema(nullable = true) Map<String, String> sites,
    @JsonProperty("is_active") boolean active,
    @Schema(nullable = true) String provider,
    @JsonProperty("created_at") Instant createdAt) {

  static PersonBody of(UserRows.User user) {
    return new PersonBody(
        user.id(),
        user.username(),
        user.email(),
        user.role(),
        user.role().equals("admin") ? null : user.grants(),
        user.active(),
        user.issuer(),
        user.createdAt());
  }
}
