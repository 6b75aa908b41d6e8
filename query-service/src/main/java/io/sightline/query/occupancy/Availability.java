package io.sightline.query.occupancy;

import io.sightline.domain.settings.Settings;
import io.sightline.query.failures.NotFound;
import io.sightline.store.occupancy.SpotRows;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** How many spots are free, of the sites that tell everybody. */
@Component
public class Availability {
  /** However many ask, a site is counted no more often. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final SpotRows spots;
  private final Clock clock;
  private final Set<String> told;
  private final Map<String, Counts> known = new ConcurrentHashMap<>();

  @Autowired
  protected Availability(SpotRows spots, Settings settings) {
    this(spots, settings, Clock.systemUTC());
  }

  Availability(SpotRows spots, Settings settings, Clock clock) {
    this.spots = spots;
    this.clock = clock;
    String sites = settings.get(Settings.AVAILABILITY_SITES);
    this.told =
        sites == null
            ? Set.of()
            : Arrays.stream(sites.split(","))
                .map(String::strip)
                .filter(site -> !site.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * How a site's spots are.
   *
   * @param at when they were counted
   */
  public record Counts(String site, Instant at, long free, long occupied, long unknown) {
    public long capacity() {
      return free + occupied + unknown;
    }
  }

  /**
   * @throws NotFound when the site does not tell everybody, or is not there
   */
  public Counts of(String site) {
    if (!told.contains(site)) {
      throw new NotFound("A site '" + site + "' that tells everybody");
    }
    Instant now = clock.instant();
    return known.compute(
        site,
        (id, before) ->
            before != null && Duration.between(before.at(), now).compareTo(FRESH) < 0
                ? before
                : count(id, now));
  }

  private Counts count(String site, Instant now) {
    Map<String, Long> counts = spots.counts(List.of(site));
    long free = counts.getOrDefault("free", 0L);
    long occupied = counts.getOrDefault("occupied", 0L);
    long unknown = counts.getOrDefault("unknown", 0L);
    if (free + occupied + unknown == 0) {
      throw new NotFound("A site '" + site + "' that has spots");
    }
    // What nobody watches now is not known now.
    return spots.isLive()
        ? new Counts(site, now, free, occupied, unknown)
        : new Counts(site, now, 0, 0, free + occupied + unknown);
  }
}
