package io.sightline.analytics.vehicles;

import io.sightline.analytics.state.Entries;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.VehicleSession.Match;
import io.sightline.domain.plates.OneSlip;
import io.sightline.domain.plates.SimilarPlates;
import io.sightline.domain.site.SessionRules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The stays of one site: who is inside, and for a while who was. Passages are judged in the order
 * of their times. When more is known of one that was judged already, it and all that came after it
 * are judged again, so that the stays are always those that the passages lead to in one go.
 *
 * <p>Beside the state stand indexes in memory, made from the state when it is taken up: a passage
 * costs the same however many vehicles are inside.
 */
final class StayBook {
  /** How long a stay that is over is remembered, for what is still learnt of it. */
  static final long KEPT_MILLIS = SessionRules.KEPT.toMillis();

  /** Two views of one vehicle in the same direction so soon after each other are one passage. */
  private static final long SAME_PASSAGE_MILLIS = 20_000;

  /** Two cameras at one gate show a vehicle at most so far apart. */
  private static final long SAME_GATE_MILLIS = 3_000;

  private static final Comparator<Passage> IN_TIME = Comparator.comparing(Turn::of, Turn.ORDER);

  private static final Comparator<Inside> BY_ENTRY =
      Comparator.comparingLong(Inside::enteredMillis).thenComparing(Inside::id);

  private final Entries<String, Stay> stays;
  private final NavigableSet<Inside> inside = new TreeSet<>(BY_ENTRY);
  private final Map<String, NavigableSet<Inside>> byTrack = new HashMap<>();
  private final Map<String, NavigableSet<Inside>> byPlate = new HashMap<>();
  private final SimilarPlates<Inside> similar = new SimilarPlates<>(BY_ENTRY);
  private final Map<String, NavigableSet<Inside>> byLabel = new HashMap<>();
  private final Map<String, NavigableSet<Inside>> unread = new HashMap<>();

  /** Stays that are over, by when. */
  private final TreeMap<Long, SortedSet<String>> over = new TreeMap<>();

  /** The stay of each passage that is remembered, in their order. */
  private final TreeMap<Turn, String> ofPassage = new TreeMap<>(Turn.ORDER);

  /** Judged a short time ago. */
  private final RecentPassages recent = new RecentPassages(SAME_PASSAGE_MILLIS);

  /** Stays as they were before the first change that nobody has taken yet; null for new ones. */
  private Map<String, Stay> before = new LinkedHashMap<>();

  /**
   * What is being judged again, before it is known which of it changes: stays as they were, null
   * for new ones, and as they are now, null for those that are not any more. Nothing is written
   * until then. Null while nothing is judged again.
   */
  private Map<String, Again> again;

  private record Again(Stay was, Stay now) {}

  /** What an exit is compared with of a vehicle inside. */
  private record Inside(
      String id, long enteredMillis, String track, String plate, String label, String colours) {
    static Inside of(Stay stay) {
      Passage entry = stay.entry();
      return new Inside(
          entry.head().id(),
          entry.head().atMillis(),
          entry.track(),
          stay.entryPlate(),
          entry.label(),
          entry.colours());
    }
  }

  private record Found(Inside inside, Match by) {}

  /**
   * A stay that has changed.
   *
   * @param before null for one that is new
   * @param after null for one that there is not any more
   */
  record Change(Stay before, Stay after) {}

  StayBook(Entries<String, Stay> stays) {
    this.stays = stays;
    List<Passage> known = new ArrayList<>();
    stays.forEach(
        (id, stay) -> {
          index(id, stay);
          known.addAll(stay.passages());
        });
    known.sort(IN_TIME);
    known.forEach(recent::add);
  }

  private void index(String id, Stay stay) {
    stay.passages().forEach(passage -> ofPassage.put(Turn.of(passage), id));
    if (!stay.isInside()) {
      over.computeIfAbsent(stay.untilMillis(), at -> new TreeSet<>()).add(id);
      return;
    }
    Inside one = Inside.of(stay);
    inside.add(one);
    file(byTrack, one.track(), one);
    file(byLabel, one.label(), one);
    if (one.plate() == null) {
      file(unread, one.label(), one);
    } else {
      file(byPlate, one.plate(), one);
      similar.add(one.plate(), one);
    }
  }

