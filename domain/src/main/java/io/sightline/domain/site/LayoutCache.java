package io.sightline.domain.site;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.function.Function;

/**
 * What is made of layouts, kept for the few versions in use.
 *
 * @param <T> what is made of a layout
 */
public final class LayoutCache<T> {
  private static final int MAX_VERSIONS = 256;

  private record Key(String site, String version) {}

  private final Layouts layouts;
  private final Function<Site, T> make;

  // What has to be tidied is tidied by whoever asks, so that no thread outlives its class loader.
  private final Cache<Key, T> made =
      Caffeine.newBuilder().maximumSize(MAX_VERSIONS).executor(Runnable::run).build();

  public LayoutCache(Layouts layouts, Function<Site, T> make) {
    this.layouts = layouts;
    this.make = make;
  }

  /** Asks for a layout once for as long as it is kept; what asking throws is thrown here. */
  public T of(String site, String version) {
    return made.get(new Key(site, version), key -> make.apply(layouts.layout(site, version)));
  }
}
