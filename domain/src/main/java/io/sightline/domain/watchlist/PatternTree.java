package io.sightline.domain.watchlist;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Exact patterns and those with wildcards by their characters. A search follows all that still fit
 * at once, as a non-deterministic automaton does.
 */
final class PatternTree {
  private final Node root = new Node(false);

  /** What has been read of patterns that begin alike. */
  private static final class Node {
    private final Map<Character, Node> next = new HashMap<>();
    private final List<WatchedPlate> ends = new ArrayList<>();

    /** Whether any number of characters may come here. */
    private final boolean loops;

    Node(boolean loops) {
      this.loops = loops;
    }
  }

  void add(WatchedPlate plate) {
    Node node = root;
    String text = plate.pattern().text();
    for (int i = 0; i < text.length(); i++) {
      boolean loops = text.charAt(i) == '*';
      node = node.next.computeIfAbsent(text.charAt(i), character -> new Node(loops));
    }
    node.ends.add(plate);
  }

  /** The patterns that a plate in normal form fits, in no order. */
  List<WatchedPlate> find(String plate) {
    Set<Node> nodes = new LinkedHashSet<>();
    enter(root, nodes);
    for (int i = 0; i < plate.length() && !nodes.isEmpty(); i++) {
      Set<Node> after = new LinkedHashSet<>();
      for (Node node : nodes) {
        if (node.loops) {
          enter(node, after);
        }
        enter(node.next.get(plate.charAt(i)), after);
        enter(node.next.get('?'), after);
      }
      nodes = after;
    }
    List<WatchedPlate> found = new ArrayList<>();
    nodes.forEach(node -> found.addAll(node.ends));
    return found;
  }

  /** What comes after none of any number of characters is there as well. */
  private static void enter(Node node, Set<Node> nodes) {
    if (node != null && nodes.add(node)) {
      enter(node.next.get('*'), nodes);
    }
  }
}
