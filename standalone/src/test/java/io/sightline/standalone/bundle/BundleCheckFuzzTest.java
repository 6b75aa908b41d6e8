package io.sightline.standalone.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sightline.domain.BadInput;
import java.nio.file.Files;
import java.nio.file.Path;

class BundleCheckFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void anyBytesAreRefusedOrSaidToBeChanged(byte[] bytes) throws Exception {
    Path file = Files.createTempFile("bundle", ".zip");
    try {
      Files.write(file, bytes);
      assertThat(BundleCheck.of(file, null).isWhole()).isFalse();
    } catch (BadInput refused) {
      assertThat(refused).hasMessageContaining(file.getFileName().toString());
    } finally {
      Files.delete(file);
    }
  }
}
