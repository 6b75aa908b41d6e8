package io.sightline.store.ledger;

import io.sightline.domain.json.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** What two runs were made from, as far as another ledger may come of it. */
final class Inputs {
  private Inputs() {}

  /**
   * @return a sentence for each thing that differs; none where a run has no input of its own, as
   *     the live one
   */
  static List<String> differences(Connection connection, String a, String b) throws SQLException {
    Map<?, ?> of = identity(connection, a);
    Map<?, ?> other = identity(connection, b);
    List<String> differences = new ArrayList<>();
    if (of.isEmpty() || other.isEmpty()) {
      return differences;
    }
    if (!Objects.equals(of.get("layout"), other.get("layout"))) {
      differences.add("The site's layout differs.");
    }
    byCamera(of, other, "footage", "The footage of camera '%s' differs.", differences);
    byCamera(of, other, "models", "The models of camera '%s' differ.", differences);
    long known = statements(of);
    long otherKnown = statements(other);
    if (known != otherKnown) {
      differences.add(
          "'%s' knows %d statements of people, '%s' %d.".formatted(a, known, b, otherKnown));
    }
    return differences;
  }

  /** Only where both looked at footage: stored observations are somebody else's look. */
  private static void byCamera(
      Map<?, ?> of, Map<?, ?> other, String what, String sentence, List<String> differences) {
    if (of.get(what) instanceof Map<?, ?> one
        && other.get(what) instanceof Map<?, ?> two
        && !one.isEmpty()
        && !two.isEmpty()) {
      TreeSet<Object> cameras = new TreeSet<>(one.keySet());
      cameras.addAll(two.keySet());
      cameras.stream()
          .filter(camera -> !Objects.equals(one.get(camera), two.get(camera)))
          .forEach(camera -> differences.add(sentence.formatted(camera)));
    }
  }

  private static long statements(Map<?, ?> identity) {
    return identity.get("statements") instanceof Number number ? number.longValue() : 0;
  }

  private static Map<?, ?> identity(Connection connection, String run) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select identity::text from runs where run = ?")) {
      statement.setString(1, run);
      try (ResultSet rows = statement.executeQuery()) {
        String identity = rows.next() ? rows.getString(1) : null;
        return identity == null ? Map.of() : Json.read(identity, Map.class);
      }
    }
  }
}
