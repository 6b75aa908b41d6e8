package io.sightline.analytics.emotions;

import io.sightline.analytics.occupancy.WindowSize;
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
import io.sightline.domain.site.Zone;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts the emotions that a camera's faces show, in windows of event time, of the whole picture
 * and of each zone in it, and follows what each face shows; faces below the camera's floor, and
 * those that never move, are none. A minute in which nobody looked for faces is left out.
 */
public final class EmotionCounter {
  static final long WINDOW_MILLIS = 60_000;
  private static final long SHOW_EVERY_MILLIS = 5_000;

  private final LayoutCache<Map<String, Looking>> cameras;
  private final boolean live;
  // What the record that is being taken leads to.
  private FrameHeader frame;
  private List<EmotionWindow> windows;
  private List<EmotionSegment> segments;

  /**
   * What is remembered of a camera.
   *
   * @param minute the open one; null for none
   * @param faces that are there; null while nobody looks for any
   * @param sums open windows that are longer than a minute
   * @param places at which faces were seen
   */
  public record State(
      OpenWindow minute, Faces faces, List<EmotionSums.Sum> sums, List<FacePlace> places) {
    static final State NONE = new State(null, null, List.of(), List.of());
  }

  /**
   * The faces of a camera.
   *
   * @param model SHA-256 of the model that judged last
   * @param tellsOfOne whether the layout that they were seen by has single faces told of
   */
  public record Faces(FaceFollower.State state, String model, boolean tellsOfOne) {
    static final Faces NONE = new Faces(FaceFollower.State.EMPTY, "", false);
  }

  /**
   * What a record leads to.
   *
   * @param state to be remembered; null for nothing
   * @param windows those that are over; in the live run, every few seconds, also as they stand
   * @param segments what faces showed, likewise
   */
  public record Step(State state, List<EmotionWindow> windows, List<EmotionSegment> segments) {}

  /** How a camera's faces are looked at. */
  private record Looking(
      Floors floors, FaceFollower follower, List<String> zones, int leastPeople, ZoneId dayZone) {
    static Looking of(Camera camera, Site site) {
      return new Looking(
          camera.least(),
          new FaceFollower(camera),
          camera.zones().stream().map(Zone::id).toList(),
          site.privacy().minPeople(),
          site.zone());
    }

    /** Of single faces nothing is told where statistics are of several. */
    boolean tellsOfOne() {
      return leastPeople <= 1;
    }
  }

  /**
   * @param live whether windows are shown before they are over
   */
  public EmotionCounter(Layouts layouts, boolean live) {
    this.cameras = new LayoutCache<>(layouts, EmotionCounter::looking);
    this.live = live;
  }

  private static Map<String, Looking> looking(Site site) {
    Map<String, Looking> looking = new HashMap<>();
    for (Camera camera : site.cameras()) {
      if (camera.analyses(Analysis.EMOTIONS)) {
        looking.put(camera.id(), Looking.of(camera, site));
      }
    }
    return looking;
  }

  /**
   * @param known what is remembered of the camera; null for nothing
   */
  public Step take(Observations observations, State known) {
    frame = observations.frame();
    windows = new ArrayList<>();
    segments = new ArrayList<>();
    Looking looking = looking(frame.layoutVersion());
    boolean seen = observations.hasSeen(ModelRole.EMOTIONS) && looking != null;
    if (known == null && !seen) {
      return new Step(null, windows, segments);
    }
    State before = known == null ? State.NONE : known;
    long at = frame.capturedAtMillis();
    boolean ends = frame.kind() == RecordKind.END;
    OpenWindow minute = before.minute();
    List<EmotionSums.Sum> sums = before.sums();
    Faces there = before.faces();
    if (minute != null && (ends || at >= minute.startMillis() + WINDOW_MILLIS)) {
      sums = told(sums, minute);
      there = told(there, minute);
      minute = null;
    }
    sums = closed(sums, ends ? Long.MAX_VALUE : at);
    List<FacePlace> places = ends || looking == null ? List.of() : before.places();
    List<FaceSighting> living = null;
    if (seen) {
      List<FaceSighting> sure =
          observations.faces().stream()
              .filter(face -> face.score() >= looking.floors().face())
              .toList();
      StillFaces.Step step =
          StillFaces.see(
              minute == null ? StillFaces.fresh(places) : places,
              minute == null ? List.of() : minute.tallies(),
              at,
              sure,
              looking.follower()::zone);
      places = step.places();
      minute = counted(minute, observations, looking, step.tallies());
      living = sure.stream().filter(face -> !StillFaces.isAt(step.places(), face)).toList();
    }
    Faces faces = follow(observations, living, looking, there);
    if (seen) {
      minute = attended(minute, there, faces, at, looking.dayZone());
      if (live && at >= minute.shownMillis() + SHOW_EVERY_MILLIS) {
        for (OpenWindow.Part part : minute.parts()) {
          // Two such looks, one after the other, would tell of who is left alone between them.
          tell(minute, part, minute.leastPeople() <= 1, false);
        }
        if (looking.tellsOfOne()) {
          FaceFollower.open(faces.state())
              .forEach(shown -> segments.add(segment(faces.model(), shown)));
        }
        minute = minute.shown(at);
      }
    }
    boolean follows = looking != null && !ends;
    boolean nothing = minute == null && sums.isEmpty() && !follows;
    return new Step(
        nothing ? null : new State(minute, follows ? faces : null, sums, places),
        windows,
        segments);
  }

