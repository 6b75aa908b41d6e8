package io.sightline.query.emotions;

import static io.sightline.query.TestFacts.emotions;
import static io.sightline.query.TestFacts.minute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.domain.facts.EmotionWindow;
import io.sightline.domain.observations.LabelScore;
import io.sightline.query.UseCases;
import io.sightline.query.facts.Periods.Period;
import io.sightline.query.failures.NotFound;
import io.sightline.store.emotions.EmotionShares.Sum;
import io.sightline.store.facts.FactKinds;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmotionQuestionsTest {
  private static final int EVENT = 30;

  @TempDir static Path folder;
  private static UseCases service;
  private static EmotionQuestions questions;

  /** Two hours of minutes: happy to a quarter up to the event, and sad after it. */
  @BeforeAll
  static void start() {
    service = UseCases.start(folder);
    questions = service.get(EmotionQuestions.class);
    List<EmotionWindow> windows = new ArrayList<>();
    for (int at = 0; at < 120; at++) {
      windows.add(
          at < EVENT
              ? emotions("garage", "gate", at)
              : shares(emotions("garage", "gate", at), 60_000, new LabelScore("sad", 1)));
    }
    for (int hour = 0; hour < 2; hour++) {
      windows.add(
          shares(emotions("garage", "gate", 60 * hour), 3_600_000, new LabelScore("neutral", 1)));
    }
    service.store(FactKinds.EMOTION_WINDOWS, "live", windows.toArray(EmotionWindow[]::new));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static EmotionWindow shares(EmotionWindow of, long length, LabelScore... shares) {
    return new EmotionWindow(
        of.head(),
        of.camera(),
        of.scope(),
        of.scopeId(),
        length,
        of.startsAtMillis(),
        of.faces(),
        of.people(),
        of.meanDwellMillis(),
        List.of(shares));
  }

  @Test
  void beforeAndAfterAreWholeMinutesAndTheEventsOwnIsNeithers() {
    Instant event = minute(EVENT).plusSeconds(20);
    EmotionQuestions.Around around =
        questions.around(
            service.reader(UseCases.VIEWER), "live", "garage", "gate", null, event, 10);
    assertThat(around.before().from()).isEqualTo(minute(EVENT - 10));
    assertThat(around.before().to()).isEqualTo(minute(EVENT));
    assertThat(around.after().from()).isEqualTo(minute(EVENT + 1));
    assertThat(around.ofBefore().faces()).isEqualTo(40);
    assertThat(around.ofBefore().weights()).containsEntry("happy", 30.0).containsEntry("sad", 10.0);
    assertThat(around.ofAfter().windows()).isEqualTo(10);
    assertThat(around.ofAfter().weights()).containsOnlyKeys("sad");
    assertThat(
            questions
                .around(
                    service.reader(UseCases.VIEWER),
                    "live",
                    "garage",
                    null,
                    null,
                    minute(EVENT),
                    10)
                .after()
                .from())
        .as("on the minute")
        .isEqualTo(minute(EVENT));
  }

  @Test
  void hoursOfTheDayAreThoseOfTheSite() {
    EmotionQuestions.Hours hours =
        questions.byHour(
            service.reader(UseCases.VIEWER),
            new Period("live", "garage", null, null),
            "gate",
            null);
    int first = minute(0).atZone(ZoneId.of("America/Santiago")).getHour();
    assertThat(hours.hours()).extracting(Sum::hour).containsExactly(first, first + 1);
    assertThat(hours.hours().get(0).weights()).containsOnlyKeys("neutral");
    assertThat(hours.of().to()).isEqualTo(minute(120));
  }

  @Test
  void whatCannotBeAskedIsSaid() {
    for (int minutes : new int[] {0, 1_441}) {
      assertThatThrownBy(
              () ->
                  questions.around(
                      service.reader(UseCases.VIEWER),
                      "live",
                      "garage",
                      null,
                      null,
                      minute(0),
                      minutes))
          .isInstanceOf(BadInput.class);
    }
    assertThatThrownBy(
            () ->
                questions.around(
                    service.reader(UseCases.OTHER), "live", "garage", null, null, minute(0), 5))
        .isInstanceOf(NotFound.class);
    assertThatThrownBy(
            () ->
                questions.byHour(
                    service.reader(UseCases.VIEWER),
                    new Period("live", "garage", minute(0), minute(60)),
                    "nobody",
                    null))
        .isInstanceOf(NotFound.class);
  }
}
