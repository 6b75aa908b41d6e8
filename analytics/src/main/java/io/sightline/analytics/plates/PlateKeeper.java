package io.sightline.analytics.plates;

import io.sightline.analytics.state.Entries;
import io.sightline.analytics.vehicles.PlateView;
import io.sightline.analytics.vehicles.TrackNews;
import io.sightline.domain.DerivedIds;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.PlateRead;
import io.sightline.domain.observations.PlateText;
import io.sightline.domain.plates.PlateFormats;
import io.sightline.domain.plates.RegionPack;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Floors;
import io.sightline.domain.site.LayoutCache;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.ModelRole;
import io.sightline.domain.site.Site;
import java.util.ArrayList;
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

  // What is being taken, and leads to.
  private Expected plates;
  private List<PlateRead> early;
  private List<PlateRead> reads;
  private List<Passage> passages;
  private List<String> superseded;

  /**
   * What is remembered of a camera.
   *
   * @param tracks those that are not over, by id
   * @param held plates of tracks that are over, which tracks that are not may not have
   */
  public record State(Entries<String, TrackReads> tracks, Entries<String, HeldPlate> held) {}

  /**
   * What news lead to.
   *
   * @param early plates of tracks that are not over yet
   * @param reads plates for good, and rows that are taken back
   * @param passages new ones, and those of which more is known by now
   * @param superseded names of pictures that are not needed any more
   */
  public record Step(
      List<PlateRead> early,
      List<PlateRead> reads,
      List<Passage> passages,
      List<String> superseded) {}

  /** What plates a site expects, and by camera from where on a read counts. */
  private record Expected(PlateFormats formats, Map<String, Floors> floors, List<String> looking) {
    static Expected of(Site site) {
      Map<String, Floors> floors = new HashMap<>();
      site.cameras().forEach(camera -> floors.put(camera.id(), camera.least()));
      return new Expected(
          site.plates(),
          floors,
          site.cameras().stream()
              .filter(camera -> camera.looks().contains(ModelRole.PLATES))
              .map(Camera::id)
              .toList());
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

  public PlateKeeper(Layouts layouts, State state) {
    this.expected = new LayoutCache<>(layouts, Expected::of);
    this.state = state;
  }

  public Step take(TrackNews news) {
    plates = expected.of(news.site(), news.layoutVersion());
    early = new ArrayList<>();
    reads = new ArrayList<>();
    passages = new ArrayList<>();
    superseded = new ArrayList<>();
    news.plates().stream().filter(view -> !view.isEnd()).forEach(this::see);
    news.passages().forEach(this::pass);
    news.plates().stream().filter(PlateView::isEnd).forEach(this::end);
    return new Step(early, reads, passages, superseded);
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
      after = after.read(step.state(), view.model());
      Optional<PlateVote.Tally> winner = PlateVote.winner(step.state(), plates.formats());
      if (winner.isPresent()) {
        after = after.passed(told(view, after.passages(), winner.get()));
        if (view.counts() && isNews(winner.get(), after.shown())) {
          early.add(fact(view, after, winner.get(), false));
          after = after.shown(winner.get());
        }
      }
    } else if (view.plate().crop() != null) {
      superseded.add(view.plate().crop());
    }
    if (after != before) {
      state.tracks().put(view.track(), after);
    }
  }

  /** Tells the passages of a track with its plate, where they were told with another one. */
  private List<Passage> told(PlateView view, List<Passage> known, PlateVote.Tally winner) {
    List<Passage> now = new ArrayList<>();
    for (Passage passage : known) {
      if (winner.text().equals(passage.plate())) {
        now.add(passage);
      } else {
        FactHead head = passage.head().revised(view.atMillis(), false);
        now.add(passage.told(head, winner.text(), score(winner), null));
        passages.add(now.get(now.size() - 1));
      }
    }
    return now;
  }

  private static float score(PlateVote.Tally winner) {
    return (float) (winner.scores() / winner.reads());
  }

  private void pass(Passage passage) {
    if (!plates.looking().contains(passage.camera())) {
      passages.add(passage.told(passage.head().revised(at(passage), true), null, null, null));
      return;
    }
    TrackReads track = reads(passage.track());
    Optional<PlateVote.Tally> winner = winner(track);
    Passage told =
        passage.told(
            passage.head().revised(at(passage), false),
            winner.map(PlateVote.Tally::text).orElse(null),
            winner.map(PlateKeeper::score).orElse(null),
            null);
    passages.add(told);
    List<Passage> all = new ArrayList<>(track.passages());
    all.add(told);
    state.tracks().put(passage.track(), track.passed(all));
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
    PlateVote.Tally given = taken ? null : winner;
    if (given != null) {
      reads.add(fact(view, track, given, true));
      state.held().put(given.text(), HeldPlate.of(track.vote()));
    } else if (track.shown() != null) {
      PlateRead row = fact(view, track, track.shown(), true);
      reads.add(row.retracted(view.atMillis()));
    }
    String unread = taken ? "read on another vehicle" : whyUnread(track);
    for (Passage passage : track.passages()) {
      passages.add(
          passage.told(
              passage.head().revised(view.atMillis(), true),
              given == null ? null : given.text(),
              given == null ? null : score(given),
              unread));
    }
    if (track.vote() != null) {
      superseded.addAll(PlateVote.crops(track.vote(), given));
    }
    forgetHeld(view.atMillis() - HELD_MILLIS);
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

  /** Whether a plate stands on another track that was seen at the same time. */
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
  private static boolean isNews(PlateVote.Tally winner, PlateVote.Tally shown) {
    return shown == null
        || !winner.text().equals(shown.text())
        || !Objects.equals(winner.crop(), shown.crop())
        || winner.reads() >= 2 * shown.reads();
  }

  private static PlateRead fact(
      PlateView view, TrackReads track, PlateVote.Tally winner, boolean isFinal) {
    return new PlateRead(
        new FactHead(
            DerivedIds.plateRead(view.track()),
            view.site(),
            track.vote().firstMillis(),
            track.vote().lastMillis(),
            isFinal,
            track.model(),
            view.layoutVersion()),
        view.camera(),
        view.track(),
        winner.text(),
        score(winner),
        winner.reads(),
        winner.crop());
  }
}