  private void unindex(String id, Stay stay) {
    stay.passages().forEach(passage -> ofPassage.remove(Turn.of(passage)));
    if (!stay.isInside()) {
      over.computeIfPresent(
          stay.untilMillis(),
          (at, ids) -> {
            ids.remove(id);
            return ids.isEmpty() ? null : ids;
          });
      return;
    }
    Inside one = Inside.of(stay);
    inside.remove(one);
    takeOut(byTrack, one.track(), one);
    takeOut(byLabel, one.label(), one);
    if (one.plate() == null) {
      takeOut(unread, one.label(), one);
    } else {
      takeOut(byPlate, one.plate(), one);
      similar.remove(one.plate(), one);
    }
  }

  private static void file(Map<String, NavigableSet<Inside>> index, String key, Inside one) {
    index.computeIfAbsent(key, same -> new TreeSet<>(BY_ENTRY)).add(one);
  }

  private static void takeOut(Map<String, NavigableSet<Inside>> index, String key, Inside one) {
    index.computeIfPresent(
        key,
        (same, all) -> {
          all.remove(one);
          return all.isEmpty() ? null : all;
        });
  }

  /** Those of a key who are inside, in the order in which they entered. */
  private static List<Inside> filed(Map<String, NavigableSet<Inside>> index, String key) {
    return List.copyOf(index.getOrDefault(key, Collections.emptyNavigableSet()));
  }

  private Stay get(String id) {
    Again judged = again == null ? null : again.get(id);
    return judged == null ? stays.get(id) : judged.now();
  }

  private void put(String id, Stay stay) {
    Stay known = get(id);
    if (known != null) {
      unindex(id, known);
    }
    write(id, known, stay);
    index(id, stay);
  }

  private void remove(String id) {
    Stay known = get(id);
    unindex(id, known);
    write(id, known, null);
  }

  /**
   * @param known what is there now; null for nothing
   * @param now null for nothing
   */
  private void write(String id, Stay known, Stay now) {
    if (again != null) {
      Again judged = again.get(id);
      again.put(id, new Again(judged == null ? known : judged.was(), now));
      return;
    }
    if (!before.containsKey(id)) {
      before.put(id, known);
    }
    if (now == null) {
      stays.remove(id);
    } else {
      stays.put(id, now);
    }
  }

  /** Whether a passage has been judged, and is still remembered. */
  boolean knows(Passage passage) {
    return ofPassage.containsKey(Turn.of(passage));
  }

  /** Whether a stay that is remembered is named by a passage. */
  boolean isFirst(Passage passage) {
    return passage.head().id().equals(ofPassage.get(Turn.of(passage)));
  }

  /**
   * Judges a passage that is later than all that were judged.
   *
   * @param maxStayMillis the longest stay
   */
  void judge(Passage passage, long maxStayMillis) {
    endOverdue(passage.head().atMillis(), maxStayMillis);
    Passage same = sameAs(passage);
    if (same != null) {
      String id = ofPassage.get(Turn.of(same));
      put(id, get(id).with(passage));
    } else if (passage.isEntry()) {
      enter(passage);
    } else {
      leave(passage);
    }
    recent.add(passage);
  }

  /** The newest passage of the same vehicle, where it went the same way a moment ago. */
  private Passage sameAs(Passage passage) {
    recent.forgetBefore(passage.head().atMillis() - SAME_PASSAGE_MILLIS);
    List<Passage> same = recent.newestLike(passage);
    recent.atItsGate(passage, SAME_GATE_MILLIS).stream()
        .filter(view -> isSeenByAnother(view, passage))
        .forEach(same::add);
    return same.stream()
        .max(IN_TIME)
        .filter(newest -> newest.direction() == passage.direction())
        .orElse(null);
  }

  /** Whether another camera has seen this passage: the same gate, and nothing speaks against it. */
  private boolean isSeenByAnother(Passage before, Passage passage) {
    boolean couldBe =
        before.direction() == passage.direction()
            && (before.plate() == null
                || passage.plate() == null
                || OneSlip.isBetween(before.plate(), passage.plate()));
    return couldBe
        && get(ofPassage.get(Turn.of(before))).passages().stream()
            .filter(view -> view.direction() == passage.direction())
            .noneMatch(view -> view.camera().equals(passage.camera()));
  }

