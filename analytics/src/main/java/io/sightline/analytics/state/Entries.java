package io.sightline.analytics.state;

import java.util.function.BiConsumer;

/**
 * What is remembered of many things, each by itself: only the entry that is named is read or
 * written, however many there are.
 *
 * @param <K> what names an entry
 * @param <V> an entry
 */
public interface Entries<K, V> {
  /** The entry of a name; null where there is none. */
  V get(K name);

  void put(K name, V entry);

  void remove(K name);

  /** Visits all of them, in no order: whoever decides something by them sorts. */
  void forEach(BiConsumer<K, V> visit);

  void clear();
}
