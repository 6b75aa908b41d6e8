package io.sightline.query.web.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.query.access.Reader;
import io.sightline.query.emotions.EmotionQuestions;
import io.sightline.query.facts.Periods.Known;
import io.sightline.query.facts.Periods.Period;
import io.sightline.query.web.Door;
import io.sightline.store.emotions.EmotionShares.Sum;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EmotionQuestionsControllerTest {
  private static final Instant FROM = Instant.parse("2026-03-01T00:00:00Z");
  private static final Known KNOWN =
      new Known("live", "kiosk", ZoneOffset.UTC, FROM, FROM.plusSeconds(3_600));
  private static final Sum TOLD = new Sum(8, 4, 1, 40, 6, Map.of("happy", 30.0, "sad", 10.0));
  private static final Sum HIDDEN = new Sum(9, 2, 2, 0, 0, Map.of());

  private static final class Testing extends EmotionQuestions {
    Testing() {
      super(null, null, null);
    }

    @Override
    public Hours byHour(Reader reader, Period period, String camera, String zone) {
      return new Hours(KNOWN, List.of(TOLD, HIDDEN));
    }

    @Override
    public Around around(
        Reader reader,
        String run,
        String site,
        String camera,
        String zone,
        Instant at,
        int minutes) {
      return new Around(
          KNOWN,
          TOLD,
          KNOWN,
          minutes == 60 ? new Sum(0, 60, 0, 10, 2, Map.of("happy", 5.0, "fear", 5.0)) : HIDDEN);
    }
  }

  private final Door door = Door.of(new EmotionQuestionsController(new Testing()));

  @Test
  void sharesAreOfTheFacesThatAreToldAndValenceIsWhatIsPleasantLessWhatIsNot() {
    List<?> items =
        (List<?>) door.get("/api/v1/emotions/hours-of-day?site=kiosk").object().get("items");
    assertThat(((Map<?, ?>) items.get(0)).get("emotions"))
        .isEqualTo(
            Map.of(
                "windows",
                4,
                "hidden",
                1,
                "faces",
                40,
                "people",
                6,
                "valence",
                0.5,
                "shares",
                Map.of("happy", 0.75, "sad", 0.25)));
    Map<?, ?> hidden = (Map<?, ?>) ((Map<?, ?>) items.get(1)).get("emotions");
    assertThat(hidden.get("valence")).isNull();
    assertThat((Map<?, ?>) hidden.get("shares")).isEmpty();
  }

  @Test
  void theSameIsThereAsCsv() {
    assertThat(
            new String(
                door.get("/api/v1/emotions/hours-of-day?site=kiosk&format=csv").bytes(),
                StandardCharsets.UTF_8))
        .isEqualTo(
            """
            hour,windows,hidden,faces,people,angry,disgust,fear,happy,neutral,sad,surprise,valence
            8,4,1,40,6,0.000000,0.000000,0.000000,0.750000,0.000000,0.250000,0.000000,0.500000
            9,2,2,0,0,,,,,,,,
            """);
  }

  @Test
  void changesAreAfterLessBeforeAndNoneWhereOneIsNotTold() {
    String path = "/api/v1/emotions/around?site=kiosk&at=2026-03-01T12:00:00Z";
    Map<?, ?> changes = (Map<?, ?>) door.get(path).object().get("changes");
    assertThat(changes.get("happy")).isEqualTo(-0.25);
    assertThat(changes.get("fear")).isEqualTo(0.5);
    assertThat(changes.get("angry")).isEqualTo(0.0);
    assertThat((Map<?, ?>) door.get(path + "&minutes=5").object().get("changes")).isEmpty();
  }
}
