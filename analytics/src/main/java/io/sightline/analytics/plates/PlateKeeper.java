package io.sightline.analytics.plates;

import io.sightline.analytics.state.Entries;
import io.sightline.analytics.vehicles.PlateView;
import io.sightline.analytics.vehicles.TrackNews;
import io.sightline.domain.DerivedIds;
import io.sightline.domain.facts.Alert;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.PlateRead;
import io.sightline.domain.facts.SpotStay;
import io.sightline.domain.observations.PlateText;
import io.sightline.domain.plates.PlateFormats;
import io.sightline.domain.plates.RegionPack;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Floors;
import io.sightline.domain.site.LayoutCache;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.ModelRole;
import io.sightline.domain.site.Permits;
import io.sightline.domain.site.Site;
import io.sightline.domain.statements.PlateCorrection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Decides on the plates of one camera's tracks, and so of their passages: early while a track is
 * seen, for good when it is over. No plate stands on two tracks at once.
 */
public final class PlateKeeper {
  /** Characters of fewer pixels cannot be told apart. */
  private static final float LEAST_HEIGHT = 12;

  /** The longest that a plate of a track that is over is remembered. */
  private static final long HELD_MILLIS = 600_000;

  private final LayoutCache<Expected> expected;
  private final State state;
  private final TracksOver over;
  private final boolean live;

  // What is being taken, and leads to.
  private String site;
  private Expected plates;
  private List<PlateRead> early;
  private List<PlateRead> reads;
  private List<Passage> passages;
  private List<Alert> alerts;
  private List<String> superseded;

  /**
   * What is remembered of a camera.
   *
   * @param tracks those that are not over, by id
   * @param held plates of tracks that are over, which tracks that are not may not have
   * @param over tracks that are over and may still be corrected, by id
   * @param spans those by the minute in which they ended
   */
  public record State(
      Entries<String, TrackReads> tracks,
      Entries<String, HeldPlate> held,
      Entries<String, TrackOver> over,
      Entries<Long, List<String>> spans) {}

  /**
   * What news lead to.
   *
   * @param early plates of tracks that are not over yet
   * @param reads plates for good, and rows that are taken back
   * @param passages new ones, and those of which more is known by now
   * @param alerts of vehicles on spots that are for others, and such as there are not after all
   * @param superseded names of pictures that are not needed any more
   */
  public record Step(
      List<PlateRead> early,
      List<PlateRead> reads,
      List<Passage> passages,
      List<Alert> alerts,
      List<String> superseded) {}

  /**
   * What is remembered of tracks.
   *
   * @param reads their plates as they were told last
   * @param passages of the same tracks, likewise
   */
  public record Remembered(List<PlateRead> reads, List<Passage> passages) {}

  private record Where(String site, String camera, String layoutVersion) {
    static Where of(PlateView view) {
      return new Where(view.site(), view.camera(), view.layoutVersion());
    }

    static Where of(TrackNews news) {
      return new Where(news.site(), news.camera(), news.layoutVersion());
    }
  }

  /**
   * What plates a site expects, and by camera from where on a read counts.
   *
   * @param permits who may stand where
   */
  private record Expected(
      PlateFormats formats,
      Map<String, Floors> floors,
      List<String> looking,
      long keptMillis,
      Permits permits) {
    static Expected of(Site site) {
      Map<String, Floors> floors = new HashMap<>();
      site.cameras().forEach(camera -> floors.put(camera.id(), camera.least()));
      return new Expected(
          site.plates(),
          floors,
          site.cameras().stream()
              .filter(camera -> camera.looks().contains(ModelRole.PLATES))
              .map(Camera::id)
              .toList(),
          site.sessions().correctable().toMillis(),
          new Permits(site));
    }

    /** The region of whose plates a read is one; empty for a read that does not count. */
    Optional<RegionPack> region(PlateView view) {
      PlateText read = view.plate().text();
      return view.plate().isRead()
              && read.score() >= floors.getOrDefault(view.camera(), Floors.USUAL).plate()
          ? formats.region(read.text())
          : Optional.empty();
    }
  }

