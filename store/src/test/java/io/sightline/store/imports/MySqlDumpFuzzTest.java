package io.sightline.store.imports;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sightline.domain.BadInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Set;

class MySqlDumpFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void anyDumpIsReadOrRefused(byte[] data) {
    try {
      MySqlDump.read(new ByteArrayInputStream(data), Set.of("users"), (table, row) -> {});
    } catch (BadInput | IOException refused) {
      // What is no dump is refused with a sentence, and what is no gzip by its library.
    }
  }
}
