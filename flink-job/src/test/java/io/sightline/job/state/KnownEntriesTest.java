package io.sightline.job.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.streaming.api.operators.KeyContext;

class KnownEntriesTest {
  private static final int MOST_KEYS = 3;

  /** State of the key that is being processed, as Flink has it. */
  private static final class Keyed implements MapState<String, String>, KeyContext {
    private final Map<String, Map<String, String>> values = new HashMap<>();
    private String key;

    private Map<String, String> own() {
      return values.computeIfAbsent(key, one -> new HashMap<>());
    }

    @Override
    public void setCurrentKey(Object key) {
      this.key = (String) key;
    }

    @Override
    public Object getCurrentKey() {
      return key;
    }

    @Override
    public String get(String name) {
      return own().get(name);
    }

    @Override
    public void put(String name, String value) {
      own().put(name, value);
    }

    @Override
    public void putAll(Map<String, String> map) {
      own().putAll(map);
    }

    @Override
    public void remove(String name) {
      own().remove(name);
    }

    @Override
    public boolean contains(String name) {
      return own().containsKey(name);
    }

    @Override
    public Iterable<Map.Entry<String, String>> entries() {
      return own().entrySet();
    }

    @Override
    public Iterable<String> keys() {
      return own().keySet();
    }

    @Override
    public Iterable<String> values() {
      return own().values();
    }

    @Override
    public Iterator<Map.Entry<String, String>> iterator() {
      return own().entrySet().iterator();
    }

    @Override
    public boolean isEmpty() {
      return own().isEmpty();
    }

    @Override
    public void clear() {
      own().clear();
    }

    private Map<String, Map<String, String>> whole() {
      Map<String, Map<String, String>> whole = new HashMap<>(values);
      whole.values().removeIf(Map::isEmpty);
      return whole;
    }
  }

  private static KnownEntries<String, String> over(Keyed state) {
    return new KnownEntries<>(state, state, MOST_KEYS);
  }

  @Property(tries = 300)
  void theyAreWhatTheStateWouldBeAndTheStateIsThatWhereASnapshotIsTaken(@ForAll long seed)
      throws Exception {
    Random random = new Random(seed);
    Keyed state = new Keyed();
    Keyed expected = new Keyed();
    KnownEntries<String, String> known = over(state);
    for (int i = 0; i < 300; i++) {
      String key = "k" + random.nextInt(6);
      String name = "n" + random.nextInt(5);
      state.key = key;
      expected.key = key;
      switch (random.nextInt(9)) {
        case 0 -> {
          known.remove(name);
          expected.remove(name);
        }
        case 1, 2 -> {
          known.put(name, "v" + i);
          expected.put(name, "v" + i);
        }
        case 3 -> {
          known.clear();
          expected.clear();
        }
        case 4 -> {
          known.write();
          assertThat(state.whole()).isEqualTo(expected.whole());
          known = random.nextInt(6) == 0 ? over(state) : known;
          continue;
        }
        case 5 -> {
          Map<String, String> all = new HashMap<>();
          known.forEach(all::put);
          assertThat(all).isEqualTo(expected.own());
        }
        default -> assertThat(known.get(name)).isEqualTo(expected.get(name));
      }
      assertThat(state.key).as("the key that is being processed").isEqualTo(key);
    }
  }
}
