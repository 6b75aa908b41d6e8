package io.sightline.job.plates;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.analytics.vehicles.TrackNews;
import io.sightline.analytics.watchlist.PlateReport;
import io.sightline.domain.facts.PlateRead;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.domain.observations.PlateText;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.SiteFile;
import io.sightline.domain.statements.InsideStatement;
import io.sightline.domain.statements.PlateCorrection;
import io.sightline.domain.statements.Statements;
import io.sightline.domain.statements.WatchlistChange;
import io.sightline.domain.watchlist.WatchPattern;
import io.sightline.domain.watchlist.WatchlistEntry.Match;
import io.sightline.job.state.RememberingOperator;
import io.sightline.job.vehicles.TrackVehicles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("try") // Closing a harness may be interrupted.
class PlatesOnTracksTest {
  private static final Layouts LAYOUTS =
      Layouts.always(
          SiteFile.parse(
                  "site",
                  Path.of("/"),
                  """
                  site: garage
                  plate-formats: [CL]
                  cameras:
                    - {id: gate, uri: a.mp4, analyse: [vehicles, plates]}
                    - {id: barrier, uri: b.mp4, analyse: [plates]}
                    - {id: bays, uri: c.mp4, analyse: [occupancy, plates]}
                    - {id: strict, uri: d.mp4, analyse: [plates], floors: {plate: 0.85}}
                  """)
              .site());

  private final List<Observations> story = new ArrayList<>();

  /** Number of the newest statement that records know from here on. */
  private long statements;

  private FrameHeader frame(String camera, RecordKind kind) {
    int number = story.size();
    return new FrameHeader(
        "garage", camera, 0, number, number * 200L, kind, null, false, "layout", null, statements);
  }

  /** A car that drives on, with its plate. */
  private void sees(String camera, String text, float score) {
    boolean vehicles = !camera.equals("barrier") && !camera.equals("strict");
    float x = 20 + 30 * story.size();
    Box car = new Box(x, 100, x + 200, 240);
    Box plate = new Box(x + 80, 200, x + 130, 215);
    List<PlateSighting> plates =
        text == null
            ? List.of()
            : List.of(
                new PlateSighting(
                    plate,
                    0.8f,
                    vehicles ? 0 : PlateSighting.NO_VEHICLE,
                    PlateText.of(text, List.of(score)),
                    "crop-" + story.size()));
    Observations seen =
        Observations.nothing(frame(camera, RecordKind.FRAME))
            .sized(1_280, 720)
            .withPlates(plates)
            .by(new ModelUse("plates", "p", "1", "p-sha"))
            .by(new ModelUse("plate-text", "t", "1", "t-sha"));
    story.add(
        vehicles
            ? seen.withVehicles(List.of(new Detection("car", 0.9f, car)))
                .by(new ModelUse("vehicles", "v", "1", "v-sha"))
            : seen);
  }

  private void ends(String camera) {
    story.add(Observations.nothing(frame(camera, RecordKind.END)));
  }

  /** What becomes of the story, with a restore from a checkpoint after some records. */
  private Outcome tell(String camera, int restoreAfter) throws Exception {
    return tell(camera, restoreAfter, false);
  }

