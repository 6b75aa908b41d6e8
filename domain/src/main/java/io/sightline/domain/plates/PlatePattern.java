package io.sightline.domain.plates;

import java.util.ArrayList;
import java.util.List;

/**
 * Orders of characters, written in a small part of the language of regular expressions: letters and
 * digits, classes ({@code [A-HJ-Z0-9]}, {@code \p{L}} any letter, {@code \p{N}} any digit), each
 * with {@code {2}}, {@code {1,3}} or {@code ?} behind it. Whatever it describes is a number of
 * orders of fixed length, so that nothing is ever searched for and a place can be asked what may
 * stand there.
 */
final class PlatePattern {
  /** Longer texts are no plates. */
  static final int MOST_CHARACTERS = 16;

  private static final int MOST_SHAPES = 128;

  private final String text;
  private final List<Part> parts = new ArrayList<>();
  private int at;

  private record Part(CharacterSet set, int least, int most) {}

  private PlatePattern(String text) {
    this.text = text;
  }

  /**
   * @return the orders of the longest first, at least one
   * @throws IllegalArgumentException saying what it cannot read
   */
  static List<PlateShape> shapes(String text) {
    PlatePattern pattern = new PlatePattern(text);
    while (pattern.at < text.length()) {
      pattern.part();
    }
    pattern.requireBounded();
    List<PlateShape> shapes = new ArrayList<>();
    pattern.expand(0, List.of(), shapes);
    return List.copyOf(shapes);
  }

  /**
   * @param text one class
   * @throws IllegalArgumentException saying what it cannot read
   */
  static CharacterSet set(String text) {
    PlatePattern pattern = new PlatePattern(text);
    CharacterSet set = pattern.set();
    if (pattern.at < text.length()) {
      throw pattern.error("should be one class of characters such as [A-Z0-9]");
    }
    return set;
  }

  private void part() {
    CharacterSet set = set();
    int least = 1;
    int most = 1;
    if (takes('?')) {
      least = 0;
    } else if (takes('{')) {
      least = number();
      most = takes(',') ? number() : least;
      if (!takes('}') || most < least || most == 0) {
        throw error("should have a count such as {3} or {1,3}");
      }
    }
    parts.add(new Part(set, least, most));
  }

  private CharacterSet set() {
    CharacterSet set = new CharacterSet();
    if (takes('[')) {
      while (!takes(']')) {
        item(set);
      }
    } else {
      item(set);
    }
    return set;
  }

  private void item(CharacterSet set) {
    if (takes('\\')) {
      if (text.startsWith("p{L}", at)) {
        set.addLetters();
      } else if (text.startsWith("p{N}", at)) {
        set.addNumbers();
      } else {
        throw error("has a \\ that is neither \\p{L} nor \\p{N}");
      }
      at += "p{L}".length();
      return;
    }
    int first = character();
    int last = takes('-') ? character() : first;
    if (last < first) {
      throw error("has a range that ends before it begins");
    }
    set.add(first, last);
  }

  private int character() {
    if (at == text.length()) {
      throw error("ends too early");
    }
    int character = text.codePointAt(at);
    if (!Character.isLetterOrDigit(character)) {
      throw error("has a '" + Character.toString(character) + "' that is no part of a pattern");
    }
    at += Character.charCount(character);
    return character;
  }

  private int number() {
    int from = at;
    while (at < text.length() && at - from < 2 && isDigit(text.charAt(at))) {
      at++;
    }
    if (from == at) {
      throw error("should have a count such as {3} or {1,3}");
    }
    return Integer.parseInt(text.substring(from, at));
  }

  private static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }

  private boolean takes(char wanted) {
    boolean there = at < text.length() && text.charAt(at) == wanted;
    if (there) {
      at++;
    }
    return there;
  }

  private void requireBounded() {
    int least = 0;
    int most = 0;
    int shapes = 1;
    for (Part part : parts) {
      least += part.least();
      most += part.most();
      shapes = Math.min(MOST_SHAPES + 1, shapes * (part.most() - part.least() + 1));
    }
    if (least < 1 || most > MOST_CHARACTERS) {
      throw error("should describe from 1 to " + MOST_CHARACTERS + " characters");
    }
    if (shapes > MOST_SHAPES) {
      throw error("leaves too much open; write it as several formats");
    }
  }

  private void expand(int part, List<CharacterSet> before, List<PlateShape> shapes) {
    if (part == parts.size()) {
      shapes.add(new PlateShape(before));
      return;
    }
    Part next = parts.get(part);
    for (int count = next.most(); count >= next.least(); count--) {
      List<CharacterSet> places = new ArrayList<>(before);
      for (int i = 0; i < count; i++) {
        places.add(next.set());
      }
      expand(part + 1, places, shapes);
    }
  }

  private IllegalArgumentException error(String problem) {
    return new IllegalArgumentException("'" + text + "' " + problem);
  }
}
