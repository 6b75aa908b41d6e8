package io.sightline.query.web.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.facts.CameraGap;
import io.sightline.domain.facts.EmotionSegment;
import io.sightline.domain.facts.EmotionWindow;
import io.sightline.domain.facts.Fact;
import io.sightline.domain.facts.OccupancyWindow;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.PlateRead;
import io.sightline.domain.facts.SpotStay;
import io.sightline.domain.facts.SpotTransition;
import io.sightline.domain.facts.VehicleSession;
import io.sightline.domain.facts.VehicleTrack;
import io.sightline.domain.site.Gate;
import io.sightline.query.Sparkle;
import io.sightline.query.TestFacts;
import io.sightline.query.access.Reader;
import io.sightline.query.cameras.Gaps;
import io.sightline.query.emotions.EmotionModel;
import io.sightline.query.emotions.Emotions;
import io.sightline.query.facts.ListQuestion;
import io.sightline.query.occupancy.Occupancy;
import io.sightline.query.paging.Page;
import io.sightline.query.paging.Part;
import io.sightline.query.plates.Plates;
import io.sightline.query.sessions.Sessions;
import io.sightline.query.vehicles.Vehicles;
import io.sightline.query.web.Door;
import io.sightline.store.facts.FactPage;
import io.sightline.store.facts.FactRow;
import io.sightline.store.occupancy.SpotRows.SpotNow;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Every parameter of the lists reaches its question, and every fact has all of its columns. */
class FactListsTest {
  private static final String COMMON =
      "run=evening&site=garage&from=2026-03-01T08:00:00Z&to=2026-03-01T08:05:00Z&limit=7&cursor=c";
  private static final ListQuestion LIST =
      new ListQuestion("evening", "garage", TestFacts.EIGHT, TestFacts.minute(5), 7, "c");
  private static final ListQuestion USUAL = new ListQuestion("live", null, null, null, null, null);

  private Object asked;

  private static <F extends Fact> FactPage<F> page(F fact) {
    return new FactPage<>(List.of(new FactRow<>("evening", fact)), Optional.of("next"));
  }

  private static <F extends Fact> FactPage<F> nothing() {
    return new FactPage<>(List.of(), Optional.empty());
  }

  private final class TestingVehicles extends Vehicles {
    TestingVehicles() {
      super(null, null);
    }

    @Override
    public FactPage<Passage> passages(Reader reader, PassageQuestion question) {
      asked = question;
      return page(TestFacts.passage("garage", "gate", 1, Gate.Direction.ENTRY, null));
    }

    @Override
    public FactPage<VehicleTrack> tracks(Reader reader, ListQuestion question, String camera) {
      asked = List.of(question, String.valueOf(camera));
      return page(TestFacts.track("garage", "gate", 1));
    }
  }

  private final class TestingSessions extends Sessions {
    TestingSessions() {
      super(null, null);
    }

    @Override
    public FactPage<VehicleSession> find(Reader reader, StayQuestion question) {
      asked = question;
      return page(TestFacts.ended("garage", 1, 2, "ABCD12", null));
    }
  }

  private final class TestingGaps extends Gaps {
    TestingGaps() {
      super(null);
    }

    @Override
    public FactPage<CameraGap> find(Reader reader, ListQuestion question, String camera) {
      asked = List.of(question, String.valueOf(camera));
      return nothing();
    }
  }

  private final class TestingOccupancy extends Occupancy {
    TestingOccupancy() {
      super(null, null, null, null);
    }

    @Override
    public Now now(Reader reader, String site, Part part) {
      asked = List.of(String.valueOf(site), part);
      return new Now(
          1,
          0,
          1,
          new Page<>(
              List.of(
                  new SpotNow(
                      "garage",
                      "A1",
                      "occupied",
                      TestFacts.EIGHT,
                      List.of("ev"),
                      "some track",
                      "some stay",
                      true),
                  new SpotNow("garage", "A2", "unknown", null, List.of(), null, null, false)),
              Optional.of("more")));
    }

    @Override
    public FactPage<OccupancyWindow> windows(Reader reader, WindowQuestion question) {
      asked = question;
      return nothing();
    }

    @Override
    public FactPage<SpotTransition> transitions(Reader reader, ListQuestion question, String spot) {
      asked = List.of(question, spot);
      return nothing();
    }

    @Override
    public FactPage<SpotStay> stays(Reader reader, ListQuestion question, String spot, UUID track) {
      asked = Arrays.asList(question, spot, track);
      return nothing();
    }
  }

  private final class TestingPlates extends Plates {
    TestingPlates() {
      super(null, null, null, null, null, null);
    }

    @Override
    public FactPage<PlateRead> find(Reader reader, PlateQuestion question) {
      asked = question;
      return nothing();
    }

    @Override
    public byte[] picture(Reader reader, String run, UUID plate) {
      asked = List.of(run, plate);
      return new byte[] {1, 2};
    }
  }

  private final class TestingEmotions extends Emotions {
    TestingEmotions() {
      super(null, Optional.empty());
    }

