package io.sightline.analytics.state;

/**
 * One thing that is remembered.
 *
 * @param <V> its type
 */
public interface Cell<V> {
  /** Null while there is nothing. */
  V get();

  void set(V value);

  void clear();
}
