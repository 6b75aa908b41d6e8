package io.sightline.evaluation.tracking;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sightline.domain.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.io.file.PathUtils;

class MotSequenceFuzzTest {
  private static final List<String> FILES =
      List.of(MotSequence.INFO, MotSequence.TRUTH, MotSequence.DETECTIONS, MotSequence.PLATES);

  /** The first byte says which file the others are. */
  @FuzzTest(maxDuration = "60s")
  void anySequenceIsReadOrRefused(byte[] data) throws IOException {
    if (data.length == 0) {
      return;
    }
    Path folder = Files.createTempDirectory("sequence");
    try {
      Files.createDirectories(folder.resolve("gt"));
      Files.createDirectories(folder.resolve("det"));
      Files.createDirectories(folder.resolve("plates"));
      Files.writeString(folder.resolve(MotSequence.INFO), "frameRate=5\nseqLength=9\n");
      Files.writeString(folder.resolve(MotSequence.TRUTH), "1,1,5,5,20,20\n");
      Files.writeString(folder.resolve(MotSequence.DETECTIONS), "1,-1,5,5,20,20,0.5\n");
      Files.write(
          folder.resolve(FILES.get((data[0] & 0xff) % FILES.size())),
          Arrays.copyOfRange(data, 1, data.length));
      MotSequence.read(folder).plates(folder);
    } catch (BadInput refused) {
      // What cannot be read is refused with a sentence.
    } finally {
      PathUtils.deleteDirectory(folder);
    }
  }
}