  private void enter(Passage entry) {
    // Who enters twice has left in between, and nobody saw it.
    long at = entry.head().atMillis();
    filed(byTrack, entry.track()).forEach(before -> miss(before, at));
    if (entry.plate() != null) {
      filed(byPlate, entry.plate()).forEach(before -> miss(before, at));
    }
    put(entry.head().id(), Stay.begun(entry));
  }

  private void miss(Inside vehicle, long atMillis) {
    put(vehicle.id(), get(vehicle.id()).missed(atMillis));
  }

  private void leave(Passage exit) {
    Found found = find(exit);
    if (found == null) {
      put(exit.head().id(), Stay.withoutEntry(exit));
    } else {
      String id = found.inside().id();
      put(id, get(id).completed(exit, found.by()));
    }
  }

  /** Who leaves; null where nobody inside can be told to be it. */
  private Found find(Passage exit) {
    String plate = exit.plate();
    for (Inside ofTrack : newestFirst(filed(byTrack, exit.track()))) {
      if (plate == null || ofTrack.plate() == null || OneSlip.isBetween(plate, ofTrack.plate())) {
        return new Found(ofTrack, Match.TRACK);
      }
    }
    if (plate != null) {
      List<Inside> ofPlate = newestFirst(filed(byPlate, plate));
      if (!ofPlate.isEmpty()) {
        return new Found(ofPlate.get(0), Match.PLATE);
      }
      List<Inside> near = new ArrayList<>(similar.near(plate));
      near.removeIf(one -> !OneSlip.isBetween(plate, one.plate()));
      if (!near.isEmpty()) {
        return near.size() == 1 ? new Found(near.get(0), Match.SIMILAR_PLATE) : null;
      }
    }
    Collection<Inside> candidates = unread.get(exit.label());
    if (candidates == null && plate == null) {
      candidates = byLabel.get(exit.label());
    }
    return candidates == null ? null : findByLooks(exit, candidates);
  }

  /**
   * Who of some leaves, by what cannot be told from plates.
   *
   * @param candidates one at least
   */
  private static Found findByLooks(Passage exit, Collection<Inside> candidates) {
    if (candidates.size() == 1) {
      Inside only = candidates.iterator().next();
      return VehicleColours.areOfTwo(coloursOf(only, exit), exit.colours())
          ? null
          : new Found(only, Match.ONLY_ONE);
    }
    return VehicleColours.only(exit.colours(), candidates, one -> coloursOf(one, exit))
        .map(one -> new Found(one, Match.COLOURS))
        .orElse(null);
  }

  /** As they are comparable with those of who leaves; null where they are not. */
  private static String coloursOf(Inside vehicle, Passage exit) {
    long since = exit.head().atMillis() - vehicle.enteredMillis();
    return since <= VehicleColours.SAME_LIGHT_MILLIS ? vehicle.colours() : null;
  }

  private static List<Inside> newestFirst(List<Inside> vehicles) {
    List<Inside> newestFirst = new ArrayList<>(vehicles);
    Collections.reverse(newestFirst);
    return newestFirst;
  }

  /** Ends the stays of those who have been inside for too long by a time. */
  void endOverdue(long millis, long maxStayMillis) {
    while (!inside.isEmpty() && inside.first().enteredMillis() + maxStayMillis < millis) {
      Inside vehicle = inside.first();
      miss(vehicle, vehicle.enteredMillis() + maxStayMillis);
    }
  }

  /**
   * More is known of a passage that was judged. What was over before it is neither read nor
   * written; of the rest only what changes is written.
   *
   * @param passage as it is known now
   * @param untilMillis until when stays have been judged
   */
  void revise(Passage passage, long untilMillis, long maxStayMillis) {
    Turn turn = Turn.of(passage);
    String known = ofPassage.get(turn);
    Passage old =
        get(known).passages().stream()
            .filter(one -> Turn.of(one).equals(turn))
            .findFirst()
            .orElseThrow();
    if (old.label().equals(passage.label())
        && isSamePlate(old, passage)
        && get(known).entryPlates() < 2) {
      // How sure it is decides nothing where no other plate was read beside it.
      put(known, get(known).revised(passage));
      return;
    }
    again = new LinkedHashMap<>();
    // All of that instant: whose stay an entry ended then cannot be told by its end alone.
    Turn from = new Turn(turn.atMillis(), "", "");
    List<Passage> past = since(turn.atMillis() - SAME_PASSAGE_MILLIS, from);
    List<Passage> later = takeBack(from);
    recent.clear();
    past.forEach(recent::add);
    for (Passage one : later) {
      judge(Turn.of(one).equals(turn) ? passage : one, maxStayMillis);
    }
    endOverdue(untilMillis, maxStayMillis);
    writeChanges(passage.head().revisionMillis());
  }