  /**
   * @param live whether corrections may come when a track is over; elsewhere they are known before
   */
  public PlateKeeper(Layouts layouts, State state, boolean live) {
    this.expected = new LayoutCache<>(layouts, Expected::of);
    this.state = state;
    this.over = new TracksOver(state.over(), state.spans());
    this.live = live;
  }

  public Step take(TrackNews news) {
    site = news.site();
    plates = expected.of(site, news.layoutVersion());
    early = new ArrayList<>();
    reads = new ArrayList<>();
    passages = new ArrayList<>();
    alerts = new ArrayList<>();
    superseded = new ArrayList<>();
    news.plates().stream().filter(view -> !view.isEnd()).forEach(this::see);
    news.passages().forEach(this::pass);
    news.stands().forEach(stand -> stand(news.atMillis(), stand));
    news.corrections().forEach(correction -> correct(news, correction));
    news.plates().stream().filter(PlateView::isEnd).forEach(this::end);
    return new Step(early, reads, passages, alerts, superseded);
  }

  /**
   * What was told of tracks that are not over, or were not at a time.
   *
   * @param news that have been taken last
   */
  public Remembered since(TrackNews news, long sinceMillis) {
    List<PlateRead> told = new ArrayList<>();
    List<Passage> passed = new ArrayList<>();
    long earliest = news.atMillis() - plates.keptMillis();
    for (TrackOver track : over.since(Math.max(sinceMillis, earliest), news.atMillis())) {
      if (track.row() != null) {
        told.add(track.row());
        passed.addAll(track.passages());
      }
    }
    state
        .tracks()
        .forEach(
            (id, track) -> {
              if (track.shown() != null) {
                told.add(row(Where.of(news), id, track, track.shown(), false));
                passed.addAll(track.passages());
              }
            });
    told.sort(Comparator.comparing(read -> read.head().id()));
    passed.sort(Comparator.comparing(passage -> passage.head().id()));
    return new Remembered(told, passed);
  }

  private TrackReads reads(String track) {
    TrackReads known = state.tracks().get(track);
    return known == null ? TrackReads.NONE : known;
  }

  private void see(PlateView view) {
    TrackReads before = reads(view.track());
    TrackReads after = before;
    float height = view.plate().box().height();
    if (height > before.tallest()) {
      after = after.seen(height);
    }
    Optional<RegionPack> region = plates.region(view);
    if (region.isPresent()) {
      PlateVote.Step step =
          PlateVote.add(before.vote(), view.atMillis(), view.plate(), region.get());
      superseded.addAll(step.superseded());
      after = after.read(step.state(), view.model(), view.box());
      PlateGiven given = given(after);
      if (given != null) {
        after = after.passed(told(view.atMillis(), after, given));
        after = judged(view.atMillis(), after, given);
        if (view.counts() && isNews(given, after.shown())) {
          early.add(row(Where.of(view), view.track(), after, given, false));
          after = after.shown(given);
        }
      }
    } else if (view.plate().crop() != null) {
      superseded.add(view.plate().crop());
    }
    if (after != before) {
      state.tracks().put(view.track(), after);
    }
  }

  /** What the reads say of a track; null where that is not believed. */
  private PlateGiven read(TrackReads track) {
    return winner(track).map(PlateGiven::of).orElse(null);
  }

  /** The plate that a track is told with; null for none. */
  private PlateGiven given(TrackReads track) {
    return PlateGiven.told(read(track), track.said());
  }

  /** Tells the passages of a track with its plate, where they were told otherwise. */
  private List<Passage> told(long millis, TrackReads track, PlateGiven given) {
    List<Passage> now = new ArrayList<>();
    for (Passage passage : track.passages()) {
      FactHead head = passage.head().revised(millis, passage.head().isFinal());
      Passage told = PlateGiven.told(passage, head, given, track.said(), null);
      boolean same =
          Objects.equals(told.plate(), passage.plate()) && told.corrected() == passage.corrected();
      now.add(same ? passage : told);
      if (!same) {
        passages.add(told);
      }
    }
    return now;
  }

