package io.sightline.benchmarks.chaos;

import io.sightline.domain.BadInput;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One start of a replay, and what happens to it. Written as {@code p2 rocksdb pause@1200+800}.
 *
 * @param parallelism subtasks an operator
 * @param stateBackend by Flink's name
 * @param atMillis after the start of its process
 * @param forMillis how long the fault lasts; 0 where that has no meaning
 */
record Leg(int parallelism, String stateBackend, Fault fault, long atMillis, long forMillis) {
  private static final Pattern FORM =
      Pattern.compile("p(\\d{1,2}) (rocksdb|hashmap) ([a-z]+)(?:@(\\d{1,7})(?:\\+(\\d{1,7}))?)?");

  /**
   * @throws BadInput when the text is none
   */
  static Leg parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (form.matches()) {
      for (Fault fault : Fault.values()) {
        if (fault.word().equals(form.group(3))) {
          return new Leg(
              Integer.parseInt(form.group(1)),
              form.group(2),
              fault,
              millis(form.group(4)),
              millis(form.group(5)));
        }
      }
    }
    throw new BadInput(
        "'"
            + text.strip()
            + "' is no part of a schedule; write it as p2 rocksdb kill@1500 or p1 hashmap"
            + " pause@700+2000, with one of "
            + String.join(", ", Arrays.stream(Fault.values()).map(Fault::word).toList())
            + ".");
  }

  private static long millis(String text) {
    return text == null ? 0 : Long.parseLong(text);
  }

  @Override
  public String toString() {
    return "p"
        + parallelism
        + " "
        + stateBackend
        + " "
        + fault.word()
        + (fault == Fault.END ? "" : "@" + atMillis)
        + (fault.lasts() ? "+" + forMillis : "");
  }
}
