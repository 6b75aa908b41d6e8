package io.sightline.query.predictions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sightline.query.UseCases;
import io.sightline.store.predictions.PredictionRows;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictionLogTest {
  private static final ModelTag MODEL = new ModelTag("sightline-emotions", "1.0.0", "ab12");
  private static final Asker STRANGER = new Asker(null, "10.1.2.3");
  private static final long HAPPY = 4;
  private static final long NO_EMOTION = 4_711;

  @TempDir Path folder;

  private UseCases cases;
  private PredictionLog log;

  @BeforeEach
  void open() {
    cases = UseCases.start(folder);
    log = cases.get(PredictionLog.class);
  }

  @AfterEach
  void close() {
    cases.close();
  }

  private void note(long emotion, long millis) {
    log.place().fill(PredictionRows.Kind.EMOTION, emotion, 0.5, MODEL, millis, STRANGER);
  }

  private List<Integer> written() {
    return cases
        .jdbc()
        .sql("select processing_time_ms from predictions order by processing_time_ms")
        .query(Integer.class)
        .list();
  }

  @Test
  void onePredictionThatCannotBeWrittenDownTakesNoOthersWithIt() {
    for (int i = 0; i < 50; i++) {
      note(i == 20 ? NO_EMOTION : HAPPY, i);
    }
    await().until(() -> written().size() == 49);
    assertThat(written()).doesNotContain(20);
    note(HAPPY, 50);
    await().until(() -> written().size() == 50);
  }
}
