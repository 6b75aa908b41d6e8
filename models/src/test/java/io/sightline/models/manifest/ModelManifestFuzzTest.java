package io.sightline.models.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sightline.domain.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelManifestFuzzTest {

  @FuzzTest(maxDuration = "60s")
  void anyBytesAreAManifestOrRefused(byte[] bytes) throws IOException {
    Path folder = Files.createTempDirectory("manifest");
    Path yaml = folder.resolve(ModelManifest.FILE_NAME);
    Path onnx = Files.createFile(folder.resolve("m.onnx"));
    try {
      Files.write(yaml, bytes);
      ModelManifest manifest = ModelManifest.read(yaml);
      assertThat(manifest.file()).isRegularFile();
      assertThat(manifest.input()).isNotNull();
      assertThat(manifest.output()).isNotNull();
    } catch (BadInput refused) {
      assertThat(refused).hasMessageContaining(ModelManifest.FILE_NAME);
    } finally {
      Files.deleteIfExists(yaml);
      Files.delete(onnx);
      Files.delete(folder);
    }
  }

  @Test
  void whatAManifestLeavesOutIsLeftToTheFile(@TempDir Path folder) throws IOException {
    Files.createFile(folder.resolve("m.onnx"));
    Path yaml =
        Files.writeString(
            folder.resolve(ModelManifest.FILE_NAME),
            """
            id: m
            task: plate-recognition
            file: m.onnx
            input: {}
            output: {decoder: yolo-characters}
            """);
    ModelManifest manifest = ModelManifest.read(yaml);
    assertThat(manifest.input().layout()).isNull();
    assertThat(manifest.input().colour()).isNull();
    assertThat(manifest.input().margin()).as("of detectors of characters").isEqualTo(10);
    assertThat(manifest.output().blank()).isEqualTo(-1);
  }
}
