package io.sightline.query.live;

import io.sightline.query.access.Reader;
import io.sightline.store.live.LiveRows;
import java.util.ArrayList;
import java.util.List;

/** Somebody who listens: what they want, what they may see, and where it goes. */
final class LiveListener {
  private static final int MOST_HELD = 10_000;

  private final LiveWish wish;
  private final LiveOutlet outlet;
  private volatile Reader reader;

  /** Guarded by this; null while nothing is kept. */
  private List<String> held;

  LiveListener(Reader reader, LiveWish wish, LiveOutlet outlet) {
    this.reader = reader;
    this.wish = wish;
    this.outlet = outlet;
  }

  Reader reader() {
    return reader;
  }

  LiveOutlet outlet() {
    return outlet;
  }

  /** What they may see from now on. */
  void mayKnow(Reader now) {
    reader = now;
  }

  boolean wants(LiveRows.Row row) {
    return (wish.kinds().isEmpty()
            || wish.kinds().contains(row.feed())
            || wish.kinds().contains(row.kind()))
        && (wish.site() == null || wish.site().equals(row.site()))
        && reader.sees(row.site());
  }

  /** Tells what they want of it, now. */
  void tellOfThePast(List<LiveRows.Row> rows) {
    rows.stream().filter(this::wants).forEach(row -> outlet.send(row.json()));
  }

  /** Tells what they want of it, or keeps it until what came before has been told. */
  synchronized void tell(List<LiveRows.Row> rows) {
    if (held == null) {
      tellOfThePast(rows);
      return;
    }
    rows.stream().filter(this::wants).map(LiveRows.Row::json).forEach(held::add);
    if (held.size() > MOST_HELD) {
      held.clear();
      outlet.drop(LiveOutlet.Farewell.TOO_FAR_BEHIND);
    }
  }

  /**
   * Tells how far all have been told; nothing while what came before is still being told, which the
   * cursor would leave out for whoever goes on from it.
   */
  synchronized void beat(String message) {
    if (held == null) {
      outlet.send(message);
    }
  }

  /** Keeps what is told from now on. */
  synchronized void hold() {
    held = new ArrayList<>();
  }

  /** What came before has been told. */
  synchronized void release() {
    held.forEach(outlet::send);
    held = null;
  }
}
