package io.sightline.query.cameras;

import java.util.LinkedHashMap;
import java.util.Map;

/** Changes a JSON object as a JSON merge patch (RFC 7396) says. */
final class MergePatch {
  private MergePatch() {}

  /** The object with the patch's members in place of its own; those that are null are gone. */
  static Map<String, Object> apply(Map<String, Object> object, Map<String, Object> patch) {
    Map<String, Object> patched = new LinkedHashMap<>(object);
    patch.forEach(
        (key, value) -> {
          if (value == null) {
            patched.remove(key);
          } else {
            patched.put(key, merged(patched.get(key), value));
          }
        });
    return patched;
  }

  @SuppressWarnings("unchecked") // JSON objects have texts as keys.
  private static Object merged(Object before, Object value) {
    if (!(value instanceof Map)) {
      return value;
    }
    // What is no object is replaced by one.
    Map<String, Object> object = before instanceof Map ? (Map<String, Object>) before : Map.of();
    return apply(object, (Map<String, Object>) value);
  }
}