  /** The passages from a time on that come before one, in their order. */
  private List<Passage> since(long fromMillis, Turn until) {
    List<Passage> since = new ArrayList<>();
    ofPassage
        .subMap(new Turn(fromMillis, "", ""), true, until, false)
        .forEach((turn, id) -> since.add(passage(id, turn)));
    return since;
  }

  private Passage passage(String id, Turn turn) {
    return get(id).passages().stream()
        .filter(one -> Turn.of(one).equals(turn))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Brings stays back to what they were before a passage was judged. Who was inside then and still
   * is, and was not seen since, is as it was.
   *
   * @return the passages from that one on, in their order
   */
  private List<Passage> takeBack(Turn from) {
    Set<String> touched = new LinkedHashSet<>(ofPassage.tailMap(from, true).values());
    over.tailMap(from.atMillis(), true).values().forEach(touched::addAll);
    List<Passage> later = new ArrayList<>();
    for (String id : touched) {
      Stay stay = get(id);
      List<Passage> earlier = new ArrayList<>();
      for (Passage one : stay.passages()) {
        (Turn.ORDER.compare(Turn.of(one), from) < 0 ? earlier : later).add(one);
      }
      remove(id);
      if (earlier.contains(stay.first())) {
        put(id, stay.before(earlier, from.atMillis()));
      }
    }
    later.sort(IN_TIME);
    return later;
  }

  private void writeChanges(long learntMillis) {
    Map<String, Again> judged = again;
    again = null;
    judged.forEach(
        (id, one) -> {
          if (!isSame(one.was(), one.now())) {
            // A row is never told as of before what it was told as of.
            write(id, one.was(), one.now() == null ? null : one.now().learnt(learntMillis));
          }
        });
  }

  private static boolean isSame(Stay one, Stay other) {
    return one == null || other == null
        ? one == other
        : one.equals(other.learnt(one.learntMillis()));
  }

  private static boolean isSamePlate(Passage one, Passage other) {
    return one.plate() == null ? other.plate() == null : one.plate().equals(other.plate());
  }

  /** What has changed since it was asked for last, in the order of the first changes. */
  List<Change> changes() {
    List<Change> changes = new ArrayList<>();
    before.forEach((id, was) -> changes.add(new Change(was, stays.get(id))));
    changes.removeIf(change -> change.before() == null && change.after() == null);
    before = new LinkedHashMap<>();
    return changes;
  }

  /** Forgets what was over too long ago for anybody to learn more of it. */
  void forget(long millis) {
    while (!over.isEmpty() && over.firstKey() < millis - KEPT_MILLIS) {
      for (String id : List.copyOf(over.firstEntry().getValue())) {
        Stay stay = stays.get(id);
        unindex(id, stay);
        stays.remove(id);
      }
    }
  }

  /** Of those inside, those who entered in a span of time, in order. */
  List<Stay> entered(long fromMillis, long untilMillis) {
    return inside
        .subSet(
            new Inside("", fromMillis, "", null, "", null),
            new Inside("", untilMillis, "", null, "", null))
        .stream()
        .map(one -> stays.get(one.id()))
        .toList();
  }

  /** Those inside, in the order in which they entered. */
  List<Stay> inside() {
    return inside.stream().map(one -> stays.get(one.id())).toList();
  }

  void clear() {
    stays.clear();
    inside.clear();
    byTrack.clear();
    byPlate.clear();
    similar.clear();
    byLabel.clear();
    unread.clear();
    over.clear();
    ofPassage.clear();
    recent.clear();
    before.clear();
  }
}
