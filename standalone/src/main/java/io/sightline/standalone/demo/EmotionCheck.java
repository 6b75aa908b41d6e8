package io.sightline.standalone.demo;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.domain.BadInput;
import io.sightline.domain.observations.FaceSighting;
import io.sightline.domain.observations.LabelScore;
import io.sightline.domain.observations.ObservationLog;
import io.sightline.domain.observations.Observations;
import io.sightline.renderer.footage.Truth;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The emotions that a run saw beside those that the faces had.
 *
 * @param frames analysed frames in which somebody stands before a camera
 * @param right those of them in which the surest face's strongest emotion is the true one
 * @param minutes each minute of the footage in which somebody stands there
 */
public record EmotionCheck(long frames, long right, List<Minute> minutes) {
  private static final long MINUTE_MILLIS = 60_000;
  private static final double LEAST_RIGHT = 0.85;

  /**
   * @param at its start
   * @param expected share of the time by emotion, 0 to 1
   * @param found share of the faces by strongest emotion, 0 to 1
   */
  public record Minute(Instant at, Map<String, Double> expected, Map<String, Double> found) {
    /** Shares are stored in ten thousandths. */
    private static final double SHARES = 10_000;

    private static final long MOST_APART = 1_000;

    /** The largest difference of a share, 0 to 1. */
    @JsonProperty(value = "apart", access = JsonProperty.Access.READ_ONLY)
    public double apart() {
      Set<String> emotions = new HashSet<>(expected.keySet());
      emotions.addAll(found.keySet());
      return emotions.stream()
          .mapToDouble(
              emotion ->
                  Math.abs(expected.getOrDefault(emotion, 0.0) - found.getOrDefault(emotion, 0.0)))
          .max()
          .orElse(0);
    }

    /** Whether each emotion's share differs by no more than ten points. */
    public boolean isClose() {
      return Math.round(apart() * SHARES) <= MOST_APART;
    }
  }

  static EmotionCheck of(Truth truth, Connection connection, String run) throws SQLException {
    List<String> cameras =
        truth.emotions().stream().map(Truth.Expression::camera).distinct().toList();
    long frames = 0;
    long right = 0;
    List<Minute> minutes = new ArrayList<>();
    for (String camera : cameras) {
      for (Observations seen : observations(connection, run, camera)) {
        String expected =
            at(truth, camera, seen.frame().capturedAtMillis() - truth.start().toEpochMilli());
        if (expected != null) {
          frames++;
          right += shows(seen, expected) ? 1 : 0;
        }
      }
      Map<Instant, Map<String, Double>> found = windows(connection, run, camera);
      for (long from = 0; from < truth.durationMillis(); from += MINUTE_MILLIS) {
        Map<String, Double> shares = shares(truth, camera, from);
        if (!shares.isEmpty()) {
          Instant at = truth.start().plusMillis(from);
          minutes.add(new Minute(at, shares, found.getOrDefault(at, Map.of())));
        }
      }
    }
    return new EmotionCheck(frames, right, minutes);
  }

  /** The expression of whoever stands before a camera; null when nobody does. */
  private static String at(Truth truth, String camera, long millis) {
    return truth.emotions().stream()
        .filter(one -> one.camera().equals(camera))
        .filter(one -> one.fromMillis() <= millis && millis < one.toMillis())
        .map(Truth.Expression::emotion)
        .findFirst()
        .orElse(null);
  }

  private static boolean shows(Observations seen, String expected) {
    return seen.faces().stream()
        .max(Comparator.comparing(FaceSighting::score))
        .flatMap(face -> face.emotions().stream().findFirst())
        .map(LabelScore::label)
        .filter(expected::equals)
        .isPresent();
  }

  private static List<Observations> observations(Connection connection, String run, String camera)
      throws SQLException {
    List<Observations> all = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select payload from observations where run = ? and camera = ? order by at")) {
      statement.setString(1, run);
      statement.setString(2, camera);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          all.addAll(ObservationLog.decode(rows.getBytes(1)));
        }
      }
    } catch (IOException e) {
      throw new BadInput("The observations of " + camera + " cannot be read: " + e.getMessage(), e);
    }
    return all;
  }

  private static Map<Instant, Map<String, Double>> windows(
      Connection connection, String run, String camera) throws SQLException {
    Map<Instant, Map<String, Double>> windows = new HashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select w.starts_at, d.key, d.value::float8 from emotion_windows w"
                + " cross join lateral jsonb_each_text(w.distribution) d where w.run = ?"
                + " and scope = 'camera' and scope_id = ? and window_ms = ? and final"
                + " and not retracted")) {
      statement.setString(1, run);
      statement.setString(2, camera);
      statement.setLong(3, MINUTE_MILLIS);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          windows
              .computeIfAbsent(rows.getTimestamp(1).toInstant(), at -> new TreeMap<>())
              .put(rows.getString(2), rows.getDouble(3));
        }
      }
    }
    return windows;
  }

  /** Shares of the time in a minute that somebody stands there. */
  private static Map<String, Double> shares(Truth truth, String camera, long from) {
    Map<String, Double> millis = new TreeMap<>();
    for (Truth.Expression one : truth.emotions()) {
      long within =
          Math.min(one.toMillis(), from + MINUTE_MILLIS) - Math.max(one.fromMillis(), from);
      if (one.camera().equals(camera) && within > 0) {
        millis.merge(one.emotion(), (double) within, Double::sum);
      }
    }
    double sum = millis.values().stream().mapToDouble(Double::doubleValue).sum();
    millis.replaceAll((emotion, time) -> time / sum);
    return millis;
  }

  /** Whether enough frames are right and every minute's shares are close. */
  public boolean holds() {
    return right >= LEAST_RIGHT * frames && minutes.stream().allMatch(Minute::isClose);
  }
}
