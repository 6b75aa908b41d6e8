package io.sightline.job.emotions;

import io.sightline.analytics.emotions.EmotionCount;
import io.sightline.analytics.emotions.EmotionSums;
import io.sightline.analytics.emotions.FaceFollower;
import io.sightline.analytics.emotions.FacePlace;
import io.sightline.analytics.emotions.FaceTrack;
import io.sightline.analytics.emotions.OpenWindow;
import io.sightline.analytics.emotions.StillFaces;
import io.sightline.domain.DerivedIds;
import io.sightline.domain.facts.EmotionSegment;
import io.sightline.domain.facts.EmotionWindow;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.observations.FaceSighting;
import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.Analysis;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Floors;
import io.sightline.domain.site.LayoutCache;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.ModelRole;
import io.sightline.domain.site.Site;
import io.sightline.job.state.KnownValue;
import io.sightline.job.state.RememberingFunction;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Counts the emotions that a camera's faces show, in windows of event time, and follows what each
 * face shows; faces below the camera's floor, and those that never move, are none. Emits a minute
 * when it is over or the camera ends, in the live run also every few seconds; a minute in which
 * nobody looked for faces is left out. What a face showed goes to a side output when that is over,
 * in the live run as it stands with each minute that is shown. State is the open windows, the faces
 * that are there, and the places at which faces were seen until the camera ends.
 */
public final class CountEmotions extends RememberingFunction<String, Observations, EmotionWindow> {
  /** What each face showed. */
  public static final OutputTag<EmotionSegment> SEGMENTS =
      new OutputTag<>("emotion-segments", TypeInformation.of(EmotionSegment.class));

  static final long WINDOW_MILLIS = 60_000;

  private static final long SHOW_EVERY_MILLIS = 5_000;

  private static final ValueStateDescriptor<OpenWindow> OPEN =
      new ValueStateDescriptor<>("open-window-v1", TypeInformation.of(OpenWindow.class));

  private static final ValueStateDescriptor<Faces> FACES =
      new ValueStateDescriptor<>("camera-faces-v1", TypeInformation.of(Faces.class));

  private static final ValueStateDescriptor<Sums> SUMS =
      new ValueStateDescriptor<>("emotion-sums-v1", TypeInformation.of(Sums.class));

  private static final ListStateDescriptor<FacePlace> PLACES =
      new ListStateDescriptor<>("face-places-v1", TypeInformation.of(FacePlace.class));

  private final Layouts layouts;
  private final boolean live;
  private transient LayoutCache<Map<String, Looking>> cameras;
  private transient KnownValue<String, OpenWindow> open;
  private transient KnownValue<String, Faces> faces;
  private transient KnownValue<String, Sums> sums;
  private transient ListState<FacePlace> places;

  /**
   * What is remembered of a camera's faces.
   *
   * @param model SHA-256 of the model that judged last
   * @param tellsOfOne whether the layout that they were seen by has single faces told of
   */
  public record Faces(FaceFollower.State state, String model, boolean tellsOfOne) {
    static final Faces NONE = new Faces(FaceFollower.State.EMPTY, "", false);
  }

  /** Windows that are longer than a minute. */
  public record Sums(List<EmotionSums.Sum> open) {}

  /** How a camera's faces are looked at. */
  private record Looking(Floors floors, FaceFollower follower, int leastPeople, ZoneId zone) {
    /** Whether shares over so many people are shown. */
    boolean shows(int people) {
      return leastPeople <= 1 || people >= leastPeople;
    }

    /** Of single faces nothing is told where statistics are of several. */
    boolean tellsOfOne() {
      return leastPeople <= 1;
    }
  }

  /**
   * @param live whether a minute is shown before it is over
   */
  public CountEmotions(Layouts layouts, boolean live) {
    this.layouts = layouts;
    this.live = live;
  }

  @Override
  public void open(OpenContext context) {
    cameras = new LayoutCache<>(layouts, CountEmotions::counting);
    open = known(OPEN);
    faces = known(FACES);
    sums = known(SUMS);
    places = getRuntimeContext().getListState(PLACES);
  }

  private static Map<String, Looking> counting(Site site) {
    Map<String, Looking> counting = new HashMap<>();
    for (Camera camera : site.cameras()) {
      if (camera.analyses(Analysis.EMOTIONS)) {
        counting.put(
            camera.id(),
            new Looking(
                camera.least(), new FaceFollower(camera), site.privacy().minPeople(), site.zone()));
      }
    }
    return counting;
  }