  /**
   * @param living faces of this record; null where it has no picture that was looked at
   * @param looking how the camera's faces are looked at; null where nobody does any more
   */
  private Faces follow(
      Observations observations, List<FaceSighting> living, Looking looking, Faces known) {
    long at = frame.capturedAtMillis();
    Faces before = known == null ? Faces.NONE : known;
    if (known != null && looking != null && known.tellsOfOne() != looking.tellsOfOne()) {
      // What was seen by another rule is told, or not, by that one.
      tell(known.model(), FaceFollower.end(known.state()), known.tellsOfOne());
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
    tell(model, step, tells);
    return new Faces(step.state(), model, tells);
  }

  private void tell(String model, FaceFollower.Step step, boolean tells) {
    if (tells) {
      step.over().forEach(shown -> segments.add(segment(model, shown)));
    }
  }

  private void tell(OpenWindow minute, OpenWindow.Part part, boolean isShown, boolean isFinal) {
    windows.add(
        fact(
            part.zone(),
            WINDOW_MILLIS,
            minute.startMillis(),
            minute.lastMillis(),
            minute.model(),
            minute.layoutVersion(),
            part.presence(),
            part.tallies(),
            isShown,
            isFinal));
  }

  /**
   * Tells a minute that is over, and adds it to longer windows. What is not shown of it is not in
   * those either, or it could be told from the others.
   */
  private List<EmotionSums.Sum> told(List<EmotionSums.Sum> before, OpenWindow minute) {
    List<EmotionSums.Sum> sums = closed(before, minute.startMillis());
    Looking by = looking(minute.layoutVersion());
    for (OpenWindow.Part part : minute.parts()) {
      boolean isShown = by != null && minute.tells(part);
      tell(minute, part, isShown, true);
      if (isShown) {
        sums = EmotionSums.with(sums, minute, part, by.dayZone());
      }
    }
    if (live) {
      EmotionSums.open(sums, frame.capturedAtMillis()).forEach(sum -> tell(sum, false));
    }
    return sums;
  }

  /** Those who are there, of whom a minute is told. */
  private static Faces told(Faces faces, OpenWindow minute) {
    if (faces == null) {
      return null;
    }
    List<String> zones = new ArrayList<>();
    boolean whole = false;
    for (OpenWindow.Part part : minute.parts()) {
      if (part.zone() == null) {
        whole = minute.tells(part);
      } else if (minute.tells(part)) {
        zones.add(part.zone());
      }
    }
    List<FaceTrack> told = new ArrayList<>();
    for (FaceTrack face : faces.state().faces()) {
      told.add(face.told(minute.startMillis(), whole, zones));
    }
    return new Faces(
        new FaceFollower.State(faces.state().tracks(), List.copyOf(told)),
        faces.model(),
        faces.tellsOfOne());
  }

  /** Without those that are over at a time, which are told. */
  private List<EmotionSums.Sum> closed(List<EmotionSums.Sum> sums, long millis) {
    List<EmotionSums.Sum> over = EmotionSums.over(sums, millis);
    over.forEach(sum -> tell(sum, true));
    return over.isEmpty() ? sums : EmotionSums.open(sums, millis);
  }

  private void tell(EmotionSums.Sum sum, boolean isFinal) {
    Looking by = looking(sum.layoutVersion());
    windows.add(
        fact(
            sum.zone(),
            sum.size().millis(),
            sum.startMillis(),
            sum.lastMillis(),
            sum.model(),
            sum.layoutVersion(),
            sum.presence(),
            sum.tallies(),
            by != null && (sum.leastPeople() <= 1 || sum.presence().people() >= sum.leastPeople()),
            isFinal));
  }

  private EmotionWindow fact(
      String zone,
      long windowMillis,
      long startMillis,
      long lastMillis,
      String model,
      String layoutVersion,
      Presence presence,
      List<EmotionCount.Tally> tallies,
      boolean isShown,
      boolean isFinal) {
    return new EmotionWindow(
        new FactHead("", frame.site(), startMillis, lastMillis, isFinal, model, layoutVersion),
        frame.camera(),
        zone == null ? EmotionWindow.Scope.CAMERA : EmotionWindow.Scope.ZONE,
        zone == null ? frame.camera() : zone,
        windowMillis,
        startMillis,
        EmotionCount.faces(tallies),
        presence.people(),
        isShown ? presence.mean() : null,
        isShown ? EmotionCount.shares(tallies) : List.of());
  }

  private EmotionSegment segment(String model, FaceFollower.Shown shown) {
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

  private OpenWindow counted(
      OpenWindow before,
      Observations observations,
      Looking looking,
      List<EmotionCount.Tally> tallies) {
    long at = frame.capturedAtMillis();
    OpenWindow open =
        before != null
            ? before
            : OpenWindow.begun(
                Math.floorDiv(at, WINDOW_MILLIS) * WINDOW_MILLIS, at, looking.leastPeople());
    return new OpenWindow(
        open.startMillis(),
        at,
        observations.model(ModelRole.EMOTIONS).map(ModelUse::sha256).orElse(""),
        frame.layoutVersion(),
        open.shownMillis(),
        Math.max(looking.leastPeople(), open.leastPeople()),
        open.zonesWith(looking.zones()),
        open.all(),
        open.places(),
        tallies);
  }

  /** With those who live and are in this frame. */
  private static OpenWindow attended(
      OpenWindow minute, Faces before, Faces after, long millis, ZoneId dayZone) {
    OpenWindow now = minute;
    for (FaceTrack face : after.state().faces()) {
      if (face.alive() && face.lastMillis() == millis) {
        now = attended(now, living(before, face), face, dayZone);
      }
    }
    return now;
  }

  /** The same face as it was before, if it was known to live; null otherwise. */
  private static FaceTrack living(Faces before, FaceTrack face) {
    return before == null
        ? null
        : before.state().faces().stream()
            .filter(one -> one.firstMillis() == face.firstMillis() && one.rank() == face.rank())
            .filter(FaceTrack::alive)
            .findFirst()
            .orElse(null);
  }

  /**
   * @param known the face before this frame; null where it was not known to live, so that none of
   *     its time is counted
   */
  private static OpenWindow attended(
      OpenWindow minute, FaceTrack known, FaceTrack face, ZoneId dayZone) {
    long start = minute.startMillis();
    long from = known == null ? face.firstMillis() : known.lastMillis();
    long millis = face.lastMillis() - Math.max(from, start);
    List<OpenWindow.Place> where = new ArrayList<>();
    for (FaceTrack.Visit visit : face.visits()) {
      boolean isHere = visit.lastMillis() == face.lastMillis();
      boolean wasHere = known == null && visit.lastMillis() >= start;
      if (isHere || wasHere) {
        FaceTrack.Visit before = known == null ? null : known.in(visit.zone());
        boolean isNew = before == null || before.lastMillis() < start;
        // Until it moved it was where it was first.
        boolean hasTime = known == null ? where.isEmpty() : isHere;
        where.add(
            new OpenWindow.Place(
                visit.zone(),
                presence(isNew, visit.toldMillis(), start, dayZone, hasTime ? millis : 0)));
      }
    }
    boolean isNew = known == null || known.lastMillis() < start;
    return minute.with(presence(isNew, face.toldMillis(), start, dayZone, millis), where);
  }

  /**
   * @param isNew whether it was not there yet in this minute
   * @param toldMillis start of the last minute told of in which it was there
   */
  private static Presence presence(
      boolean isNew, long toldMillis, long minuteMillis, ZoneId dayZone, long millis) {
    if (!isNew) {
      return new Presence(0, List.of(), millis);
    }
    List<Integer> newcomers = new ArrayList<>();
    for (WindowSize size : EmotionSums.SIZES) {
      boolean isOfWindow = toldMillis < size.startOf(minuteMillis, dayZone);
      newcomers.add(isOfWindow ? 1 : 0);
    }
    return new Presence(1, List.copyOf(newcomers), millis);
  }

  /** By a layout; null where nobody looks for faces by it. */
  private Looking looking(String layoutVersion) {
    return cameras.of(frame.site(), layoutVersion).get(frame.camera());
  }
}
