package io.sightline.standalone.demo;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.domain.BadInput;
import io.sightline.domain.facts.OccupancyWindow;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.PlateRead;
import io.sightline.domain.json.Json;
import io.sightline.domain.site.Gate;
import io.sightline.renderer.footage.Truth;
import io.sightline.standalone.postgres.Database;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.ledger.LedgerFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.JacksonException;

/**
 * What a run found beside what really happened.
 *
 * @param vehicles times that a vehicle came into a camera's view
 * @param plates different plates that can be read and passed a gate, and how many of them were read
 *     exactly
 * @param stays of those who pass a gate
 */
public record TruthCheck(
    Count vehicles,
    Count entries,
    Count exits,
    Count plates,
    StayCheck stays,
    List<SpotTime> spots,
    EmotionCheck emotions) {

  /** A number that is known and the one that was found. */
  public record Count(long expected, long found) {
    public boolean isExact() {
      return expected == found;
    }
  }

  /** How long a vehicle stood over the middle of a spot. */
  public record SpotTime(
      String id,
      @JsonProperty("expected_ms") long expectedMillis,
      @JsonProperty("found_ms") long foundMillis) {

    /** What coming and going may differ by: a car's middle is not seen. */
    private static final long MOVING_MILLIS = 1_500;

    /** Whether what was found differs by no more than one percent, or 1.5 s. */
    public boolean isClose() {
      long apart = Math.abs(foundMillis - expectedMillis);
      return apart <= Math.max(expectedMillis / 100, expectedMillis == 0 ? 0 : MOVING_MILLIS);
    }
  }

  private static final long HOUR_MILLIS = 3_600_000;

  public static Truth read(Path file) {
    try {
      return Json.read(Files.readString(file), Truth.class);
    } catch (IOException | JacksonException e) {
      throw new BadInput("The truth " + file + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  /**
   * @param run that was made of the footage that the truth is about, finished
   */
  public static TruthCheck of(Truth truth, Database database, String run) {
    return database.address().with(jdbc -> of(truth, jdbc, run));
  }

  private static TruthCheck of(Truth truth, JdbcClient jdbc, String run) {
    List<Passage> passages = LedgerFacts.all(jdbc, FactKinds.PASSAGES, run);
    Map<String, Long> occupied =
        LedgerFacts.all(jdbc, FactKinds.OCCUPANCY_WINDOWS, run).stream()
            .filter(window -> window.scope() == OccupancyWindow.Scope.SPOT)
            .filter(window -> window.windowMillis() == HOUR_MILLIS)
            .collect(
                Collectors.groupingBy(
                    OccupancyWindow::scopeId,
                    Collectors.summingLong(OccupancyWindow::occupiedMillis)));
    Set<String> read =
        LedgerFacts.all(jdbc, FactKinds.PLATE_READS, run).stream()
            .map(PlateRead::text)
            .collect(Collectors.toSet());
    List<String> plates =
        truth.passages().stream()
            .map(Truth.Passage::readable)
            .filter(Objects::nonNull)
            .distinct()
            .sorted()
            .toList();
    List<SpotTime> spots = new ArrayList<>();
    for (Truth.SpotTime spot : truth.spots()) {
      spots.add(
          new SpotTime(spot.id(), spot.occupiedMillis(), occupied.getOrDefault(spot.id(), 0L)));
    }
    return new TruthCheck(
        new Count(truth.vehicles().size(), LedgerFacts.count(jdbc, FactKinds.VEHICLE_TRACKS, run)),
        passages(truth, passages, Gate.Direction.ENTRY),
        passages(truth, passages, Gate.Direction.EXIT),
        new Count(plates.size(), plates.stream().filter(read::contains).count()),
        StayCheck.of(truth, LedgerFacts.all(jdbc, FactKinds.VEHICLE_SESSIONS, run)),
        spots,
        EmotionCheck.of(truth, jdbc, run));
  }

  private static Count passages(Truth truth, List<Passage> found, Gate.Direction direction) {
    String word = direction.name().toLowerCase(Locale.ROOT);
    return new Count(
        truth.passages().stream().filter(one -> one.direction().equals(word)).count(),
        found.stream().filter(one -> one.direction() == direction).count());
  }

  /**
   * Whether all that is counted is right, so is every stay, every spot's time is close, and so are
   * the emotions.
   */
  public boolean holds() {
    return vehicles.isExact()
        && entries.isExact()
        && exits.isExact()
        && plates.isExact()
        && stays.holds()
        && spots.stream().allMatch(SpotTime::isClose)
        && emotions.holds();
  }
}
