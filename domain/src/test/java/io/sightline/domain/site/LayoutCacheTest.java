package io.sightline.domain.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayoutCacheTest {
  private static final Site YARD =
      SiteFile.parse("site", Path.of("/"), "{site: yard, cameras: [{id: x, uri: x.mp4}]}").site();

  private final List<String> asked = new ArrayList<>();
  private final LayoutCache<String> cache =
      new LayoutCache<>(
          (site, version) -> {
            asked.add(site + " " + version);
            if (version.equals("missing")) {
              throw new IllegalStateException("There is no such layout.");
            }
            return YARD;
          },
          site -> asked.size() + ": " + site.id());

  @Test
  void eachVersionOfEachSiteIsAskedForOnce() {
    assertThat(cache.of("yard", "1")).isEqualTo("1: yard");
    assertThat(cache.of("yard", "2")).isEqualTo("2: yard");
    assertThat(cache.of("lot", "1")).isEqualTo("3: yard");
    assertThat(cache.of("yard", "1")).isEqualTo("1: yard");
    assertThat(asked).containsExactly("yard 1", "yard 2", "lot 1");
  }

  @Test
  void aLayoutThatCannotBeReadIsAskedForAgain() {
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> cache.of("yard", "missing"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("There is no such layout.");
    }
    assertThat(asked).hasSize(2);
  }

  @Test
  void ofManyVersionsThoseInUseAreKept() {
    for (int version = 0; version < 10_000; version++) {
      cache.of("yard", "in use");
      cache.of("yard", "v" + version);
    }
    assertThat(asked.stream().filter("yard in use"::equals)).hasSize(1);
    asked.clear();
    for (int version = 0; version < 10_000; version++) {
      cache.of("yard", "v" + version);
    }
    assertThat(asked).as("kept of 10,000").hasSizeGreaterThan(9_000);
  }
}
