package io.sightline.domain.site;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a site treats what concerns people.
 *
 * @param keep how long what is stored is kept; null where the installation's settings say
 * @param keepOf the same by kind of fact, for kinds that are kept for another time
 * @param minPeople statistics over fewer people are not shown
 */
public record Privacy(
    Plates plates,
    Duration keep,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Duration> keepOf,
    int minPeople)
    implements Serializable {
  public static final Privacy DEFAULT = new Privacy(Plates.CLEAR, null, Map.of(), 1);

  /** What may be kept for a time of its own: observations, and each kind of fact by its table. */
  public static final List<String> KINDS =
      List.of(
          "observations",
          "alerts",
          "camera_gaps",
          "dwell_times",
          "emotion_segments",
          "emotion_windows",
          "footage_times",
          "inside_counts",
          "occupancy_windows",
          "passages",
          "plate_reads",
          "poison_records",
          "spot_stays",
          "spot_transitions",
          "vehicle_sessions",
          "vehicle_tracks");

  /** How plates stand in the facts. */
  public enum Plates {
    CLEAR,
    PSEUDONYM
  }

  /** What stands for nothing is not written, and comes as null. */
  public Privacy {
    keepOf = keepOf == null ? Map.of() : Map.copyOf(keepOf);
  }

  /**
   * How long what is stored of a kind is kept.
   *
   * @param kind one of {@link #KINDS}
   * @param otherwise where the site does not say; null for ever
   * @return empty for ever
   */
  public Optional<Duration> keep(String kind, Duration otherwise) {
    Duration own = keepOf.getOrDefault(kind, keep);
    return Optional.ofNullable(own == null ? otherwise : own);
  }
}
