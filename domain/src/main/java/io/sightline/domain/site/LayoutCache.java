package io.sightline.domain.site;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What is made of layouts, kept for the few versions in use. Not for use by several threads.
 *
 * @param <T> what is made of a layout
 */
public final class LayoutCache<T> {
  private static final int MAX_VERSIONS = 256;

  private record Key(String site, String version) {}

  private final Layouts layouts;
  private final Function<Site, T> make;
  private final Map<Key, T> made =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, T> eldest) {
          return size() > MAX_VERSIONS;
        }
      };

  public LayoutCache(Layouts layouts, Function<Site, T> make) {
    this.layouts = layouts;
    this.make = make;
  }

  public T of(String site, String version) {
    Key key = new Key(site, version);
    T known = made.get(key);
    if (known == null) {
      known = make.apply(layouts.layout(site, version));
      made.put(key, known);
    }
    return known;
  }
}
