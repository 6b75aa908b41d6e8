package io.sightline.analytics.plates;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.analytics.state.Accesses;
import io.sightline.analytics.vehicles.PlateView;
import io.sightline.analytics.vehicles.TrackNews;
import io.sightline.domain.facts.Alert;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.PlateRead;
import io.sightline.domain.facts.SpotStay;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.domain.observations.PlateText;
import io.sightline.domain.site.Gate.Direction;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import io.sightline.domain.statements.PlateCorrection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlateKeeperTest {
  private static final Site SITE =
      SiteFile.parse(
              "site",
              Path.of("/"),
              """
              site: garage
              cameras:
                - id: gate
                  uri: a.mp4
                  analyse: [vehicles, plates, occupancy]
                  spots:
                    - {id: E1, polygon: [[0, 0], [9, 0], [9, 9]], for: [ev]}
                    - {id: S1, polygon: [[0, 0], [9, 0], [9, 9]], for: ['permit:staff', ev]}
                    - {id: D1, polygon: [[0, 0], [9, 0], [9, 9]], for: [disabled, ev]}
                    - {id: A1, polygon: [[0, 0], [9, 0], [9, 9]]}
                - {id: yard, uri: b.mp4, analyse: [vehicles]}
              permits:
                - {for: ev, pattern: '*E', match: wildcard}
                - {for: 'permit:staff', pattern: STAF10, valid-to: '1960-01-01T00:00:00Z'}
                - {for: 'permit:staff', pattern: STAF11}
                - {for: 'permit:staff', pattern: LATE22, valid-from: '2030-01-01T00:00:00Z'}
              """)
          .site();

  /** Where the spot for anybody has become one for electric vehicles. */
  private static final Site LATER =
      SiteFile.parse(
              "site",
              Path.of("/"),
              """
              site: garage
              cameras:
                - id: gate
                  uri: a.mp4
                  analyse: [vehicles, plates, occupancy]
                  spots: [{id: A1, polygon: [[0, 0], [9, 0], [9, 9]], for: [ev]}]
              permits: [{for: ev, pattern: '*E', match: wildcard}]
              """)
          .site();

  private static final Box BOX = new Box(100, 100, 300, 220);

  private final PlateKeeper keeper;
  private final List<PlateRead> early = new ArrayList<>();
  private final List<PlateRead> reads = new ArrayList<>();
  private final List<Passage> passages = new ArrayList<>();
  private final List<Alert> alerts = new ArrayList<>();

  PlateKeeperTest() {
    Accesses accesses = new Accesses();
    keeper =
        new PlateKeeper(
            (site, version) -> version.equals("later") ? LATER : SITE,
            new PlateKeeper.State(
                accesses.entries(), accesses.entries(), accesses.entries(), accesses.entries()),
            true);
  }

  private void take(String camera, long at, List<PlateView> plates, List<Passage> passed) {
    take(camera, at, plates, passed, List.of(), List.of());
  }

  private void take(
      String camera,
      long at,
      List<PlateView> plates,
      List<Passage> passed,
      List<SpotStay> stands,
      List<TrackNews.Said> said) {
    PlateKeeper.Step step =
        keeper.take(
            new TrackNews(
                "garage", camera, at, at, "layout", true, at, plates, passed, stands, said, false,
                0));
    early.addAll(step.early());
    reads.addAll(step.reads());
    passages.addAll(step.passages());
    alerts.addAll(step.alerts());
  }

  private static PlateView view(String track, long at, PlateSighting plate) {
    return new PlateView("garage", "gate", track, at, "layout", "", plate, true, BOX);
  }

  private void sees(String track, long at, float height, PlateText text) {
    PlateSighting plate =
        new PlateSighting(new Box(10, 10, 10 + 4 * height, 10 + height), 0.9f, 0, text, null);
    take("gate", at, List.of(view(track, at, plate)), List.of());
  }

  private void reads(String track, long at, String text) {
    sees(track, at, 20, PlateText.of(text, List.of(0.8f)));
  }

  private void passes(String camera, String track, long at) {
    FactHead head = new FactHead("passage " + track, "garage", at, at, false, "", "");
    Passage passage =
        new Passage(head, camera, "in", Direction.ENTRY, track, "car", null, null, null);
    take(camera, at, List.of(), List.of(passage));
  }

  private void isGone(String track, long at) {
    take("gate", at, List.of(view(track, at, null)), List.of());
  }

  private Passage last() {
    return passages.get(passages.size() - 1);
  }

  @Test
  void aPassageHasItsTracksPlateAsSoonAsItIsKnownAndForGoodWhenTheTrackIsOver() {
    passes("gate", "car", 1_000);
    assertThat(last().plate()).isNull();
    reads("car", 1_200, "ABCD12");
    assertThat(passages).as("one read is not believed").hasSize(1);
    reads("car", 1_400, "ABCD12");
    assertThat(last().plate()).isEqualTo("ABCD12");
    assertThat(last().head().revisionMillis()).isEqualTo(1_400);
    assertThat(last().head().isFinal()).isFalse();
    reads("car", 1_600, "ABCD12");
    assertThat(passages).as("nothing new").hasSize(2);
    isGone("car", 5_000);
    assertThat(last().plate()).isEqualTo("ABCD12");
    assertThat(last().head().isFinal()).isTrue();
    assertThat(last().head().atMillis()).isEqualTo(1_000);
    assertThat(reads).extracting(PlateRead::text).containsExactly("ABCD12");
  }

  @Test
  void whereNobodyLooksForPlatesNobodyWaitsForOne() {
    passes("yard", "car", 1_000);
    assertThat(last().head().isFinal()).isTrue();
    assertThat(last().unread()).isNull();
  }

  @Test
  void aPassageWithoutAPlateSaysWhy() {
    passes("gate", "bare", 1_000);
    isGone("bare", 2_000);
    assertThat(last().unread()).isEqualTo("no plate seen");

    sees("far", 3_000, 9.2f, null);
    passes("gate", "far", 3_100);
    isGone("far", 4_000);
    assertThat(last().unread()).isEqualTo("too small: 9 px");

    sees("dirty", 5_000, 30, null);
    passes("gate", "dirty", 5_100);
    isGone("dirty", 6_000);
    assertThat(last().unread()).isEqualTo("never readable");

    reads("odd", 7_000, "ABCD12");
    passes("gate", "odd", 7_100);
    isGone("odd", 8_000);
    assertThat(last().unread()).isEqualTo("read only once");

    reads("torn", 9_000, "ABCD12");
    reads("torn", 9_200, "WXYZ99");
    passes("gate", "torn", 9_300);
    isGone("torn", 10_000);
    assertThat(last().unread()).isEqualTo("reads disagree");
    assertThat(last().plate()).isNull();
  }

  @Test
  void noPlateStandsOnTwoTracksThatWereSeenAtOnce() {
    passes("gate", "other", 900);
    for (int i = 0; i < 3; i++) {
      reads("car", 1_000 + 200 * i, "ABCD12");
    }
    reads("other", 1_100, "ABCD12");
    reads("other", 1_300, "ABCD12");
    isGone("other", 5_000);
    isGone("car", 6_000);
    assertThat(last().unread()).isEqualTo("read on another vehicle");
    assertThat(reads.stream().filter(read -> !read.head().isRetracted()))
        .extracting(PlateRead::track)
        .containsExactly("car");
    assertThat(reads.stream().filter(read -> read.head().isRetracted()))
        .as("what was shown of it is taken back")
        .extracting(PlateRead::track)
        .containsExactly("other");
  }

  @Test
  void aPlateThatATrackHasForGoodIsNotGivenToOneSeenBesideIt() {
    reads("car", 1_000, "ABCD12");
    reads("other", 1_100, "ABCD12");
    reads("car", 1_200, "ABCD12");
    isGone("car", 2_000);
    reads("other", 2_100, "ABCD12");
    reads("other", 2_200, "ABCD12");
    isGone("other", 9_000);
    assertThat(reads.stream().filter(read -> !read.head().isRetracted()))
        .extracting(PlateRead::track)
        .containsExactly("car");
  }

  @Test
  void aVehicleThatComesAgainHasItsPlateAgain() {
    reads("car", 1_000, "ABCD12");
    reads("car", 1_200, "ABCD12");
    reads("stays", 1_000, "WXYZ99");
    isGone("car", 2_000);
    reads("again", 60_000, "ABCD12");
    reads("again", 60_200, "ABCD12");
    isGone("again", 70_000);
    assertThat(reads).extracting(PlateRead::track).containsExactly("car", "again");
  }

  /** A person says what the plate of a track is, or, by null, that nobody can read it. */
  private void isSaid(long number, String track, boolean followed, long at, String plate) {
    PlateCorrection correction = new PlateCorrection(number, "gate", 1_000, track, BOX, plate);
    take(
        "gate",
        at,
        List.of(),
        List.of(),
        List.of(),
        List.of(new TrackNews.Said(correction, followed)));
  }

  @Test
  void aPersonsWordGoesBeforeWhatIsReadWhileATrackIsSeen() {
    passes("gate", "car", 1_000);
    isSaid(1, "car", true, 1_100, "XY1234");
    assertThat(last().plate()).isEqualTo("XY1234");
    assertThat(last().corrected()).isTrue();
    reads("car", 1_200, "ABCD12");
    reads("car", 1_400, "ABCD12");
    assertThat(last().plate()).isEqualTo("XY1234");
    isGone("car", 5_000);
    assertThat(last().plate()).isEqualTo("XY1234");
    assertThat(last().head().isFinal()).isTrue();
    assertThat(reads).extracting(PlateRead::text).containsExactly("XY1234");
    assertThat(reads.get(0).head().atMillis()).as("the first read").isEqualTo(1_200);
  }

  @Test
  void whatIsOverIsToldAgainByANewerWordOnly() {
    passes("gate", "car", 1_000);
    reads("car", 1_200, "ABCD12");
    reads("car", 1_400, "ABCD12");
    isGone("car", 5_000);
    isSaid(2, "car", false, 90_000, "XY1234");
    assertThat(last().plate()).isEqualTo("XY1234");
    assertThat(last().head().revisionMillis()).isEqualTo(90_000);
    assertThat(last().head().atMillis()).isEqualTo(1_000);
    isSaid(1, "car", false, 91_000, "OLD");
    assertThat(passages).as("a word of before").hasSize(4);
    isSaid(3, "car", false, 92_000, null);
    assertThat(last().plate()).isNull();
    assertThat(last().unread()).isEqualTo("said to be unreadable");
    assertThat(reads.get(reads.size() - 1).head().isRetracted()).isTrue();
    isSaid(4, "other", false, 93_000, "XY1234");
    assertThat(passages).as("nobody's track").hasSize(5);
  }

  @Test
  void aVehicleThatNobodyReadHasThePlateThatAPersonSays() {
    passes("yard", "bare", 1_000);
    take("yard", 2_000, List.of(view("bare", 2_000, null)), List.of());
    isSaid(1, "bare", false, 90_000, "XY1234");
    assertThat(last().plate()).isEqualTo("XY1234");
    assertThat(reads).extracting(PlateRead::text).containsExactly("XY1234");
    assertThat(reads.get(0).reads()).isZero();
  }

  @Test
  void whatWasSeenBeforeTheLongestStayAndTwoDaysIsNotChangedAnyMore() {
    long hour = 3_600_000;
    long kept = 96 * hour;
    passes("gate", "long ago", 1_000);
    isGone("long ago", 2_000);
    passes("gate", "car", 3 * hour);
    isGone("car", 3 * hour + 1_000);
    passes("gate", "next", kept + 2 * hour);
    isGone("next", kept + 2 * hour + 1_000);
    int before = passages.size();
    isSaid(1, "long ago", false, kept + 2 * hour + 2_000, "XY1234");
    assertThat(passages).hasSize(before);
    isSaid(2, "car", false, kept + 2 * hour + 3_000, "XY1234");
    assertThat(passages).hasSize(before + 1);
  }

  private void stands(String track, long at, String spot) {
    FactHead head = new FactHead("stay " + track + spot, "garage", at, at, false, "", "layout");
    SpotStay stay = new SpotStay(head, "gate", spot, track, 10_000);
    take("gate", at + 10_000, List.of(), List.of(), List.of(stay), List.of());
  }

  @Test
  void whoStandsWhereOthersShouldIsToldOfOnceThePlateIsKnown() {
    stands("car", 1_000, "E1");
    reads("car", 12_000, "ABCD12");
    assertThat(alerts).as("one read is not believed").isEmpty();
    reads("car", 13_000, "ABCD12");
    assertThat(alerts)
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.kind()).isEqualTo(Alert.Kind.SPOT_MISUSE);
              assertThat(alert.head().atMillis()).isEqualTo(1_000);
              assertThat(alert.head().isFinal()).isFalse();
              assertThat(alert.plate()).isEqualTo("ABCD12");
              assertThat(alert.place()).isEqualTo("E1");
              assertThat(alert.track()).isEqualTo("car");
            });
    reads("car", 14_000, "ABCD12");
    assertThat(alerts).as("the same is told once").hasSize(1);
    isGone("car", 60_000);
    assertThat(alerts).hasSize(2);
    assertThat(alerts.get(1).head().isFinal()).isTrue();
    assertThat(alerts.get(1).head().id()).isEqualTo(alerts.get(0).head().id());
  }

  @ParameterizedTest
  @CsvSource({
    "E1, ABCD1E, false, an electric vehicle's plate",
    "E1, ABCD12, true, any other",
    "S1, STAF11, false, a permit",
    "S1, STAF17, false, one slip from a permit",
    "S1, LATE22, true, a permit that does not hold yet",
    "D1, ABCD12, false, nobody knows who is disabled",
    "A1, ABCD12, false, for anybody"
  })
  void onlyWhoIsKnownNotToHoldAnyOfTheDesignationsIsToldOf(
      String spot, String plate, boolean told, String why) {
    reads("car", 1_200, plate);
    reads("car", 1_400, plate);
    stands("car", 1_500, spot);
    isGone("car", 60_000);
    assertThat(alerts.stream().anyMatch(alert -> alert.head().isFinal())).as(why).isEqualTo(told);
  }

  @Test
  void whoHasNoPlateIsNotToldOf() {
    stands("car", 1_000, "E1");
    isGone("car", 60_000);
    assertThat(alerts).isEmpty();
  }

  @Test
  void aCorrectedPlateTakesTheAlertBackAlsoWhenTheTrackIsOver() {
    reads("car", 1_200, "STAX99");
    reads("car", 1_400, "STAX99");
    stands("car", 1_500, "S1");
    isGone("car", 60_000);
    isSaid(1, "car", false, 70_000, "STAF11");
    Alert last = alerts.get(alerts.size() - 1);
    assertThat(last.head().isRetracted()).isTrue();
    assertThat(last.head().id()).isEqualTo(alerts.get(0).head().id());
  }

  @Test
  void whomASpotWasForWhenTheVehicleCameCounts() {
    reads("car", 1_200, "ABCD12");
    reads("car", 1_400, "ABCD12");
    stands("car", 1_500, "A1");
    FactHead head = new FactHead("stay carA1", "garage", 1_500, 50_000, true, false, "", "later");
    take(
        "gate",
        50_000,
        List.of(),
        List.of(),
        List.of(new SpotStay(head, "gate", "A1", "car", 48_500)),
        List.of());
    isGone("car", 60_000);
    assertThat(alerts).as("it was for anybody").isEmpty();
  }
}