  private Outcome tell(String camera, int restoreAfter, boolean live) throws Exception {
    List<TrackNews> news = new ArrayList<>();
    OperatorSubtaskState state = null;
    for (List<Observations> part :
        List.of(story.subList(0, restoreAfter), story.subList(restoreAfter, story.size()))) {
      try (var tracking = tracking(camera)) {
        restore(tracking, state);
        for (Observations observations : part) {
          tracking.processElement(observations, 0);
        }
        state = tracking.snapshot(1, 1);
        news.addAll(news(camera, tracking));
      }
    }
    List<PlateRead> reads = new ArrayList<>();
    List<String> superseded = new ArrayList<>();
    List<PlateReport> reports = new ArrayList<>();
    OperatorSubtaskState votes = null;
    int middle = news.size() / 2;
    for (List<TrackNews> part :
        List.of(news.subList(0, middle), news.subList(middle, news.size()))) {
      try (var keeping =
          new KeyedOneInputStreamOperatorTestHarness<>(
              new RememberingOperator<>(new KeepPlateReads(LAYOUTS, SAID, live)),
              TrackNews::camera,
              Types.STRING)) {
        restore(keeping, votes);
        for (TrackNews one : part) {
          keeping.processElement(one, 0);
        }
        votes = keeping.snapshot(1, 1);
        reads.addAll(keeping.extractOutputValues());
        keeping
            .getSideOutput(KeepPlateReads.PLATE_REPORTS)
            .forEach(record -> reports.add(record.getValue()));
        var dropped = keeping.getSideOutput(KeepPlateReads.SUPERSEDED_CROPS);
        if (dropped != null) {
          dropped.forEach(record -> superseded.add(record.getValue()));
        }
      }
    }
    return new Outcome(reads, superseded, reports);
  }

  private record Outcome(
      List<PlateRead> reads, List<String> superseded, List<PlateReport> reports) {}

