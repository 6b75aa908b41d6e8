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

  private final PrintStream err = System.err;
  private final boolean interactive;
  private final String title;
  private long lastLine;
  private boolean barShown;

  public Terminal(String title) {
    this.title = title;
    // The launcher asks whether standard error is a terminal; Java 17 cannot.
    this.interactive = "1".equals(System.getenv("SIGHTLINE_TERMINAL"));
  }

  @Override
  public void at(double share, String what) {
    String percent = share < 0 ? "" : Math.round(share * 100) + " % ";
    if (interactive) {
      int full = (int) Math.round(Math.max(0, share) * BAR);
      err.print(
          "\r\u001b[K"
              + title
              + " ["
              + "#".repeat(full)
              + " ".repeat(BAR - full)
              + "] "
              + percent
              + what);
      err.flush();
      barShown = true;
    } else if (lastLine == 0 || System.nanoTime() - lastLine > PLAIN_LINE_NANOS) {
      lastLine = System.nanoTime();
      err.println(title + ": " + percent + what);
    }
  }

  public void line(String text) {
    endBar();
    err.println(text);
  }

  /** Leaves the bar's line. */
  public void endBar() {
    if (barShown) {
      err.print("\r\u001b[K");
      err.flush();
      barShown = false;
    }
  }
}
