package io.sightline.evaluation.sessions;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sightline.domain.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import org.apache.commons.io.file.PathUtils;

class StayFileFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void anyFileIsReadOrRefused(byte[] data) throws IOException {
    Path folder = Files.createTempDirectory("stays");
    try {
      Path file = folder.resolve("stays.csv");
      Files.write(file, data);
      StayFile.read(file, ZoneOffset.UTC, 0L);
    } catch (BadInput refused) {
      // What cannot be read is refused with a sentence.
    } finally {
      PathUtils.deleteDirectory(folder);
    }
  }
}