  private static <I, O> void restore(
      KeyedOneInputStreamOperatorTestHarness<String, I, O> harness, OperatorSubtaskState state)
      throws Exception {
    harness.setup();
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, Observations, ?> tracking(
      String camera) throws Exception {
    return camera.equals("gate")
        ? new KeyedOneInputStreamOperatorTestHarness<>(
            new RememberingOperator<>(new TrackVehicles(LAYOUTS, SAID, false)),
            seen -> seen.frame().camera(),
            Types.STRING)
        : new KeyedOneInputStreamOperatorTestHarness<>(
            new RememberingOperator<>(new TrackPlates(LAYOUTS, SAID)),
            seen -> seen.frame().camera(),
            Types.STRING);
  }

  private static List<TrackNews> news(
      String camera, KeyedOneInputStreamOperatorTestHarness<String, Observations, ?> tracking) {
    if (!camera.equals("gate")) {
      return tracking.extractOutputValues().stream().map(TrackNews.class::cast).toList();
    }
    var records = tracking.getSideOutput(TrackVehicles.NEWS);
    return records == null ? List.of() : records.stream().map(StreamRecord::getValue).toList();
  }

  /** What people have said, by the number that records are stamped with. */
  private static final Said SAID = new Said();

  private static final class Said implements Statements {
    @Override
    public List<WatchlistChange> watchlist(String site, long after, long upTo) {
      return WATCHED.stream()
          .filter(change -> change.number() > after && change.number() <= upTo)
          .toList();
    }

    private static final long serialVersionUID = 1;
    private static final List<WatchlistChange> WATCHED = new ArrayList<>();
    private static final Map<Long, PlateCorrection> CORRECTIONS = new TreeMap<>();

    @Override
    public List<PlateCorrection> corrections(String site, String camera, Range range) {
      return CORRECTIONS.values().stream()
          .filter(one -> one.camera().equals(camera) && one.atMillis() >= range.sinceMillis())
          .filter(one -> one.number() > range.after() && one.number() <= range.upTo())
          .toList();
    }

    @Override
    public List<InsideStatement> counts(String site, Range range) {
      return List.of();
    }
  }

  @AfterEach
  void forget() {
    Said.CORRECTIONS.clear();
    Said.WATCHED.clear();
  }

  /** All later records know of a statement. */
  private void isSaid(PlateRead read, String plate) {
    statements++;
    Said.CORRECTIONS.put(
        statements,
        new PlateCorrection(
            statements, read.camera(), read.head().atMillis(), read.track(), read.box(), plate));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gate", "barrier"})
  void whatAPersonSaysOfAVehicleThatIsGoneReachesItsRowsWhereverTheRunIsTakenUp(String camera)
      throws Exception {
    carPasses(camera);
    PlateRead read = last(tell(camera, 0, true));
    assertThat(read.text()).isEqualTo("ABCD12");
    isSaid(read, "WXYZ99");
    sees(camera, null, 0);
    for (int restoreAfter = 0; restoreAfter <= story.size(); restoreAfter++) {
      PlateRead corrected = last(tell(camera, restoreAfter, true));
      assertThat(corrected.text()).as("taken up after %s", restoreAfter).isEqualTo("WXYZ99");
      assertThat(corrected.corrected()).isTrue();
      assertThat(corrected.head().isFinal()).isTrue();
      assertThat(corrected.head().id()).isEqualTo(read.head().id());
      assertThat(corrected.head().atMillis()).isEqualTo(read.head().atMillis());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gate", "barrier"})
  void whatIsWantedFromATimeOnIsToldAgainWhereverTheRunIsTakenUp(String camera) throws Exception {
    carPasses(camera);
    PlateRead read = last(tell(camera, 0, true));
    statements++;
    Said.WATCHED.add(
        new WatchlistChange(
            statements,
            "new",
            read.head().atMillis(),
            WatchPattern.of(Match.EXACT, "ABCD12"),
            read.head().atMillis(),
            Long.MAX_VALUE));
    // Until the camera says again how far its word is complete.
    for (int i = 0; i < 6; i++) {
      sees(camera, null, 0);
    }
    for (int restoreAfter = 0; restoreAfter <= story.size(); restoreAfter++) {
      List<PlateReport> reports = tell(camera, restoreAfter, true).reports();
      assertThat(reports)
          .as("taken up after %s", restoreAfter)
          .filteredOn(report -> report.statements() == statements)
          .first()
          .satisfies(report -> assertThat(report.reads()).contains(read));
    }
    assertThat(tell(camera, 0, false).reports())
        .as("other runs know it from the start")
        .filteredOn(report -> report.reads().contains(read))
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gate", "barrier"})
  void aRunWithOtherTracksFindsTheVehicleByItsBox(String camera) throws Exception {
    carPasses(camera);
    PlateRead read = last(tell(camera, 0));
    statements = 1;
    Said.CORRECTIONS.put(
        1L,
        new PlateCorrection(
            1, camera, read.head().atMillis(), "of another run", read.box(), "WXYZ99"));
    story.clear();
    carPasses(camera);
    for (int restoreAfter = 0; restoreAfter <= 6; restoreAfter++) {
      assertThat(last(tell(camera, restoreAfter)).text())
          .as("taken up after %s", restoreAfter)
          .isEqualTo("WXYZ99");
    }
    Box elsewhere = new Box(1_000, 600, 1_100, 700);
    Said.CORRECTIONS.put(
        1L,
        new PlateCorrection(
            1, camera, read.head().atMillis(), "of another run", elsewhere, "WXYZ99"));
    assertThat(last(tell(camera, 0)).text()).isEqualTo("ABCD12");
  }

  /** It is seen, and then for long enough not. */
  private void carPasses(String camera) {
    for (String text : new String[] {null, "ABCD12", "ABCD12", "ABCD12"}) {
      sees(camera, text, 0.9f);
    }
    for (int i = 0; i < 30; i++) {
      story.add(nobody(camera));
    }
  }

  private Observations nobody(String camera) {
    return Observations.nothing(frame(camera, RecordKind.FRAME))
        .sized(1_280, 720)
        .by(new ModelUse("vehicles", "v", "1", "v-sha"))
        .by(new ModelUse("plates", "p", "1", "p-sha"))
        .by(new ModelUse("plate-text", "t", "1", "t-sha"));
  }

  private static PlateRead last(Outcome outcome) {
    return outcome.reads().get(outcome.reads().size() - 1);
  }

  private void carDrivesBy(String camera) {
    sees(camera, null, 0);
    sees(camera, "ABCDI2", 0.8f);
    sees(camera, "ABCD12", 0.9f);
    sees(camera, "A8CD1Z", 0.7f);
    sees(camera, "XY", 0.99f);
    sees(camera, "ABGD12", 0.9f);
    ends(camera);
  }

  @Test
  void aVehiclesPlateIsWhatMostOfItsReadsSayInItsRegionsSpelling() throws Exception {
    carDrivesBy("gate");
    Outcome outcome = tell("gate", 0);
    assertThat(outcome.reads())
        .singleElement()
        .satisfies(
            read -> {
              assertThat(read.text()).isEqualTo("ABCD12");
              assertThat(read.reads()).isEqualTo(3);
              assertThat(read.camera()).isEqualTo("gate");
              assertThat(read.evidence()).isEqualTo("crop-2");
              assertThat(read.head().atMillis()).isEqualTo(200);
              assertThat(read.head().isFinal()).isTrue();
              assertThat(read.head().modelSha256()).isEqualTo("t-sha");
            });
    assertThat(outcome.superseded())
        .containsExactlyInAnyOrder("crop-1", "crop-3", "crop-4", "crop-5");
  }

  @Test
  void whereNobodyLooksForVehiclesThePlateItselfIsFollowed() throws Exception {
    carDrivesBy("barrier");
    Outcome outcome = tell("barrier", 0);
    assertThat(outcome.reads()).extracting(PlateRead::text).containsExactly("ABCD12");
    assertThat(outcome.superseded()).hasSize(4);
  }

  @Test
  void aRestoreInTheMiddleChangesNothing() throws Exception {
    carDrivesBy("gate");
    Outcome undisturbed = tell("gate", 0);
    for (int i = 1; i < story.size(); i++) {
      assertThat(tell("gate", i)).isEqualTo(undisturbed);
    }
  }

  @Test
  void aPlateOfNoTrackIsNoFactAndItsPictureGoes() throws Exception {
    sees("gate", "ABCD12", 0.99f);
    ends("gate");
    Outcome outcome = tell("gate", 0);
    assertThat(outcome.reads()).isEmpty();
    assertThat(outcome.superseded()).containsExactly("crop-0");
  }

  @Test
  void whereVehiclesAreLookedForButNotFollowedThePlateIsFollowedAllTheSame() throws Exception {
    carDrivesBy("bays");
    assertThat(tell("bays", 0).reads()).extracting(PlateRead::text).containsExactly("ABCD12");
  }

  @Test
  void aLivePlateIsShownOnceItsTrackIsKnownAndNamesNoPictureThatIsGone() throws Exception {
    for (float score : new float[] {0.97f, 0.6f, 0.7f, 0.98f, 0.5f}) {
      sees("gate", "ABCD12", score);
    }
    ends("gate");
    List<PlateRead> shown = tell("gate", 0, true).reads();
    assertThat(shown.get(0).head().isFinal()).isFalse();
    // The track is known with its third frame; the fourth is a better picture.
    assertThat(shown).extracting(PlateRead::reads).containsExactly(3, 4, 5);
    assertThat(shown).extracting(PlateRead::evidence).containsExactly("crop-0", "crop-3", "crop-3");
    assertThat(shown.get(2).head().isFinal()).isTrue();
  }

  @Test
  void unsureReadsAreNoPlateAndTheirPicturesGo() throws Exception {
    for (int i = 0; i < 5; i++) {
      sees("barrier", "ABCD12", 0.3f);
    }
    ends("barrier");
    Outcome outcome = tell("barrier", 0);
    assertThat(outcome.reads()).isEmpty();
    assertThat(outcome.superseded()).hasSize(5);
  }

  @Test
  void aCameraMayAskForSurerReads() throws Exception {
    carDrivesBy("strict");
    assertThat(tell("strict", 0).reads()).isEmpty();
    story.clear();
    carDrivesBy("barrier");
    assertThat(tell("barrier", 0).reads()).hasSize(1);
  }

  @Test
  void noiseIsNeverShown() throws Exception {
    sees("gate", "ABCD12", 0.99f);
    sees("gate", "ABCD12", 0.99f);
    ends("gate");
    Outcome outcome = tell("gate", 0, true);
    assertThat(outcome.reads()).isEmpty();
    assertThat(outcome.superseded()).containsExactlyInAnyOrder("crop-0", "crop-1");
  }
}