  @Override
  public void processElement(
      Observations observations, Context context, Collector<EmotionWindow> out) throws Exception {
    FrameHeader frame = observations.frame();
    Looking looking = cameras.of(frame.site(), frame.layoutVersion()).get(frame.camera());
    boolean seen = observations.hasSeen(ModelRole.EMOTIONS) && looking != null;
    OpenWindow window = open.value(frame.camera());
    Faces known = faces.value(frame.camera());
    boolean nothing = window == null && known == null && sums.value(frame.camera()) == null;
    if (nothing && !seen) {
      return;
    }
    if (known != null && (frame.kind() == RecordKind.END || looking == null)) {
      places.clear();
    }
    long at = frame.capturedAtMillis();
    boolean over =
        window != null
            && (frame.kind() == RecordKind.END || at >= window.startMillis() + WINDOW_MILLIS);
    if (over) {
      out.collect(minute(frame, window, true));
      add(frame, window, out);
      window = null;
    }
    close(frame, out);
    List<FaceSighting> living = null;
    if (seen) {
      List<FaceSighting> sure =
          observations.faces().stream()
              .filter(face -> face.score() >= looking.floors().face())
              .toList();
      StillFaces.Step step = withoutStill(window, at, sure);
      window = counted(window, observations, step.tallies());
      living = sure.stream().filter(face -> !StillFaces.isAt(step.places(), face)).toList();
    }
    Faces there = follow(observations, living, looking, known, context);
    if (seen) {
      window =
          window.with(
              people(known, there, window.startMillis(), at),
              people(known, there, Long.MIN_VALUE, at));
    }
    if (seen && live && at >= window.shownMillis() + SHOW_EVERY_MILLIS) {
      out.collect(minute(frame, window, false));
      if (looking.tellsOfOne()) {
        FaceFollower.open(there.state())
            .forEach(shown -> context.output(SEGMENTS, segment(frame, there.model(), shown)));
      }
      window = window.shown(at);
    }
    if (window == null) {
      open.clear(frame.camera());
    } else {
      open.update(frame.camera(), window);
    }
  }

  /**
   * @param living faces of this record; null where it has no picture that was looked at
   * @param looking how the camera's faces are looked at; null where nobody does any more
   */
  private Faces follow(
      Observations observations,
      List<FaceSighting> living,
      Looking looking,
      Faces known,
      Context context)
      throws Exception {
    FrameHeader frame = observations.frame();
    long at = frame.capturedAtMillis();
    Faces before = known == null ? Faces.NONE : known;
    if (known != null && looking != null && known.tellsOfOne() != looking.tellsOfOne()) {
      // What was seen by another rule is told, or not, by that one.
      tell(frame, known.model(), FaceFollower.end(known.state()), known.tellsOfOne(), context);
      before = new Faces(FaceFollower.State.EMPTY, known.model(), looking.tellsOfOne());
    }
    FaceFollower.Step step;
    if (looking == null || frame.kind() == RecordKind.END) {
      step = FaceFollower.end(before.state());
    } else if (living != null) {
      step = looking.follower().see(before.state(), at, living);
    } else if (frame.isLoss()) {
      step = looking.follower().lose(before.state(), at);
    } else {
      step = looking.follower().pass(before.state(), at);
    }
    String model =
        observations.model(ModelRole.EMOTIONS).map(ModelUse::sha256).orElse(before.model());
    boolean tells = looking == null ? before.tellsOfOne() : looking.tellsOfOne();
    tell(frame, model, step, tells, context);
    Faces after = new Faces(step.state(), model, tells);
    if (looking == null || frame.kind() == RecordKind.END) {
      faces.clear(frame.camera());
    } else if (!after.equals(known)) {
      faces.update(frame.camera(), after);
    }
    return after;
  }

  private static void tell(
      FrameHeader frame, String model, FaceFollower.Step step, boolean tells, Context context) {
    if (tells) {
      step.over().forEach(shown -> context.output(SEGMENTS, segment(frame, model, shown)));
    }
  }

  /**
   * A minute is over. One whose shares are not shown is not in longer windows either, or it could
   * be told from the others.
   */
  private void add(FrameHeader frame, OpenWindow minute, Collector<EmotionWindow> out)
      throws Exception {
    Sums before = sums.value(frame.camera());
    List<EmotionSums.Sum> open = before == null ? List.of() : before.open();
    EmotionSums.over(open, minute.startMillis())
        .forEach(sum -> out.collect(longer(frame, sum, true)));
    Looking looking = looking(frame, minute.layoutVersion());
    if (looking != null && looking.shows(minute.people())) {
      List<EmotionSums.Sum> after = EmotionSums.with(open, minute, looking.zone());
      sums.update(frame.camera(), new Sums(after));
      if (live) {
        EmotionSums.open(after, frame.capturedAtMillis())
            .forEach(sum -> out.collect(longer(frame, sum, false)));
      }
    }
  }

