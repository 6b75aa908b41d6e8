package io.sightline.standalone.cli;

import io.sightline.runs.Progress;
import java.io.PrintStream;

/**
 * What people see on standard error: a progress bar on a terminal, plain lines elsewhere. Standard
 * output is for results.
 */
public final class Terminal implements Progress {
  private static final int BAR = 30;
  private static final long PLAIN_LINE_NANOS = 5_000_000_000L;
  private static final double SECOND_NANOS = 1e9;

  /** From here on the pace says how long the rest takes: seconds, and a share done meanwhile. */
  private static final double LEAST_SECONDS = 3;

  private static final double LEAST_SHARE = 0.005;

  /** To the beginning of the line, which is empty then. */
  static final String NEW_LINE = "\r\u001b[K";

  private final PrintStream err = System.err;
  private final boolean interactive;
  private final String title;
  private long lastLine;
  private boolean barShown;
  private double firstShare = -1;
  private long firstNanos;

  public Terminal(String title) {
    this(title, isInteractive());
  }

  Terminal(String title, boolean interactive) {
    this.title = title;
    this.interactive = interactive;
  }

  /** The launcher asks whether standard error is a terminal; Java 17 cannot. */
  static boolean isInteractive() {
    return "1".equals(System.getenv("SIGHTLINE_TERMINAL"));
  }

  @Override
  public void at(double share, String what) {
    String percent = share < 0 ? "" : (int) (share * 100) + " % ";
    String text = percent + what + left(share, System.nanoTime());
    if (interactive) {
      int full = (int) Math.round(Math.max(0, share) * BAR);
      err.print(NEW_LINE + title + " [" + "#".repeat(full) + " ".repeat(BAR - full) + "] " + text);
      err.flush();
      barShown = true;
    } else if (lastLine == 0 || System.nanoTime() - lastLine > PLAIN_LINE_NANOS) {
      lastLine = System.nanoTime();
      err.println(title + ": " + text);
    }
  }

  /** How long the rest takes at the pace since the first share that was told; empty at first. */
  String left(double share, long nowNanos) {
    if (share < 0 || share >= 1) {
      return "";
    }
    if (firstShare < 0) {
      firstShare = share;
      firstNanos = nowNanos;
    }
    double seconds = (nowNanos - firstNanos) / SECOND_NANOS;
    double done = share - firstShare;
    return seconds < LEAST_SECONDS || done < LEAST_SHARE
        ? ""
        : ", " + duration(Math.round(seconds * (1 - share) / done)) + " left";
  }

  private static String duration(long seconds) {
    if (seconds < 60) {
      return seconds + " s";
    }
    long minutes = seconds / 60;
    return minutes < 60
        ? "%d min %02d s".formatted(minutes, seconds % 60)
        : "%d h %02d min".formatted(minutes / 60, minutes % 60);
  }

  public void line(String text) {
    endBar();
    err.println(text);
  }

  /** Leaves the bar's line. */
  public void endBar() {
    if (barShown) {
      err.print(NEW_LINE);
      err.flush();
      barShown = false;
    }
  }
}