    @Override
    public FactPage<EmotionWindow> windows(
        Reader reader, ListQuestion question, String camera, String zone, String window) {
      asked = List.of(question, String.valueOf(camera), String.valueOf(zone), window);
      return page(TestFacts.emotions("garage", "gate", 1));
    }

    @Override
    public FactPage<EmotionSegment> segments(
        Reader reader, ListQuestion question, String camera, String zone) {
      asked = List.of(question, String.valueOf(camera), String.valueOf(zone));
      return page(TestFacts.showed("garage", "gate", 1));
    }

    @Override
    public EmotionModel model() {
      return new EmotionModel(
          "faces", "1.0.0", "MIT", "ab12", List.of(-1L, 48L), List.of("happy", "sad"), 7);
    }
  }

  private final Door door =
      Door.of(
          new VehiclesController(new TestingVehicles(), new TestingSessions(), new TestingGaps()),
          new OccupancyController(new TestingOccupancy()),
          new PlatesController(new TestingPlates()),
          new EmotionsController(new TestingEmotions()));

  private Object asked(String path) {
    asked = null;
    assertThat(door.get(path).status()).as(path).isEqualTo(200);
    return asked;
  }

  @Test
  void whatIsNotAskedIsTheLiveRunsUsualNumber() {
    assertThat(asked("/api/v1/passages"))
        .isEqualTo(new Vehicles.PassageQuestion(USUAL, null, null, null, null));
    assertThat(asked("/api/v1/sessions"))
        .isEqualTo(new Sessions.StayQuestion(USUAL, null, null, null, null));
    assertThat(asked("/api/v1/tracks")).isEqualTo(List.of(USUAL, "null"));
    assertThat(asked("/api/v1/gaps")).isEqualTo(List.of(USUAL, "null"));
    assertThat(asked("/api/v1/occupancy"))
        .isEqualTo(new Occupancy.WindowQuestion(USUAL, null, null, null, "5m"));
    assertThat(asked("/api/v1/spots/A1/transitions")).isEqualTo(List.of(USUAL, "A1"));
    assertThat(asked("/api/v1/plates"))
        .isEqualTo(new Plates.PlateQuestion(USUAL, null, null, null));
    assertThat(asked("/api/v1/emotions/windows")).isEqualTo(List.of(USUAL, "null", "null", "1m"));
    assertThat(asked("/api/v1/emotions/timeline")).isEqualTo(List.of(USUAL, "null", "null"));
  }

  @Test
  void everyParameterReachesItsQuestion() {
    assertThat(
            asked("/api/v1/passages?camera=gate&gate=main&direction=exit&plate=ABCD12&" + COMMON))
        .isEqualTo(new Vehicles.PassageQuestion(LIST, "gate", "main", "exit", "ABCD12"));
    assertThat(
            asked("/api/v1/sessions?plate=ABCD12&camera=gate&open=true&overstay=false&" + COMMON))
        .isEqualTo(new Sessions.StayQuestion(LIST, "ABCD12", "gate", true, false));
    assertThat(asked("/api/v1/tracks?camera=gate&" + COMMON)).isEqualTo(List.of(LIST, "gate"));
    assertThat(asked("/api/v1/gaps?camera=gate&" + COMMON)).isEqualTo(List.of(LIST, "gate"));
    assertThat(asked("/api/v1/occupancy?zone=z&level=l&spot=s&window=1h&" + COMMON))
        .isEqualTo(new Occupancy.WindowQuestion(LIST, "z", "l", "s", "1h"));
    assertThat(asked("/api/v1/spots/A1/transitions?" + COMMON)).isEqualTo(List.of(LIST, "A1"));
    UUID track = TestFacts.id("track");
    for (String path : List.of("plates", "events")) {
      assertThat(
              asked("/api/v1/" + path + "?camera=gate&plate=ABCD12&track=" + track + "&" + COMMON))
          .isEqualTo(new Plates.PlateQuestion(LIST, "gate", "ABCD12", track));
    }
    assertThat(asked("/api/v1/emotions/timeline?camera=gate&zone=z&" + COMMON))
        .isEqualTo(List.of(LIST, "gate", "z"));
    assertThat(asked("/api/v1/emotions/windows?camera=gate&zone=z&window=1h&" + COMMON))
        .isEqualTo(List.of(LIST, "gate", "z", "1h"));

    assertThat(asked("/api/v1/spot-stays")).isEqualTo(Arrays.asList(USUAL, null, null));
    assertThat(asked("/api/v1/spot-stays?spot=A1&track=" + track + "&" + COMMON))
        .isEqualTo(Arrays.asList(LIST, "A1", track));
    assertThat(asked("/api/v1/occupancy/now?site=garage&limit=3&cursor=c"))
        .isEqualTo(List.of("garage", new Part(3, "c")));
  }

  @Test
  void aParameterThatIsNoneOfItsTypeIsRefused() {
    for (String wrong :
        List.of("from=yesterday", "to=soon", "limit=many", "open=perhaps", "overstay=7x")) {
      Door.Answer answer = door.get("/api/v1/sessions?" + wrong);
      assertThat(answer.status()).as(wrong).isEqualTo(400);
      assertThat(answer.detail()).isNotBlank();
    }
    assertThat(door.get("/api/v1/plates?track=7").status()).isEqualTo(400);
    assertThat(door.get("/api/v1/plates/7/evidence").status()).isEqualTo(400);
  }

