package io.sightline.models.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.domain.Digest;
import io.sightline.domain.site.ModelRole;
import io.sightline.models.TinyOnnx;
import io.sightline.models.manifest.ModelManifest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What names a model's weights covers all of them, and nothing else is taken for weights. */
class ModelFilesTest {
  private static final String OUTPUT = "{decoder: yolov8, labels: [car]}";

  @TempDir Path folder;

  private ModelManifest model(TinyOnnx file) {
    return ModelManifest.read(file.install(folder.resolve("m"), OUTPUT));
  }

  private Path beside(String name, byte[] bytes) throws Exception {
    Path file = folder.resolve("m").resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes);
  }

  private static byte[] weights(int first) {
    byte[] weights = TinyOnnx.weights(1, 5, 84);
    weights[0] = (byte) first;
    return weights;
  }

  @Test
  void ofOneFileItIsThatFilesOwnDigest() throws Exception {
    ModelManifest model = model(TinyOnnx.yolov8(1));
    assertThat(ModelFiles.sha256(model)).isEqualTo(Digest.sha256(model.file()));
  }

  @Test
  void ofSeveralItIsTheDigestOfWhatSha256sumPrints() throws Exception {
    ModelManifest model = model(TinyOnnx.yolov8(1).keepsWeightsIn("w/m.data"));
    Path weights = beside("w/m.data", weights(1));
    String printed =
        Digest.sha256(model.file()) + "  m.onnx\n" + Digest.sha256(weights) + "  w/m.data\n";
    assertThat(ModelFiles.sha256(model)).isEqualTo(Digest.sha256(printed));
    assertThat(OnnxModel.load(model)).as("loads").satisfies(OnnxModel::close);
  }

  @Test
  void otherExternalWeightsAreAnotherModel() throws Exception {
    ModelManifest model = model(TinyOnnx.yolov8(1).keepsWeightsIn("./m.data"));
    beside("m.data", weights(1));
    String first = ModelFiles.sha256(model);
    PinnedModel pinned = PinnedModel.now(ModelRole.VEHICLES, model);
    assertThat(pinned.read()).isEqualTo(model);
    Files.writeString(
        folder.resolve("m/model.yaml"),
        "sha256: " + first + "\n",
        java.nio.file.StandardOpenOption.APPEND);
    ModelManifest with = ModelManifest.read(folder.resolve("m/model.yaml"));
    OnnxModel.load(with).close();

    beside("m.data", weights(2));
    assertThat(ModelFiles.sha256(model)).isNotEqualTo(first);
    assertThatThrownBy(pinned::read)
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("changed since the run began");
    assertThatThrownBy(() -> OnnxModel.load(with))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("not those of its manifest")
        .hasMessageContaining("m.data");
  }

  @Test
  void aMissingFileOfWeightsIsNamed() {
    ModelManifest model = model(TinyOnnx.yolov8(1).keepsWeightsIn("m.onnx.data"));
    assertRefused(model, "m.onnx.data, which is missing beside it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../m.data", "a/../../m.data", "/etc/hostname", ".", "", "m\n.data"})
  void weightsAreReadFromTheModelsFolderOnly(String location) throws Exception {
    Files.write(folder.resolve("m.data"), weights(1));
    ModelManifest model = model(TinyOnnx.yolov8(1).keepsWeightsIn(location));
    assertRefused(model, "outside its own folder");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "version https://git-lfs.github.com/spec/v1 oid sha256:1 size 5 | git lfs pull",
        "<!DOCTYPE html><html> | web page",
        "\uFEFF  <HTML> | web page",
        "<?xml version='1.0'?><Error>AccessDenied</Error> | web page",
        "PK\u0003\u0004archive/data.pkl | ZIP archive",
        "'' | is empty",
        "just some words | damaged or no ONNX file"
      })
  void whatIsNoModelIsNamedForWhatItIs(String content, String said) throws Exception {
    ModelManifest model = model(TinyOnnx.yolov8(1));
    Files.writeString(model.file(), content);
    assertRefused(model, said);
  }

  @Test
  void weightsThatWereNotFetchedAreNamed() throws Exception {
    ModelManifest model = model(TinyOnnx.yolov8(1).keepsWeightsIn("m.data"));
    beside(
        "m.data", "version https://git-lfs.github.com/spec/v1\n".getBytes(StandardCharsets.UTF_8));
    assertRefused(model, "m.data is a pointer of Git LFS");
  }

  private static void assertRefused(ModelManifest model, String said) {
    assertThatThrownBy(() -> ModelFiles.sha256(model))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(said);
    assertThatThrownBy(() -> OnnxModel.load(model))
        .isInstanceOf(BadInput.class)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1))
        .hasMessageContaining(said);
  }
}
