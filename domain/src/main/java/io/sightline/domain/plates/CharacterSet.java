package io.sightline.domain.plates;

import java.util.ArrayList;
import java.util.List;

/** Which characters may stand at one place of a plate. */
final class CharacterSet {
  private final List<Range> ranges = new ArrayList<>();
  private boolean letters;
  private boolean numbers;

  private record Range(int first, int last) {}

  CharacterSet add(int first, int last) {
    ranges.add(new Range(first, last));
    return this;
  }

  CharacterSet addLetters() {
    letters = true;
    return this;
  }

  CharacterSet addNumbers() {
    numbers = true;
    return this;
  }

  boolean contains(int character) {
    for (Range range : ranges) {
      if (range.first <= character && character <= range.last) {
        return true;
      }
    }
    return (letters && Character.isLetter(character)) || (numbers && isNumber(character));
  }

  private static boolean isNumber(int character) {
    int type = Character.getType(character);
    return type == Character.DECIMAL_DIGIT_NUMBER
        || type == Character.LETTER_NUMBER
        || type == Character.OTHER_NUMBER;
  }
}
