package io.sightline.domain.licence;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;

/**
 * What somebody may use.
 *
 * @param id tells it from others
 * @param to whom it was given
 * @param features sorted
 * @param cameras most of them; null for any number
 * @param expiresAt null for never
 */
public record Licence(
    String id,
    String to,
    List<String> features,
    Integer cameras,
    @JsonProperty("expires_at") Instant expiresAt) {
  public Licence {
    features = features == null ? List.of() : features.stream().sorted().distinct().toList();
  }

  public boolean isOver(Instant now) {
    return expiresAt != null && !now.isBefore(expiresAt);
  }
}
