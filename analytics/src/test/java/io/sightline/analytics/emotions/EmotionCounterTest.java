package io.sightline.analytics.emotions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sightline.domain.facts.EmotionWindow;
import io.sightline.domain.facts.EmotionWindow.Scope;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.FaceSighting;
import io.sightline.domain.observations.LabelScore;
import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class EmotionCounterTest {
  private static final long START = 1_767_225_600_000L;
  private static final long MINUTE = 60_000;
  private static final List<String> EMOTIONS = List.of("happy", "sad", "neutral");

  /** A shop of 600 by 900 pixels: the door on the left, the till on the right, a way between. */
  private static final String SITE =
      """
      site: shop
      cameras:
        - id: kiosk
          uri: a.mp4
          analyse: [emotions]
          floors: {face: 0.5}
          zones:
            - {id: door, polygon: [[0, 0], [200, 0], [200, 900], [0, 900]]}
            - {id: till, polygon: [[400, 0], [600, 0], [600, 900], [400, 900]]}
      """;

  /** The same without the till. */
  private static final String REDRAWN = SITE.replaceAll("(?m)^.*id: till.*$\n", "");

  private final List<EmotionWindow> windows = new ArrayList<>();
  private EmotionCounter counter = counter("");
  private EmotionCounter.State state;
  private int frames;

  private String layout = "layout";

  private static EmotionCounter counter(String more) {
    return counter(more, false);
  }

  private static EmotionCounter counter(String more, boolean live) {
    Site site = SiteFile.parse("site", Path.of("/"), SITE + more).site();
    Site redrawn = SiteFile.parse("site", Path.of("/"), REDRAWN).site();
    return new EmotionCounter((id, version) -> version.equals("redrawn") ? redrawn : site, live);
  }

  /** Where somebody is, and what the face shows. */
  private record Somebody(int row, double x, String emotion) {
    /** Heads are never quite still. */
    FaceSighting face(int frame) {
      float left = (float) (x + (frame % 2 == 0 ? 0 : 8));
      float top = row * 150f;
      return new FaceSighting(
          new Box(left, top, left + 50, top + 50),
          0.9f,
          List.of(new LabelScore(emotion, 0.7f), new LabelScore("fear", 0.3f)));
    }
  }

  /**
   * @param there null where nobody looked
   */
  private void take(long millis, RecordKind kind, List<Somebody> there) {
    Observations seen =
        Observations.nothing(
            new FrameHeader(
                "shop", "kiosk", 0, frames, START + millis, kind, null, false, layout, null));
    if (kind == RecordKind.FRAME && there != null) {
      int frame = frames;
      seen =
          seen.withFaces(there.stream().map(one -> one.face(frame)).toList())
              .by(new ModelUse("faces", "f", "1", "f-sha"))
              .by(new ModelUse("emotions", "e", "1", "e-sha"));
    }
    frames++;
    EmotionCounter.Step step = counter.take(seen, state);
    state = step.state();
    windows.addAll(step.windows());
  }

  private void sees(long millis, Somebody... there) {
    take(millis, RecordKind.FRAME, List.of(there));
  }

  private void ends(long millis) {
    take(millis, RecordKind.END, List.of());
    assertThat(state).isNull();
  }

  private EmotionWindow window(Scope scope, String id, long length, long startMillis) {
    return windows.stream()
        .filter(window -> window.scope() == scope && window.scopeId().equals(id))
        .filter(window -> window.windowMillis() == length)
        .filter(window -> window.startsAtMillis() == START + startMillis)
        .reduce(
            (one, other) -> {
              throw new AssertionError("twice: " + one + other);
            })
        .orElseThrow();
  }

  @Test
  void eachZoneHasItsOwnFacesPeopleAndTime() {
    for (int i = 0; i < 150; i++) {
      // One stays at the door for half a minute, one goes from the door to the till.
      double x = Math.min(450, 10 + 10.0 * i);
      sees(i * 200L, new Somebody(0, 20, "happy"), new Somebody(3, x, "sad"));
    }
    ends(40_000);
    EmotionWindow all = window(Scope.CAMERA, "kiosk", MINUTE, 0);
    assertThat(all.people()).isEqualTo(2);
    assertThat(all.faces()).isEqualTo(300);
    assertThat(all.meanDwellMillis()).isCloseTo(29_800L, within(200L));
    EmotionWindow door = window(Scope.ZONE, "door", MINUTE, 0);
    assertThat(door.camera()).isEqualTo("kiosk");
    assertThat(door.people()).isEqualTo(2);
    assertThat(door.faces()).isBetween(150 + 14, 150 + 18);
    assertThat(door.distribution().get(0).label()).isEqualTo("happy");
    assertThat(door.meanDwellMillis()).isBetween(16_000L, 17_000L);
    EmotionWindow till = window(Scope.ZONE, "till", MINUTE, 0);
    assertThat(till.people()).isEqualTo(1);
    assertThat(till.distribution()).containsExactly(new LabelScore("sad", 1));
    assertThat(till.meanDwellMillis()).isBetween(21_000L, 23_500L);
    assertThat(window(Scope.ZONE, "till", 5 * MINUTE, 0).people()).isEqualTo(1);
  }

  @Test
  void whoComesBackToAZoneIsOneOfItsPeopleInTheLongerWindowToo() {
    for (int i = 0; i < 900; i++) {
      // To and fro between door and till, a minute and a half each way.
      double way = Math.abs(450 - i) / 450.0;
      sees(i * 200L, new Somebody(1, 20 + 430 * way, "neutral"));
    }
    ends(200_000);
    EmotionWindow till = window(Scope.ZONE, "till", 5 * MINUTE, 0);
    assertThat(till.people()).isEqualTo(1);
    assertThat(window(Scope.CAMERA, "kiosk", 5 * MINUTE, 0).meanDwellMillis())
        .isCloseTo(179_800L, within(400L));
  }

  @Test
  void whoIsBackInALaterWindowIsOneOfItsPeople() {
    double x = 450;
    for (int i = 0; i < 2_400; i++) {
      long second = i / 5;
      // At the till, elsewhere for three minutes around the fifth, and back: never out of sight.
      boolean away = second >= 240 && second < 420;
      x = away ? Math.max(300, x - 20) : Math.min(450, x + 20);
      sees(i * 200L, new Somebody(1, x, "happy"));
    }
    ends(500_000);
    EmotionWindow later = window(Scope.ZONE, "till", 5 * MINUTE, 5 * MINUTE);
    assertThat(later.people()).isEqualTo(1);
    assertThat(later.meanDwellMillis()).isBetween(58_000L, 60_200L);
    assertThat(window(Scope.CAMERA, "kiosk", 5 * MINUTE, 5 * MINUTE).people()).isEqualTo(1);
    assertThat(window(Scope.ZONE, "till", 60 * MINUTE, 0).people()).isEqualTo(1);
  }

  @Test
  void aZoneThatALayoutTakesAwayIsToldAsFarAsItWasThere() {
    counter = counter("", true);
    for (int i = 0; i < 250; i++) {
      layout = i < 150 ? "layout" : "redrawn";
      sees(i * 200L, new Somebody(1, 450, "happy"));
    }
    ends(55_000);
    EmotionWindow till =
        windows.stream()
            .filter(window -> window.scope() == Scope.ZONE && window.scopeId().equals("till"))
            .filter(window -> window.windowMillis() == MINUTE)
            .reduce((one, other) -> other)
            .orElseThrow();
    assertThat(till.head().isFinal()).isTrue();
    assertThat(till.faces()).isEqualTo(150);
    assertThat(windows.get(windows.size() - 1).head().isFinal()).isTrue();
    assertThat(
            windows.stream()
                .filter(window -> window.head().isFinal() && window.scopeId().equals("kiosk"))
                .filter(window -> window.windowMillis() == MINUTE)
                .mapToInt(EmotionWindow::faces))
        .containsExactly(250);
  }

  @Test
  void aZoneThatIsTakenAwayIsCountedOnceHoweverLittleIsSeenAfterwards() {
    for (int i = 0; i < 150; i++) {
      sees(i * 200L, new Somebody(1, 450, "happy"));
    }
    layout = "redrawn";
    for (int i = 0; i < 5; i++) {
      take(30_000 + i * 200L, RecordKind.FRAME, null);
    }
    for (int i = 155; i < 200; i++) {
      sees(i * 200L, new Somebody(1, 450, "happy"));
    }
    layout = "layout";
    for (int i = 200; i < 250; i++) {
      sees(i * 200L, new Somebody(1, 450, "happy"));
    }
    ends(70_000);
    for (long length : List.of(MINUTE, 5 * MINUTE)) {
      assertThat(window(Scope.ZONE, "till", length, 0).faces()).isEqualTo(200);
      assertThat(window(Scope.CAMERA, "kiosk", length, 0).faces()).isEqualTo(245);
    }
  }

  @Test
  void ofSeveralPeopleNothingIsShownBeforeTheMinuteIsOver() {
    counter = counter("privacy: {min-people: 2}\n", true);
    for (int i = 0; i < 250; i++) {
      sees(i * 200L, new Somebody(0, 20, "happy"), new Somebody(2, 40, "sad"));
    }
    ends(55_000);
    assertThat(windows)
        .filteredOn(window -> window.windowMillis() == MINUTE && window.faces() > 0)
        .isNotEmpty()
        .allSatisfy(
            window ->
                assertThat(window.distribution().isEmpty()).isNotEqualTo(window.head().isFinal()));
  }

  @Test
  void whereTheRestWouldTellOfFewNoZoneIsShown() {
    counter = counter("privacy: {min-people: 2}\n");
    for (int i = 0; i < 100; i++) {
      sees(
          i * 200L,
          new Somebody(0, 20, "happy"),
          new Somebody(2, 40, "happy"),
          new Somebody(4, 450, "sad"));
    }
    for (int i = 300; i < 400; i++) {
      sees(
          i * 200L,
          new Somebody(0, 20, "happy"),
          new Somebody(2, 40, "happy"),
          new Somebody(3, 440, "sad"),
          new Somebody(4, 450, "sad"));
    }
    ends(90_000);
    assertThat(window(Scope.CAMERA, "kiosk", MINUTE, 0).distribution()).hasSize(2);
    EmotionWindow door = window(Scope.ZONE, "door", MINUTE, 0);
    assertThat(door.people()).isEqualTo(2);
    assertThat(door.distribution()).as("the whole less the door is one person").isEmpty();
    assertThat(door.meanDwellMillis()).isNull();
    assertThat(window(Scope.ZONE, "till", MINUTE, 0).distribution()).isEmpty();
    assertThat(window(Scope.ZONE, "door", MINUTE, MINUTE).distribution()).hasSize(1);
    EmotionWindow longer = window(Scope.ZONE, "door", 5 * MINUTE, 0);
    assertThat(longer.faces()).as("what is not shown is not in it").isEqualTo(200);
  }

  @Property(tries = 100)
  void zonesAndWhatIsOutsideOfThemAreTheWhole(@ForAll long seed) {
    windows.clear();
    state = null;
    Random random = new Random(seed);
    Map<String, Integer> faces = new TreeMap<>();
    double[] at = {20, 250, 450};
    for (int i = 0; i < 900; i++) {
      List<Somebody> there = new ArrayList<>();
      for (int row = 0; row < at.length; row++) {
        at[row] = Math.max(0, Math.min(540, at[row] + random.nextGaussian() * 12));
        if (random.nextInt(20) > 0) {
          Somebody one =
              new Somebody(2 * row, at[row], EMOTIONS.get(random.nextInt(EMOTIONS.size())));
          there.add(one);
          double centre = one.face(frames).box().left() + 25;
          String zone = centre < 200 ? "door" : centre > 400 ? "till" : "outside";
          faces.merge(zone, 1, Integer::sum);
          faces.merge("all", 1, Integer::sum);
        }
      }
      sees(i * 200L, there.toArray(Somebody[]::new));
    }
    ends(200_000);
    assertThat(sum(Scope.CAMERA, "kiosk", MINUTE)).isEqualTo(faces.get("all"));
    for (String zone : List.of("door", "till")) {
      assertThat(sum(Scope.ZONE, zone, MINUTE)).isEqualTo(faces.getOrDefault(zone, 0));
      assertThat(sum(Scope.ZONE, zone, 5 * MINUTE)).isEqualTo(faces.getOrDefault(zone, 0));
    }
    for (EmotionWindow window : windows) {
      if (window.faces() > 0) {
        double shares = window.distribution().stream().mapToDouble(LabelScore::score).sum();
        assertThat(shares).isCloseTo(1, within(1e-3));
      }
      if (window.people() > 0) {
        assertThat(window.meanDwellMillis()).isBetween(0L, window.windowMillis());
      }
    }
  }

  private int sum(Scope scope, String id, long length) {
    return windows.stream()
        .filter(window -> window.scope() == scope && window.scopeId().equals(id))
        .filter(window -> window.windowMillis() == length)
        .mapToInt(EmotionWindow::faces)
        .sum();
  }
}
