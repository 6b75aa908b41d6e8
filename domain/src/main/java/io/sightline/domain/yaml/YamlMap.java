package io.sightline.domain.yaml;

import io.sightline.domain.BadInput;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A mapping that remembers which of its keys were asked for. A reader asks for every key it knows,
 * then calls {@link #refuseOtherKeys()}, so that a misspelt key is an error and never a silent
 * default.
 */
public final class YamlMap {
  private final YamlValue self;
  private final Map<String, YamlValue> entries;
  private final Set<String> known = new LinkedHashSet<>();

  YamlMap(YamlValue self, Map<String, YamlValue> entries) {
    this.self = self;
    this.entries = entries;
  }

  public Optional<YamlValue> get(String key) {
    known.add(key);
    return Optional.ofNullable(entries.get(key)).filter(value -> !value.isNull());
  }

  public YamlValue require(String key) {
    return get(key).orElseThrow(() -> self.error("has no '" + key + "'; add it"));
  }

  public String text(String key) {
    return require(key).asText();
  }

  public String text(String key, String otherwise) {
    return get(key).map(YamlValue::asText).orElse(otherwise);
  }

  public List<YamlValue> list(String key) {
    return get(key).map(YamlValue::asList).orElse(List.of());
  }

  /** The keys as written, in order, for mappings whose keys are data. */
  public Map<String, YamlValue> entries() {
    known.addAll(entries.keySet());
    return entries;
  }

  public void refuseOtherKeys() {
    for (Map.Entry<String, YamlValue> entry : entries.entrySet()) {
      if (!known.contains(entry.getKey())) {
        List<String> names = new ArrayList<>(known);
        throw entry.getValue().error("unknown key; known here: " + String.join(", ", names));
      }
    }
  }

  public BadInput error(String problem) {
    return self.error(problem);
  }
}
