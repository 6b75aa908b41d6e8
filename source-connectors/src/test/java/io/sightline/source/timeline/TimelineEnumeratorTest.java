package io.sightline.source.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.source.TestingEnumeratorContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class TimelineEnumeratorTest {

  @Property(tries = 1_000)
  void s13ThroughFailuresAndRestoresEveryCameraIsAtOneReaderAndNoReaderWaits(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 9) int cameras,
      @ForAll @IntRange(min = 1, max = 5) int readers) {
    Random random = new Random(seed);
    List<CameraSplit> splits = new ArrayList<>();
    for (int i = 0; i < cameras; i++) {
      splits.add(CameraSplit.start("camera-" + i));
    }
    TestingEnumeratorContext<CameraSplit> context = new TestingEnumeratorContext<>(readers);
    TimelineEnumerator enumerator = new TimelineEnumerator(context, splits);
    for (int step = 0; step < 20; step++) {
      int reader = random.nextInt(readers);
      if (context.registeredReaders().containsKey(reader)) {
        enumerator.addSplitsBack(context.fail(reader), reader);
      } else {
        context.register(reader);
        enumerator.addReader(reader);
      }
    }
    Set<String> held = new HashSet<>();
    for (int reader = 0; reader < readers; reader++) {
      if (!context.registeredReaders().containsKey(reader)) {
        context.register(reader);
        enumerator.addReader(reader);
      }
      for (CameraSplit split : context.held(reader)) {
        assertThat(held.add(split.camera())).as("%s at two readers", split.camera()).isTrue();
      }
      assertThat(context.knowsItHasAll(reader)).isTrue();
    }
    assertThat(held).hasSize(cameras);
    assertThat(enumerator.snapshotState(1).unassigned()).isEmpty();
  }
}
