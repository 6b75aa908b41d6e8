package io.sightline.query.predictions;

import io.sightline.domain.BadInput;
import io.sightline.domain.emotions.EmotionClass;
import io.sightline.domain.text.Nearest;
import io.sightline.query.failures.NotFound;
import io.sightline.query.failures.Refused;
import io.sightline.store.predictions.PredictionRows;
import io.sightline.store.predictions.PredictionRows.EmotionSum;
import io.sightline.store.predictions.PredictionRows.EmotionUse;
import io.sightline.store.predictions.PredictionRows.Recent;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * How often which emotion was predicted of pictures that people sent. Days are those of UTC. Told
 * only where emotions are predicted.
 */
@Component
public class EmotionStatistics {
  private static final int MOST_RECENT = 100;
  private static final int MOST_DAYS = 30;

  private final PredictionRows rows;
  private final PredictionLog log;
  private final EmotionsAllowed allowed;
  private final Clock clock = Clock.systemUTC();

  protected EmotionStatistics(PredictionRows rows, PredictionLog log, EmotionsAllowed allowed) {
    this.rows = rows;
    this.log = log;
    this.allowed = allowed;
  }

  /**
   * By emotion, in the order of their numbers; those that were never predicted are left out.
   *
   * @throws Refused where emotions are not predicted
   */
  public List<EmotionSum> emotions() {
    awaitAllowed();
    return rows.emotions();
  }

  /**
   * The newest, newest first.
   *
   * @throws Refused where emotions are not predicted
   * @throws BadInput when the limit is not from 1 to 100
   */
  public List<Recent> recent(int limit) {
    if (limit < 1 || limit > MOST_RECENT) {
      throw new BadInput("`limit` should be from 1 to " + MOST_RECENT + ".");
    }
    awaitAllowed();
    return rows.recent(limit);
  }

  /**
   * Predictions by day, today last; days without any are there, too.
   *
   * @throws Refused where emotions are not predicted
   * @throws BadInput when there are not 1 to 30 days
   */
  public Map<LocalDate, Long> days(int days) {
    if (days < 1 || days > MOST_DAYS) {
      throw new BadInput("`days` should be from 1 to " + MOST_DAYS + ".");
    }
    awaitAllowed();
    LocalDate today = LocalDate.now(clock.withZone(ZoneOffset.UTC));
    LocalDate first = today.minusDays(days - 1L);
    Map<LocalDate, Long> counts = new TreeMap<>();
    Stream.iterate(first, day -> day.plusDays(1)).limit(days).forEach(day -> counts.put(day, 0L));
    rows.days(first).forEach(day -> counts.computeIfPresent(day.date(), (at, no) -> day.count()));
    return counts;
  }

  /**
   * The emotion of that name.
   *
   * @throws NotFound when there is none
   */
  public EmotionClass find(String name) {
    return EmotionClass.of(name)
        .orElseThrow(
            () ->
                new NotFound(
                    "An emotion of this name",
                    Nearest.hint(
                        name,
                        Arrays.stream(EmotionClass.values()).map(EmotionClass::key).toList())));
  }

  /**
   * How it was predicted.
   *
   * @throws Refused where emotions are not predicted
   */
  public EmotionUse of(EmotionClass emotion) {
    awaitAllowed();
    return rows.emotion(emotion.id());
  }

  private void awaitAllowed() {
    allowed.require();
    log.await();
  }
}
