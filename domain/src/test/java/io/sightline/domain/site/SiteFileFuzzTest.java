package io.sightline.domain.site;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sightline.domain.BadInput;
import java.nio.file.Path;

class SiteFileFuzzTest {

  @FuzzTest(maxDuration = "60s")
  void anyTextIsASiteOrBadInput(FuzzedDataProvider data) {
    try {
      SiteFile.parse("fuzzed.yaml", Path.of("/"), data.consumeRemainingAsString())
          .site()
          .layoutVersion();
    } catch (BadInput e) {
      // The only way to refuse.
    }
  }
}
