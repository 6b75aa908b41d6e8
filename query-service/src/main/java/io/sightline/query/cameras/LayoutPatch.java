package io.sightline.query.cameras;

import io.sightline.domain.BadInput;
import io.sightline.domain.text.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Changes a camera in the form of its site's file. Members are merged as a JSON merge patch (RFC
 * 7396) merges them; spots, zones and gates are things with ids, of which only those are touched
 * that are named: as a list, or as an object by their ids, in which null takes one away. Null for
 * all of them takes all away.
 */
final class LayoutPatch {
  private static final String ID = "id";

  /** What a camera has several of, and what one of them is called. */
  private static final Map<String, String> THINGS =
      Map.of("spots", "spot", "zones", "zone", "gates", "gate");

  private LayoutPatch() {}

  /**
   * @param camera as it is
   * @return as it becomes
   * @throws BadInput when the patch does not say which things it means
   */
  static Map<String, Object> apply(Map<String, Object> camera, Map<String, Object> patch) {
    Map<String, Object> members = new LinkedHashMap<>(patch);
    Map<String, Object> things = new LinkedHashMap<>();
    THINGS.forEach(
        (member, word) -> {
          Object said = members.get(member);
          if (said != null) {
            members.remove(member);
            things.put(member, merged(word, (List<?>) camera.get(member), named(member, said)));
          }
        });
    Map<String, Object> patched = MergePatch.apply(camera, members);
    patched.putAll(things);
    return patched;
  }

  /** The things that a patch names, by id; null for those that are to go. */
  private static Map<String, Map<String, Object>> named(String member, Object said) {
    Map<String, Map<String, Object>> named = new LinkedHashMap<>();
    if (said instanceof Map<?, ?> byId) {
      byId.forEach(
          (id, thing) -> named.put((String) id, thing == null ? null : object(member, thing)));
    } else if (said instanceof List<?> list) {
      for (Object each : list) {
        Map<String, Object> thing = object(member, each);
        if (!(thing.get(ID) instanceof String id)) {
          throw new BadInput("`" + member + "` has one without an `id`; say which one is meant.");
        }
        if (named.put(id, thing) != null) {
          throw new BadInput("`" + member + "` names '" + id + "' twice; name it once.");
        }
      }
    } else {
      throw new BadInput("`" + member + "` should be a list, or an object by id.");
    }
    if (said instanceof List && named.isEmpty()) {
      throw new BadInput(
          "`"
              + member
              + "` names none, so nothing would change; give those to change, or null to take all"
              + " away.");
    }
    return named;
  }

  @SuppressWarnings("unchecked") // JSON objects have texts as keys.
  private static Map<String, Object> object(String member, Object thing) {
    if (thing instanceof Map) {
      return (Map<String, Object>) thing;
    }
    throw new BadInput("`" + member + "` should hold objects.");
  }

  private static List<Object> merged(
      String word, List<?> before, Map<String, Map<String, Object>> named) {
    Set<String> known = new LinkedHashSet<>();
    List<Object> after = new ArrayList<>();
    for (Object each : before) {
      Map<String, Object> thing = object(word + "s", each);
      String id = (String) thing.get(ID);
      known.add(id);
      if (!named.containsKey(id)) {
        after.add(thing);
      } else if (named.get(id) != null) {
        after.add(identified(word, id, MergePatch.apply(thing, named.get(id))));
      }
    }
    named.forEach(
        (id, thing) -> {
          if (thing == null && !known.contains(id)) {
            throw new BadInput(
                "There is no " + word + " '" + id + "' to take away; " + Nearest.hint(id, known));
          }
          if (thing != null && !known.contains(id)) {
            after.add(identified(word, id, thing));
          }
        });
    return after;
  }

  private static Map<String, Object> identified(String word, String id, Map<String, Object> thing) {
    if (thing.containsKey(ID) && !id.equals(thing.get(ID))) {
      throw new BadInput(
          "The " + word + " '" + id + "' keeps its id; add another one and take this one away.");
    }
    Map<String, Object> identified = new LinkedHashMap<>();
    identified.put(ID, id);
    identified.putAll(thing);
    return identified;
  }
}
