package io.sightline.job.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.streaming.api.operators.KeyContext;
import org.junit.jupiter.api.Test;

class KnownValueTest {
  private static final int MOST_KEYS = 4;

  /** State of the key that is being processed, as Flink has it. */
  private static final class Keyed implements ValueState<String>, KeyContext {
    private final Map<String, String> values = new HashMap<>();
    private String key;
    private int reads;
    private int writes;

    @Override
    public void setCurrentKey(Object key) {
      this.key = (String) key;
    }

    @Override
    public Object getCurrentKey() {
      return key;
    }

    @Override
    public String value() {
      reads++;
      return values.get(key);
    }

    @Override
    public void update(String value) {
      writes++;
      values.put(key, value);
    }

    @Override
    public void clear() {
      writes++;
      values.remove(key);
    }
  }

  private static KnownValue<String, String> over(Keyed state) {
    return new KnownValue<>(state, state, MOST_KEYS);
  }

  @Property(tries = 200)
  void itIsWhatTheStateWouldBeAndTheStateIsThatWhereASnapshotIsTaken(@ForAll long seed)
      throws Exception {
    Random random = new Random(seed);
    Keyed state = new Keyed();
    KnownValue<String, String> known = over(state);
    Map<String, String> expected = new HashMap<>();
    for (int i = 0; i < 300; i++) {
      String key = "k" + random.nextInt(8);
      state.key = key;
      switch (random.nextInt(6)) {
        case 0 -> {
          known.clear(key);
          expected.remove(key);
        }
        case 1 -> {
          known.update(key, "v" + i);
          expected.put(key, "v" + i);
        }
        case 2 -> {
          known.write();
          assertThat(state.values).isEqualTo(expected);
          known = random.nextInt(10) == 0 ? over(state) : known;
          continue;
        }
        default -> assertThat(known.value(key)).isEqualTo(expected.get(key));
      }
      assertThat(state.key).as("the key that is being processed").isEqualTo(key);
    }
  }

  @Test
  void whatChangesOftenIsWrittenOnceASnapshot() throws Exception {
    Keyed state = new Keyed();
    KnownValue<String, String> known = over(state);
    for (int snapshot = 1; snapshot <= 3; snapshot++) {
      for (int i = 0; i < 50; i++) {
        state.key = "a";
        known.update("a", "value " + i);
        state.key = "never there";
        known.clear("never there");
      }
      known.write();
      assertThat(state.writes).isEqualTo(snapshot);
    }
    known.write();
    assertThat(state.writes).as("nothing has changed").isEqualTo(3);
  }

  @Property(tries = 20)
  void whatIsKnownIsNotReadAgainAndWhatIsNotUsedIsForgotten(@ForAll boolean isThere)
      throws Exception {
    Keyed state = new Keyed();
    KnownValue<String, String> known = over(state);
    state.key = "a";
    if (isThere) {
      state.values.put("a", "value");
    }
    for (int i = 0; i < 5; i++) {
      assertThat(known.value("a")).isEqualTo(isThere ? "value" : null);
    }
    assertThat(state.reads).isEqualTo(1);
    for (int other = 0; other < MOST_KEYS; other++) {
      state.key = "other" + other;
      assertThat(known.value(state.key)).isNull();
    }
    state.key = "a";
    int before = state.reads;
    assertThat(known.value("a")).isEqualTo(isThere ? "value" : null);
    assertThat(state.reads).isEqualTo(before + 1);
  }
}
