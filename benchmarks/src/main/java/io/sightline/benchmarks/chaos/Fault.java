package io.sightline.benchmarks.chaos;

import java.util.Locale;

/** What happens to a replay while it is made. */
enum Fault {
  /** Its process is killed. */
  KILL,
  /** Its database's postmaster is killed; the replay is to go on by itself. */
  POSTMASTER,
  /** Its process stands still for a while. */
  PAUSE,
  /** Its database stands still for a while. */
  FREEZE,
  /** Its disk is full for a while. */
  DISK,
  /** The same command is given a second time, and the run is asked for beside it. */
  TWICE,
  /** Nothing. */
  END;

  /** Whether it lasts. */
  boolean lasts() {
    return this == PAUSE || this == FREEZE || this == DISK;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
