package io.sightline.benchmarks.chaos;

import io.sightline.domain.BadInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** What happens to one run, start by start; the last start comes to the run's end. */
record Schedule(List<Leg> legs) {
  private static final int MOST_KILLS = 3;
  private static final int[] PARALLELISM = {1, 2, 4};
  private static final long LONGEST_MILLIS = 4_000;

  /**
   * A schedule that depends on the random numbers alone: some kills, most often something that the
   * replay is to survive, and the start that comes to the end.
   *
   * @param possible faults that can be made here
   * @param lengthMillis how long an undisturbed replay takes, process start included; faults come
   *     at any time of that, not only when there is something to lose
   */
  static Schedule random(Random random, List<Fault> possible, long lengthMillis) {
    List<Leg> legs = new ArrayList<>();
    int kills = random.nextInt(MOST_KILLS + 1);
    for (int kill = 0; kill < kills; kill++) {
      legs.add(leg(random, Fault.KILL, lengthMillis));
    }
    List<Fault> others = new ArrayList<>(possible);
    others.remove(Fault.KILL);
    if (!others.isEmpty() && (kills == 0 || random.nextInt(4) > 0)) {
      legs.add(leg(random, others.get(random.nextInt(others.size())), lengthMillis));
    }
    legs.add(leg(random, Fault.END, lengthMillis));
    return new Schedule(List.copyOf(legs));
  }

  private static Leg leg(Random random, Fault fault, long lengthMillis) {
    int parallelism = PARALLELISM[random.nextInt(PARALLELISM.length)];
    // Another state backend cannot read the checkpoints, and begins anew.
    String stateBackend = random.nextInt(5) == 0 ? "hashmap" : "rocksdb";
    long at = fault == Fault.END ? 0 : (long) (random.nextDouble() * lengthMillis);
    long length = fault.lasts() ? 500 + (long) (random.nextDouble() * LONGEST_MILLIS) : 0;
    return new Leg(parallelism, stateBackend, fault, at, length);
  }

  /**
   * @throws BadInput when the text is none
   */
  static Schedule parse(String text) {
    List<Leg> legs = Arrays.stream(text.split(",")).map(Leg::parse).toList();
    if (legs.get(legs.size() - 1).fault() != Fault.END) {
      throw new BadInput("A schedule ends with 'end', the start that comes to the run's end.");
    }
    return new Schedule(legs);
  }

  @Override
  public String toString() {
    return legs.stream().map(Leg::toString).collect(Collectors.joining(", "));
  }
}
