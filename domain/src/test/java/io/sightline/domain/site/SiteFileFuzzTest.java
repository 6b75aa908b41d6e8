package io.sightline.domain.site;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sightline.domain.BadInput;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

class SiteFileFuzzTest {

  @FuzzTest(maxDuration = "60s")
  void anyTextIsASiteOrBadInput(byte[] data) {
    try {
      SiteFile.parse("fuzzed.yaml", Path.of("/"), new String(data, StandardCharsets.UTF_8))
          .site()
          .layoutVersion();
    } catch (BadInput e) {
      // The only way to refuse.
    }
  }
}
