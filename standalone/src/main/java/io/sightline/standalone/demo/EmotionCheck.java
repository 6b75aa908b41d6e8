package io.sightline.standalone.demo;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.domain.facts.EmotionSegment;
import io.sightline.domain.facts.EmotionWindow;
import io.sightline.domain.observations.FaceSighting;
import io.sightline.domain.observations.LabelScore;
import io.sightline.domain.observations.Observations;
import io.sightline.renderer.footage.Truth;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.ledger.LedgerFacts;
import io.sightline.store.observations.ObservationRows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The emotions that a run saw beside those that the faces had.
 *
 * @param frames analysed frames in which somebody stands before a camera
 * @param right those of them in which the surest face's strongest emotion is the true one
 * @param millis how long somebody stands there
 * @param rightMillis for how long of that a segment says the true emotion
 * @param minutes each minute of the footage in which somebody stands there
 */
public record EmotionCheck(
    long frames,
    long right,
    @JsonProperty("time_ms") long millis,
    @JsonProperty("right_ms") long rightMillis,
    List<Minute> minutes) {
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

  static EmotionCheck of(Truth truth, JdbcClient jdbc, String run) {
    List<String> cameras =
        truth.emotions().stream().map(Truth.Expression::camera).distinct().toList();
    long frames = 0;
    long right = 0;
    long millis = 0;
    long rightMillis = 0;
    List<Minute> minutes = new ArrayList<>();
    List<EmotionSegment> told = LedgerFacts.all(jdbc, FactKinds.EMOTION_SEGMENTS, run);
    for (Truth.Expression one : truth.emotions()) {
      millis += one.toMillis() - one.fromMillis();
      rightMillis += right(one, told, truth.start().toEpochMilli());
    }
    for (String camera : cameras) {
      for (Observations seen : new ObservationRows(jdbc).all(run, camera)) {
        String expected =
            at(truth, camera, seen.frame().capturedAtMillis() - truth.start().toEpochMilli());
        if (expected != null) {
          frames++;
          right += shows(seen, expected) ? 1 : 0;
        }
      }
      Map<Instant, Map<String, Double>> found = windows(jdbc, run, camera);
      for (long from = 0; from < truth.durationMillis(); from += MINUTE_MILLIS) {
        Map<String, Double> shares = shares(truth, camera, from);
        if (!shares.isEmpty()) {
          Instant at = truth.start().plusMillis(from);
          minutes.add(new Minute(at, shares, found.getOrDefault(at, Map.of())));
        }
      }
    }
    return new EmotionCheck(frames, right, millis, rightMillis, minutes);
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

  /** For how long of an expression a face is told to have shown it. */
  private static long right(Truth.Expression truth, List<EmotionSegment> told, long startMillis) {
    long from = startMillis + truth.fromMillis();
    long to = startMillis + truth.toMillis();
    return told.stream()
        .filter(one -> one.camera().equals(truth.camera()))
        .filter(one -> one.emotion().equals(truth.emotion()))
        .mapToLong(
            one ->
                Math.max(
                    0, Math.min(to, one.endedAtMillis()) - Math.max(from, one.startedAtMillis())))
        .sum();
  }

  private static boolean shows(Observations seen, String expected) {
    return seen.faces().stream()
        .max(Comparator.comparing(FaceSighting::score))
        .flatMap(face -> face.emotions().stream().findFirst())
        .map(LabelScore::label)
        .filter(expected::equals)
        .isPresent();
  }

  private static Map<Instant, Map<String, Double>> windows(
      JdbcClient jdbc, String run, String camera) {
    Map<Instant, Map<String, Double>> windows = new HashMap<>();
    for (EmotionWindow window : LedgerFacts.all(jdbc, FactKinds.EMOTION_WINDOWS, run)) {
      if (window.scopeId().equals(camera) && window.windowMillis() == MINUTE_MILLIS) {
        Map<String, Double> shares = new TreeMap<>();
        // As decimal numbers, as they are stored.
        window
            .distribution()
            .forEach(
                share -> shares.put(share.label(), Double.valueOf(Float.toString(share.score()))));
        windows.put(Instant.ofEpochMilli(window.startsAtMillis()), shares);
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
    return right >= LEAST_RIGHT * frames
        && rightMillis >= LEAST_RIGHT * millis
        && rightMillis <= millis
        && minutes.stream().allMatch(Minute::isClose);
  }
}
