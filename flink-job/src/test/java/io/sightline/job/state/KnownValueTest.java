package io.sightline.job.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.flink.api.common.state.ValueState;

class KnownValueTest {
  private static final int MOST_KEYS = 4;

  /** State of the key that is being processed, as Flink has it. */
  private static final class Keyed implements ValueState<String> {
    private final Map<String, String> values = new HashMap<>();
    private String key;
    private int reads;

    @Override
    public String value() {
      reads++;
      return values.get(key);
    }

    @Override
    public void update(String value) {
      values.put(key, value);
    }

    @Override
    public void clear() {
      values.remove(key);
    }
  }

  @Property(tries = 200)
  void itIsWhatTheStateIsWhateverIsKnown(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    Keyed state = new Keyed();
    KnownValue<String, String> known = new KnownValue<>(state, MOST_KEYS);
    Map<String, String> expected = new HashMap<>();
    for (int i = 0; i < 300; i++) {
      String key = "k" + random.nextInt(8);
      state.key = key;
      switch (random.nextInt(5)) {
        case 0 -> {
          known.clear(key);
          expected.remove(key);
        }
        case 1 -> {
          known.update(key, "v" + i);
          expected.put(key, "v" + i);
        }
        case 2 -> known = random.nextInt(10) == 0 ? new KnownValue<>(state, MOST_KEYS) : known;
        default -> assertThat(known.value(key)).isEqualTo(expected.get(key));
      }
      assertThat(state.values).as("every change is in the state at once").isEqualTo(expected);
    }
  }

  @Property(tries = 20)
  void whatIsKnownIsNotReadAgainAndWhatIsNotUsedIsForgotten(@ForAll boolean isThere)
      throws Exception {
    Keyed state = new Keyed();
    KnownValue<String, String> known = new KnownValue<>(state, MOST_KEYS);
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
