package io.sightline.evaluation;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sightline.domain.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.io.file.PathUtils;

class LabelledFolderFuzzTest {
  private static final List<String> FILES =
      List.of("labels.csv", "labels.json", "a.xml", "a.txt", "data.yaml");

  /** The first byte says which file the others are. */
  @FuzzTest(maxDuration = "60s")
  void anyLabelsAreReadOrRefused(byte[] data) throws IOException {
    if (data.length == 0) {
      return;
    }
    String file = FILES.get((data[0] & 0xff) % FILES.size());
    Path folder = Files.createTempDirectory("labels");
    try {
      Files.createFile(folder.resolve("a.jpg"));
      if (file.equals("data.yaml")) {
        Files.writeString(folder.resolve("a.txt"), "0 0.5 0.5 1 1");
      }
      Files.write(folder.resolve(file), Arrays.copyOfRange(data, 1, data.length));
      List<String> names = file.equals("data.yaml") ? List.of() : List.of("car");
      new LabelledFolder(folder, names, false).read();
    } catch (BadInput refused) {
      // What cannot be read is refused with a sentence.
    } finally {
      PathUtils.deleteDirectory(folder);
    }
  }
}
