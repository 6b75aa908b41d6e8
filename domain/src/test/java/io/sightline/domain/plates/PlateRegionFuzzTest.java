package io.sightline.domain.plates;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sightline.domain.BadInput;
import io.sightline.domain.yaml.YamlDocument;
import java.nio.charset.StandardCharsets;

class PlateRegionFuzzTest {

  @FuzzTest(maxDuration = "60s")
  void anyTextIsARegionOrBadInput(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    try {
      RegionPack region = new RegionPack(PlateRegion.of(YamlDocument.parse("fuzzed.yaml", text)));
      region
          .region()
          .formats()
          .forEach(format -> assertThat(region.spell(format.example())).isPresent());
    } catch (BadInput e) {
      // The only way to refuse.
    }
  }
}
