package io.sightline.standalone.cli;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;

/**
 * Something that may take its time. Standard error hears of it when it takes longer than a moment,
 * and then again and again, until it is done; what is quick stays unsaid.
 */
final class Step {
  private static final long MOMENT_MILLIS = 4_000;
  private static final long PLAIN_EVERY_MILLIS = 5_000;
  private static final long BAR_EVERY_MILLIS = 1_000;

  private final PrintStream err = System.err;
  private final String what;
  private final boolean interactive;
  private final long begunNanos = System.nanoTime();
  private final Thread teller;

  /** Guarded by this. */
  private boolean over;

  private boolean shown;

  private Step(String what, boolean interactive) {
    this.what = what;
    this.interactive = interactive;
    this.teller = new Thread(this::tell, "step");
    teller.setDaemon(true);
  }

  /** What is done in a step. */
  interface Work<T, E extends Exception> {
    T call() throws E;
  }

  /**
   * Does something that may take its time.
   *
   * @param what is being done, without a full stop
   */
  static <T, E extends Exception> T during(String what, Work<T, E> work) throws E {
    Step step = new Step(what, Terminal.isInteractive());
    step.teller.start();
    try {
      return work.call();
    } finally {
      step.end();
    }
  }

  private synchronized void tell() {
    try {
      long wait = MOMENT_MILLIS;
      while (!over) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(wait);
        for (long left = wait; left > 0 && !over; left = millisUntil(end)) {
          wait(left);
        }
        if (!over) {
          say();
        }
        wait = interactive ? BAR_EVERY_MILLIS : PLAIN_EVERY_MILLIS;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long millisUntil(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos - System.nanoTime());
  }

  private void say() {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begunNanos);
    if (interactive) {
      err.print(Terminal.NEW_LINE + what + " … " + seconds + " s");
      err.flush();
    } else {
      err.println(what + (shown ? " … " + seconds + " s" : " …"));
    }
    shown = true;
  }

  private synchronized void end() {
    over = true;
    notifyAll();
    if (shown && interactive) {
      err.print(Terminal.NEW_LINE);
      err.flush();
    }
  }
}
