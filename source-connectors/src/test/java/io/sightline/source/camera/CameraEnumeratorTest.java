package io.sightline.source.camera;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.source.TestingEnumeratorContext;
import io.sightline.store.registry.CameraRoster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.flink.api.connector.source.SourceEvent;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

class CameraEnumeratorTest {
  private final Map<String, String> sites = new TreeMap<>();
  private final TestingRosterWatch registry = new TestingRosterWatch();
  private TestingEnumeratorContext<LiveSplit> context;
  private CameraEnumerator enumerator;

  private void begin(int readers, AssignedCameras from) {
    context = new TestingEnumeratorContext<>(readers);
    enumerator = new CameraEnumerator(registry.fromTheBeginning(), context, from);
    enumerator.start();
  }

  private void join(int reader) {
    context.register(reader);
    enumerator.addReader(reader);
  }

  private void look() {
    registry.holds(
        sites.entrySet().stream()
            .map(
                camera ->
                    new CameraRoster.Entry(
                        camera.getKey(),
                        camera.getValue(),
                        1,
                        0,
                        List.of(new CameraRoster.LayoutStart(0, "layout"))))
            .toList());
    context.callAgain();
  }

  /** What a reader knows from all it was told; null when it was told nothing. */
  private Map<String, RosterEvent.Listed> known(int reader) {
    Map<String, RosterEvent.Listed> known = null;
    for (SourceEvent event : context.events(reader)) {
      RosterEvent roster = (RosterEvent) event;
      if (known == null) {
        assertThat(roster.whole()).as("what a reader is told first").isTrue();
      }
      if (roster.whole()) {
        known = new TreeMap<>();
      }
      for (RosterEvent.Listed one : roster.listed()) {
        known.put(one.entry().camera(), one);
      }
      known.keySet().removeAll(roster.gone());
    }
    return known;
  }

  private boolean reads(int reader, LiveSplit split) {
    Map<String, RosterEvent.Listed> known = known(reader);
    return known != null
        && known.containsKey(split.camera())
        && known.get(split.camera()).epoch() == split.epoch();
  }

  /** Whether a reader has ended what it was given. */
  private boolean isOver(int reader, LiveSplit split) {
    Map<String, RosterEvent.Listed> known = known(reader);
    return known != null
        && (!known.containsKey(split.camera())
            || known.get(split.camera()).epoch() > split.epoch());
  }

  @Property(tries = 1_000)
  void s13ThroughChangesFailuresAndRestoresEachCameraIsReadByOneReaderAndInOneEpoch(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int readers) throws IOException {
    Random random = new Random(seed);
    AssignedCamerasSerializer serializer = new AssignedCamerasSerializer();
    begin(readers, AssignedCameras.NONE);
    byte[] stored = serializer.serialize(AssignedCameras.NONE);
    Map<Integer, List<LiveSplit>> storedInReaders = new HashMap<>();
    for (int step = 0; step < 40; step++) {
      int reader = random.nextInt(readers);
      boolean there = context.registeredReaders().containsKey(reader);
      switch (random.nextInt(6)) {
        case 0 -> {
          // What was stored of a reader comes back with it; what it was given since is returned.
          if (there) {
            List<LiveSplit> kept = storedInReaders.getOrDefault(reader, List.of());
            List<LiveSplit> lost = new ArrayList<>(context.fail(reader));
            lost.removeAll(kept);
            context.holdsAgain(reader, kept);
            enumerator.addSplitsBack(lost, reader);
          }
        }
        case 1 -> {
          if (!there) {
            join(reader);
          }
        }
        case 2 -> {
          // Nothing is stored while a reader is missing.
          if (context.registeredReaders().size() == readers) {
            stored = serializer.serialize(enumerator.snapshotState(step));
            storedInReaders.clear();
            for (int one = 0; one < readers; one++) {
              int holder = one;
              storedInReaders.put(
                  one, context.held(one).stream().filter(split -> !isOver(holder, split)).toList());
            }
          }
        }
        case 3 -> {
          begin(readers, serializer.deserialize(serializer.getVersion(), stored));
          storedInReaders.forEach(context::holdsAgain);
        }
        default -> {
          String camera = "camera-" + random.nextInt(5);
          if (sites.remove(camera) == null || random.nextInt(4) == 0) {
            sites.put(camera, "site-" + random.nextInt(2));
          }
          look();
        }
      }
      assertNoSplitIsAtTwoReaders(readers);
    }
    for (int reader = 0; reader < readers; reader++) {
      if (!context.registeredReaders().containsKey(reader)) {
        join(reader);
      }
    }
    look();
    assertNoSplitIsAtTwoReaders(readers);
    List<String> read = new ArrayList<>();
    for (int reader = 0; reader < readers; reader++) {
      for (LiveSplit split : context.held(reader)) {
        if (reads(reader, split)) {
          assertThat(split.site()).isEqualTo(sites.get(split.camera()));
          read.add(split.camera());
        }
      }
    }
    assertThat(read).containsExactlyInAnyOrderElementsOf(sites.keySet());
    assertThat(enumerator.snapshotState(1).waiting()).isEmpty();
  }

