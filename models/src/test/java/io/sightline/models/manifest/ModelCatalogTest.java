package io.sightline.models.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.models.TinyOnnx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCatalogTest {
  private static final String OUTPUT = "{decoder: yolov8, labels: [car]}";

  @TempDir Path folder;

  private Path models() throws Exception {
    return Files.createDirectories(folder.resolve("models"));
  }

  private static List<String> problems(ModelCatalog catalog) {
    return catalog.unusable().stream().map(BadInput::getMessage).toList();
  }

  @Test
  void aModelWithoutAManifestIsNamed() throws Exception {
    TinyOnnx.yolov8(1).write(models().resolve("yolo/yolo.onnx"));
    ModelCatalog catalog = ModelCatalog.of(List.of(models()));
    assertThat(problems(catalog))
        .singleElement()
        .asString()
        .contains("yolo.onnx and no model.yaml");
    assertThatThrownBy(() -> catalog.require("yolo"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("There is no model 'yolo'")
        .hasMessageContaining("yolo.onnx and no model.yaml");
    Files.createFile(models().resolve("yolo/model.yml"));
    assertThat(problems(ModelCatalog.of(List.of(models()))))
        .singleElement()
        .asString()
        .contains("model.yml has to be called so");
  }

  @Test
  void aFolderThatIsNoneOrHoldsNoModelsIsNamed() throws Exception {
    Path file = Files.createFile(folder.resolve("model.yaml"));
    assertThatThrownBy(() -> ModelCatalog.of(List.of(file))).hasMessageContaining("is a file");
    assertThatThrownBy(() -> ModelCatalog.of(List.of(folder.resolve("none"))))
        .hasMessageContaining("There is no folder of models");
    Files.createDirectories(models().resolve("pictures"));
    assertThat(problems(ModelCatalog.of(List.of(models()))))
        .singleElement()
        .asString()
        .contains("There are no models in " + models());
  }

  @Test
  void oneIdInTwoFoldersCannotBeAskedFor() throws Exception {
    TinyOnnx.yolov8(1).install(models().resolve("a"), OUTPUT);
    TinyOnnx.yolov8(1).install(models().resolve("b"), OUTPUT);
    ModelCatalog catalog = ModelCatalog.of(List.of(models()));
    assertThat(problems(catalog)).singleElement().asString().contains("Two models are called 'm'");
    assertThatThrownBy(() -> catalog.require("m"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(models().resolve("a").toString())
        .hasMessageContaining(models().resolve("b").toString());
  }

  @Test
  void aFolderGivenTwiceIsOne() throws Exception {
    TinyOnnx.yolov8(1).install(models().resolve("a"), OUTPUT);
    ModelCatalog catalog = ModelCatalog.of(List.of(models(), models().resolve("a")));
    assertThat(catalog.unusable()).isEmpty();
    assertThat(catalog.require("m").id()).isEqualTo("m");
  }

  @Test
  void onesOwnModelTakesThePlaceOfABundledOne() throws Exception {
    Path bundled = Files.createDirectories(folder.resolve("bundled"));
    TinyOnnx.yolov8(1).install(bundled.resolve("m"), OUTPUT);
    Path own = TinyOnnx.yolov8(1).install(models().resolve("m"), OUTPUT);
    ModelCatalog catalog = ModelCatalog.of(List.of(models()), bundled);
    assertThat(catalog.unusable()).isEmpty();
    assertThat(catalog.require("m").file().getParent()).isEqualTo(own.getParent());
  }

  @Test
  void onesOwnModelIsTheDefaultWhereItIsNamed() throws Exception {
    Path bundled = Files.createDirectories(folder.resolve("bundled"));
    TinyOnnx.yolov8(1).install(bundled.resolve("m"), OUTPUT);
    Path own = TinyOnnx.yolov8(1).install(models().resolve("m2"), OUTPUT);
    Files.writeString(own, Files.readString(own).replace("id: m", "id: own"));
    ModelCatalog catalog = ModelCatalog.of(List.of(models()), bundled);
    ModelTask task = ModelTask.VEHICLE_DETECTION;
    assertThat(catalog.requireDefault(task).id()).isEqualTo("m");
    assertThat(catalog.preferring("predictions.models", List.of("own")).requireDefault(task).id())
        .isEqualTo("own");
    assertThatThrownBy(() -> catalog.preferring("predictions.models", List.of("own", "m")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("'own' and 'm' are both for vehicle-detection");
    assertThatThrownBy(() -> catalog.preferring("predictions.models", List.of("other")))
        .hasMessageContaining("`predictions.models`: There is no model 'other'");
  }

  @Test
  void anotherMeaningOfTheSameWeightsIsKnown() throws Exception {
    Path yaml = TinyOnnx.yolov8(1).install(models().resolve("a"), OUTPUT);
    String meaning = ModelManifest.read(yaml).meaning();
    assertThat(ModelManifest.read(yaml).meaning()).isEqualTo(meaning);
    String text = Files.readString(yaml);
    for (String other :
        List.of(
            text.replace("input: {}", "input: {scale: 2}"),
            text.replace("[car]", "[bus]"),
            text.replace("[car]", "[car], confidence: 0.5"))) {
      Files.writeString(yaml, other);
      assertThat(ModelManifest.read(yaml).meaning()).as(other).isNotEqualTo(meaning);
    }
    Files.writeString(yaml, text + "version: 2\nlicence: MIT\n");
    assertThat(ModelManifest.read(yaml).meaning()).isEqualTo(meaning);
  }
}