  private void pass(Passage passage) {
    boolean looks = plates.looking().contains(passage.camera());
    TrackReads track = reads(passage.track());
    FactHead head = passage.head().revised(at(passage), !looks);
    Passage told = PlateGiven.told(passage, head, given(track), track.said(), null);
    passages.add(told);
    List<Passage> all = new ArrayList<>(track.passages());
    all.add(told);
    state.tracks().put(passage.track(), track.passed(all));
  }

  private void stand(long millis, SpotStay stand) {
    SpotMisuse known = reads(stand.track()).misuse();
    // Who stood there before it was for others is not judged when it leaves.
    boolean begins =
        !stand.head().isFinal() && permits(stand.head().layoutVersion()).judges(stand.spot());
    boolean isJudged = begins || known.known(stand) != null;
    if (!plates.looking().contains(stand.camera()) || !isJudged) {
      return;
    }
    TrackReads after = reads(stand.track()).misusing(known.with(stand));
    state.tracks().put(stand.track(), judged(millis, after, given(after)));
  }

  private Permits permits(String layoutVersion) {
    return expected.of(site, layoutVersion).permits();
  }

  private TrackReads judged(long millis, TrackReads track, PlateGiven given) {
    return track.misusing(misuse(millis, track, given, false));
  }

  private SpotMisuse misuse(long millis, TrackReads track, PlateGiven given, boolean isFinal) {
    String plate = given == null ? null : given.text();
    return track.misuse().judged(this::permits, plate, millis, isFinal, alerts::add);
  }

  /** Applies what a person says, unless something newer is known. */
  private void correct(TrackNews news, TrackNews.Said said) {
    PlateCorrection correction = said.correction();
    String track = correction.track();
    if (over.knows(track)) {
      over.correct(news, correction, this::permits, reads, passages, alerts);
      return;
    }
    TrackReads before = reads(track);
    if (!said.isFollowed() || !correction.isAfter(before.said())) {
      return;
    }
    TrackReads after = before.said(correction);
    PlateGiven given = given(after);
    after = after.passed(told(news.atMillis(), after, given));
    after = judged(news.atMillis(), after, given);
    if (given == null ? after.shown() != null : after.vote() != null) {
      PlateRead row =
          row(Where.of(news), track, after, given == null ? after.shown() : given, false);
      early.add(given == null ? row.retracted(news.atMillis()) : row);
      after = after.shown(given);
    }
    state.tracks().put(track, after);
  }

  private static long at(Passage passage) {
    return passage.head().revisionMillis();
  }

  private Optional<PlateVote.Tally> winner(TrackReads track) {
    return track.vote() == null
        ? Optional.empty()
        : PlateVote.winner(track.vote(), plates.formats());
  }

  private void end(PlateView view) {
    TrackReads track = state.tracks().get(view.track());
    if (track == null) {
      return;
    }
    state.tracks().remove(view.track());
    PlateVote.Tally winner = view.counts() ? winner(track).orElse(null) : null;
    boolean taken = winner != null && isTaken(winner, view.track(), track.vote());
    if (taken) {
      winner = null;
    }
    PlateGiven read = winner == null ? null : PlateGiven.of(winner);
    PlateGiven given = view.counts() ? PlateGiven.told(read, track.said()) : null;
    PlateRead row = null;
    if (given != null) {
      row = row(Where.of(view), view.track(), track, given, true);
      reads.add(row);
    } else if (track.shown() != null) {
      PlateRead shown = row(Where.of(view), view.track(), track, track.shown(), true);
      reads.add(shown.retracted(view.atMillis()));
    }
    if (read != null) {
      state.held().put(read.text(), HeldPlate.of(track.vote()));
    }
    boolean looks = plates.looking().contains(view.camera());
    String unread = taken ? "read on another vehicle" : looks ? whyUnread(track) : null;
    List<Passage> told = looks ? told(view, track, given, unread) : track.passages();
    SpotMisuse misuse = misuse(view.atMillis(), track, given, true);
    if (track.vote() != null) {
      superseded.addAll(PlateVote.crops(track.vote(), winner));
    }
    boolean led = row != null || !told.isEmpty() || !misuse.stands().isEmpty();
    if (live && view.counts() && led) {
      over.add(
          view.camera(),
          view.track(),
          over(track, read, unread, row, told, misuse),
          view.atMillis(),
          plates.keptMillis());
    }
    forgetHeld(view.atMillis() - HELD_MILLIS);
  }