  @Test
  void aFactHasAllOfItsColumnsAndWhatItHasNotIsNull() {
    Map<String, Object> page = door.get("/api/v1/passages").object();
    assertThat(page).containsEntry("next", "next");
    Map<?, ?> passage = (Map<?, ?>) ((List<?>) page.get("items")).get(0);
    assertThat(passage.keySet().stream().map(Object::toString))
        .containsExactlyInAnyOrder(
            "run",
            "id",
            "site",
            "at",
            "camera",
            "gate",
            "direction",
            "track",
            "label",
            "plate",
            "score",
            "unread",
            "colours",
            "x",
            "y",
            "width",
            "height",
            "corrected",
            "picture",
            "picture_vehicle",
            "revision",
            "final",
            "retracted",
            "model_sha256",
            "layout_version");
    assertThat(passage.get("run")).isEqualTo("evening");
    assertThat(passage.get("at")).isEqualTo("2026-03-01T08:01:00Z");
    assertThat(passage.get("direction")).isEqualTo("entry");
    assertThat(passage.get("plate")).isNull();
    assertThat(passage.get("final")).isEqualTo(true);
    assertThat(passage.get("retracted")).isEqualTo(false);
  }

  @Test
  void staysAndWindowsAreSpelledAsInTheirTables() {
    Map<?, ?> stay = item("/api/v1/sessions");
    assertThat(stay.get("entered_at")).isEqualTo("2026-03-01T08:01:00Z");
    assertThat(stay.get("stay_ms")).isEqualTo(60_000);
    assertThat(stay.get("outcome")).isEqualTo("completed");
    Map<?, ?> track = item("/api/v1/tracks");
    assertThat(track.get("ended_by")).isEqualTo("lost");
    Map<?, ?> window = item("/api/v1/emotions/windows");
    assertThat(window.get("distribution")).isEqualTo(Map.of("happy", 0.75, "sad", 0.25));
    assertThat(window.get("scope")).isEqualTo("camera");
  }

  private Map<?, ?> item(String path) {
    return (Map<?, ?>) ((List<?>) door.get(path).object().get("items")).get(0);
  }

  @Test
  void spotsAreCountedAndListed() {
    Map<String, Object> now = door.get("/api/v1/occupancy/now").object();
    assertThat(now)
        .containsEntry("spots", 2)
        .containsEntry("occupied", 1)
        .containsEntry("free", 0)
        .containsEntry("unknown", 1)
        .containsEntry("next", "more");
    Map<?, ?> first = (Map<?, ?>) ((List<?>) now.get("items")).get(0);
    assertThat(first.get("for")).isEqualTo(List.of("ev"));
    assertThat(first.get("track")).isEqualTo("some track");
    assertThat(first.get("session")).isEqualTo("some stay");
    assertThat(first.get("misused")).isEqualTo(true);
    Map<?, ?> second = (Map<?, ?>) ((List<?>) now.get("items")).get(1);
    assertThat(second.get("state")).isEqualTo("unknown");
    assertThat(second.containsKey("since")).isTrue();
    assertThat(second.get("since")).isNull();
  }

  @Test
  void aPlatesPictureIsNotKeptByAnybody() {
    UUID plate = TestFacts.id("plate");
    Door.Answer picture = door.get("/api/v1/plates/" + plate + "/evidence?run=evening");
    assertThat(asked).isEqualTo(List.of("evening", plate));
    assertThat(picture.type()).isEqualTo("image/jpeg");
    assertThat(picture.bytes()).containsExactly(1, 2);
    assertThat(picture.response().getHeader("Cache-Control")).contains("no-store");
  }

  @Test
  @SuppressWarnings("unchecked") // JSON objects have texts as keys.
  void aKindThatTheProductDoesNotHaveIsServedAndDescribedToo() {
    FactPageBody body = FactPageBody.of(Sparkle.KIND, page(Sparkle.of("garage", 1, 7, null)));
    Map<String, Object> item = body.items().get(0);
    assertThat(item)
        .containsEntry("camera", "gate")
        .containsEntry("colour", 7)
        .containsEntry("note", null)
        .containsEntry("at", Instant.parse("2026-03-01T08:01:00Z"));
    Map<String, Object> described = FactPageBody.describe(Sparkle.KIND);
    assertThat(described).containsOnlyKeys("sparkles", "sparkles_page");
    Map<String, Object> properties =
        (Map<String, Object>) ((Map<?, ?>) described.get("sparkles")).get("properties");
    assertThat(properties.keySet()).isEqualTo(item.keySet());
    assertThat(((Map<?, ?>) properties.get("colour")).get("type")).isEqualTo("integer");
    assertThat(((Map<?, ?>) properties.get("note")).get("type"))
        .isEqualTo(List.of("string", "null"));
  }
}
