package io.sightline.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
  @TempDir Path folder;

  @Test
  void whereNothingWasLeftThereIsNone() throws Exception {
    assertThat(Checkpoints.newest(folder.resolve("nowhere"))).isEmpty();
    assertThat(Checkpoints.newest(folder)).isEmpty();
  }

  @Test
  void oneThatWasCutOffIsPassedOver() throws Exception {
    Path checkpoint = Files.createDirectories(folder.resolve("job/chk-7"));
    Files.write(checkpoint.resolve("_metadata"), new byte[] {1, 2, 3});
    assertThat(Checkpoints.newest(folder)).isEmpty();
  }
}