  private List<Passage> told(PlateView view, TrackReads track, PlateGiven given, String unread) {
    List<Passage> told = new ArrayList<>();
    for (Passage passage : track.passages()) {
      FactHead head = passage.head().revised(view.atMillis(), true);
      told.add(PlateGiven.told(passage, head, given, track.said(), unread));
    }
    passages.addAll(told);
    return told;
  }

  private static TrackOver over(
      TrackReads track,
      PlateGiven read,
      String unread,
      PlateRead row,
      List<Passage> told,
      SpotMisuse misuse) {
    return new TrackOver(
        read,
        unread,
        track.vote() == null ? TrackOver.NEVER : track.vote().firstMillis(),
        track.box(),
        track.model(),
        row,
        List.copyOf(told),
        track.said(),
        misuse);
  }

  private static String whyUnread(TrackReads track) {
    if (track.tallest() == 0) {
      return "no plate seen";
    }
    if (track.vote() != null) {
      int reads = track.vote().tallies().stream().mapToInt(PlateVote.Tally::reads).sum();
      return reads == 1 ? "read only once" : "reads disagree";
    }
    return track.tallest() < LEAST_HEIGHT
        ? "too small: " + Math.round(track.tallest()) + " px"
        : "never readable";
  }

  /** Whether a plate was read on another track that was seen at the same time. */
  private boolean isTaken(PlateVote.Tally winner, String track, PlateVote.State vote) {
    HeldPlate held = state.held().get(winner.text());
    if (held != null && held.overlaps(vote)) {
      return true;
    }
    boolean[] taken = new boolean[1];
    state
        .tracks()
        .forEach(
            (id, other) -> {
              if (other.vote() != null && HeldPlate.of(other.vote()).overlaps(vote)) {
                winner(other)
                    .filter(rival -> rival.text().equals(winner.text()))
                    .filter(rival -> isStronger(rival, id, winner, track))
                    .ifPresent(rival -> taken[0] = true);
              }
            });
    return taken[0];
  }

  private static boolean isStronger(
      PlateVote.Tally rival, String rivalTrack, PlateVote.Tally winner, String track) {
    if (rival.reads() != winner.reads()) {
      return rival.reads() > winner.reads();
    }
    int scores = Double.compare(rival.scores(), winner.scores());
    return scores == 0 ? rivalTrack.compareTo(track) < 0 : scores > 0;
  }

  /** Forgets plates that no track which is not over can have been seen beside. */
  private void forgetHeld(long beforeMillis) {
    long[] first = {Long.MAX_VALUE};
    state
        .tracks()
        .forEach(
            (id, track) -> {
              if (track.vote() != null) {
                first[0] = Math.min(first[0], track.vote().firstMillis());
              }
            });
    List<String> past = new ArrayList<>();
    state
        .held()
        .forEach(
            (text, held) -> {
              if (held.lastMillis() < Math.max(first[0], beforeMillis)) {
                past.add(text);
              }
            });
    past.forEach(state.held()::remove);
  }

  /** Another text, another picture, or twice as many reads: what is worth a new row. */
  private static boolean isNews(PlateGiven given, PlateGiven shown) {
    return shown == null
        || !given.text().equals(shown.text())
        || !Objects.equals(given.crop(), shown.crop())
        || given.corrected() != shown.corrected()
        || given.reads() >= 2 * shown.reads();
  }

  /** A track's row, at its first read; of one that was never read, where a person saw it. */
  private static PlateRead row(
      Where where, String id, TrackReads track, PlateGiven given, boolean isFinal) {
    boolean isRead = track.vote() != null;
    long at = isRead ? track.vote().firstMillis() : track.said().atMillis();
    FactHead head =
        new FactHead(
            DerivedIds.plateRead(id),
            where.site(),
            at,
            isRead ? track.vote().lastMillis() : at,
            isFinal,
            track.model(),
            where.layoutVersion());
    return given.row(head, where.camera(), id, isRead ? track.box() : track.said().box());
  }
}
