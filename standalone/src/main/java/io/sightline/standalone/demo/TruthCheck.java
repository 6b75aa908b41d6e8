package io.sightline.standalone.demo;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.renderer.footage.Truth;
import io.sightline.standalone.runs.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;

/**
 * What a run found beside what really happened.
 *
 * @param vehicles times that a vehicle came into a camera's view
 * @param plates different plates that passed a gate, and how many of them were read exactly
 */
public record TruthCheck(
    Count vehicles,
    Count entries,
    Count exits,
    Count plates,
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

    /** Whether what was found differs by no more than one percent. */
    public boolean isClose() {
      return 100 * Math.abs(foundMillis - expectedMillis) <= expectedMillis;
    }
  }

  private static final String LEDGER = " where run = ? and final and not retracted";

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
  public static TruthCheck of(Truth truth, Database database, String run) throws SQLException {
    try (Connection connection = database.connect()) {
      Map<String, Long> passages =
          numbers(
              connection, "select direction, count(*) from passages" + LEDGER + " group by 1", run);
      Map<String, Long> occupied =
          numbers(
              connection,
              "select scope_id, sum(occupied_ms) from occupancy_windows"
                  + LEDGER
                  + " and scope = 'spot' and window_ms = 60000 group by 1",
              run);
      Map<String, Long> read =
          numbers(
              connection, "select text, count(*) from plate_reads" + LEDGER + " group by 1", run);
      long tracks =
          numbers(connection, "select 'all', count(*) from vehicle_tracks" + LEDGER, run)
              .get("all");
      List<String> plates =
          truth.passages().stream().map(Truth.Passage::plate).distinct().sorted().toList();
      List<SpotTime> spots = new ArrayList<>();
      for (Truth.SpotTime spot : truth.spots()) {
        spots.add(
            new SpotTime(spot.id(), spot.occupiedMillis(), occupied.getOrDefault(spot.id(), 0L)));
      }
      return new TruthCheck(
          new Count(truth.vehicles().size(), tracks),
          passages(truth, passages, "entry"),
          passages(truth, passages, "exit"),
          new Count(plates.size(), plates.stream().filter(read::containsKey).count()),
          spots,
          EmotionCheck.of(truth, connection, run));
    }
  }

  private static Count passages(Truth truth, Map<String, Long> found, String direction) {
    long expected =
        truth.passages().stream().filter(one -> one.direction().equals(direction)).count();
    return new Count(expected, found.getOrDefault(direction, 0L));
  }

  private static Map<String, Long> numbers(Connection connection, String sql, String run)
      throws SQLException {
    Map<String, Long> numbers = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, run);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          numbers.put(rows.getString(1), rows.getLong(2));
        }
      }
    }
    return numbers;
  }

  /** Whether all that is counted is right, every spot's time is close, and so are the emotions. */
  public boolean holds() {
    return vehicles.isExact()
        && entries.isExact()
        && exits.isExact()
        && plates.isExact()
        && spots.stream().allMatch(SpotTime::isClose)
        && emotions.holds();
  }
}
