package io.sightline.query.live;

import io.sightline.query.access.Reader;
import io.sightline.store.live.LiveRows;

/** Somebody who listens: what they want, what they may see, and where it goes. */
final class LiveListener {
  private final LiveWish wish;
  private final LiveOutlet outlet;
  private volatile Reader reader;

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
    return (wish.kinds().isEmpty() || wish.kinds().contains(row.feed()))
        && (wish.site() == null || wish.site().equals(row.site()))
        && reader.sees(row.site());
  }
}