  private void assertNoSplitIsAtTwoReaders(int readers) {
    Set<String> held = new HashSet<>();
    for (int reader = 0; reader < readers; reader++) {
      for (LiveSplit split : context.held(reader)) {
        assertThat(held.add(split.splitId())).as("%s at two readers", split.splitId()).isTrue();
      }
    }
  }

  @Test
  void aCameraThatComesBackIsOfALaterEpochAlsoAfterARestore() {
    begin(1, AssignedCameras.NONE);
    join(0);
    sites.put("gate", "yard");
    look();
    sites.clear();
    look();
    AssignedCameras stored = enumerator.snapshotState(1);
    assertThat(stored.cameras()).as("of cameras that are gone nothing is kept").isEmpty();
    begin(1, stored);
    join(0);
    sites.put("gate", "yard");
    look();
    assertThat(context.held(0)).extracting(LiveSplit::splitId).containsExactly("gate#1");
    sites.put("gate", "lot");
    look();
    assertThat(context.held(0))
        .as("after it moved to another site")
        .extracting(LiveSplit::splitId)
        .containsExactly("gate#1", "gate#2");
    assertThat(known(0).get("gate").epoch()).isEqualTo(2);
  }

  @Test
  void camerasAreSpreadOverAllReadersInOneAssignment() {
    begin(7, AssignedCameras.NONE);
    for (int camera = 0; camera < 1_000; camera++) {
      sites.put("camera-" + camera, "yard");
    }
    for (int reader = 0; reader < 7; reader++) {
      look();
      join(reader);
    }
    for (int reader = 0; reader < 7; reader++) {
      assertThat(context.held(reader).size()).isBetween(142, 143);
    }
    assertThat(context.assignments()).isOne();
  }

  @Test
  void aCameraThatWasTakenAwayBeforeAReaderCameIsGivenToNone() {
    begin(1, AssignedCameras.NONE);
    sites.put("gate", "yard");
    look();
    sites.remove("gate");
    look();
    join(0);
    assertThat(context.held(0)).isEmpty();
    assertThat(enumerator.snapshotState(1).waiting()).isEmpty();
  }

  @Test
  void readersAreToldWhatHasChangedAndNoMore() {
    begin(1, AssignedCameras.NONE);
    join(0);
    for (int camera = 0; camera < 1_000; camera++) {
      sites.put("camera-" + camera, "yard");
    }
    look();
    sites.remove("camera-7");
    sites.put("new", "yard");
    look();
    look();
    assertThat(context.events(0)).hasSize(2);
    RosterEvent second = (RosterEvent) context.events(0).get(1);
    assertThat(second.listed()).extracting(one -> one.entry().camera()).containsExactly("new");
    assertThat(second.gone()).containsExactly("camera-7");
  }

  @Test
  void aRegistryThatCannotBeReadChangesNothing() {
    begin(1, AssignedCameras.NONE);
    join(0);
    sites.put("gate", "yard");
    look();
    registry.failsOnce(new DataAccessResourceFailureException("gone"));
    context.callAgain();
    assertThat(context.held(0)).hasSize(1);
    sites.put("exit", "yard");
    look();
    assertThat(context.held(0)).hasSize(2);
  }
}