  /** What is over by now, and all of it where the camera ends. */
  private void close(FrameHeader frame, Collector<EmotionWindow> out) throws Exception {
    Sums before = sums.value(frame.camera());
    if (before == null) {
      return;
    }
    long at = frame.kind() == RecordKind.END ? Long.MAX_VALUE : frame.capturedAtMillis();
    List<EmotionSums.Sum> over = EmotionSums.over(before.open(), at);
    over.forEach(sum -> out.collect(longer(frame, sum, true)));
    if (over.size() == before.open().size()) {
      sums.clear(frame.camera());
    } else if (!over.isEmpty()) {
      sums.update(frame.camera(), new Sums(EmotionSums.open(before.open(), at)));
    }
  }

  private EmotionWindow longer(FrameHeader frame, EmotionSums.Sum sum, boolean isFinal) {
    return fact(
        frame,
        sum.size().millis(),
        sum.startMillis(),
        sum.lastMillis(),
        sum.model(),
        sum.layoutVersion(),
        sum.people(),
        sum.tallies(),
        isFinal);
  }

  private EmotionWindow minute(FrameHeader frame, OpenWindow window, boolean isFinal) {
    return fact(
        frame,
        WINDOW_MILLIS,
        window.startMillis(),
        window.lastMillis(),
        window.model(),
        window.layoutVersion(),
        window.people(),
        window.tallies(),
        isFinal);
  }

  /** Faces that live, and were not yet seen to in the window. */
  private static int people(Faces before, Faces after, long startMillis, long millis) {
    int people = 0;
    for (FaceTrack face : after.state().faces()) {
      boolean known =
          before != null
              && before.state().faces().stream()
                  .anyMatch(
                      one ->
                          one.firstMillis() == face.firstMillis()
                              && one.rank() == face.rank()
                              && one.alive()
                              && one.lastMillis() >= startMillis);
      people += face.alive() && face.lastMillis() == millis && !known ? 1 : 0;
    }
    return people;
  }

  private static EmotionSegment segment(FrameHeader frame, String model, FaceFollower.Shown shown) {
    FaceTrack face = shown.face();
    FaceTrack.Showing showing = shown.showing();
    String track =
        DerivedIds.faceTrack(frame.site(), frame.camera(), face.firstMillis(), face.rank());
    return new EmotionSegment(
        new FactHead(
            DerivedIds.emotionSegment(track, showing.fromMillis()),
            frame.site(),
            showing.fromMillis(),
            // What is over may have ended before the frame that it was last shown by.
            frame.capturedAtMillis(),
            shown.over(),
            model,
            frame.layoutVersion()),
        frame.camera(),
        track,
        showing.zone(),
        showing.fromMillis(),
        showing.untilMillis(),
        showing.emotion(),
        showing.score());
  }

  private StillFaces.Step withoutStill(OpenWindow before, long millis, List<FaceSighting> sure)
      throws Exception {
    List<FacePlace> known = new ArrayList<>();
    places.get().forEach(known::add);
    StillFaces.Step step =
        StillFaces.see(
            before == null ? StillFaces.fresh(known) : known,
            before == null ? List.of() : before.tallies(),
            millis,
            sure);
    places.update(step.places());
    return step;
  }

  private static OpenWindow counted(
      OpenWindow before, Observations observations, List<EmotionCount.Tally> tallies) {
    FrameHeader frame = observations.frame();
    long at = frame.capturedAtMillis();
    return new OpenWindow(
        before == null ? Math.floorDiv(at, WINDOW_MILLIS) * WINDOW_MILLIS : before.startMillis(),
        at,
        observations.model(ModelRole.EMOTIONS).map(ModelUse::sha256).orElse(""),
        frame.layoutVersion(),
        before == null ? at : before.shownMillis(),
        before == null ? 0 : before.people(),
        before == null ? 0 : before.newcomers(),
        tallies);
  }

  /** By the layout of a window; null where nobody looks for faces by it. */
  private Looking looking(FrameHeader frame, String layoutVersion) {
    return cameras.of(frame.site(), layoutVersion).get(frame.camera());
  }

  private EmotionWindow fact(
      FrameHeader frame,
      long windowMillis,
      long startMillis,
      long lastMillis,
      String model,
      String layoutVersion,
      int people,
      List<EmotionCount.Tally> tallies,
      boolean isFinal) {
    Looking looking = looking(frame, layoutVersion);
    boolean isShown = looking != null && looking.shows(people);
    return new EmotionWindow(
        new FactHead("", frame.site(), startMillis, lastMillis, isFinal, model, layoutVersion),
        EmotionWindow.Scope.CAMERA,
        frame.camera(),
        windowMillis,
        startMillis,
        EmotionCount.faces(tallies),
        people,
        isShown ? EmotionCount.shares(tallies) : List.of());
  }
}
