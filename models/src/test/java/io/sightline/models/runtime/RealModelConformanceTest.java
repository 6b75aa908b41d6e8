package io.sightline.models.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.observations.Detection;
import io.sightline.media.PictureFile;
import io.sightline.media.RealFiles;
import io.sightline.models.input.InputTransform;
import io.sightline.models.input.PictureInput;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.output.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RealModelConformanceTest {

  @ParameterizedTest
  @ValueSource(strings = {"yolov8n", "yolox-nano"})
  void thePoolSeesExactlyWhatAPlainSessionSees(String id) throws Exception {
    Path folder = RealFiles.require("models");
    Picture picture = PictureFile.read(RealFiles.require("parking/pklot/2013-02-22_06_25_00.png"));
    ModelManifest manifest =
        ModelManifest.read(folder.resolve(id).resolve(ModelManifest.FILE_NAME));
    OnnxModel detector = OnnxModel.load(manifest);
    try (ModelPool pool = new ModelPool(detector, PoolOptions.forReplay())) {
      List<Detection> seen = pool.submit(picture).get();
      assertThat(seen).isNotEmpty().isEqualTo(plainSession(detector, picture));
    }
  }

  private static List<Detection> plainSession(OnnxModel detector, Picture picture)
      throws Exception {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (PictureInput input = detector.newInput();
        OrtSession session = environment.createSession(detector.manifest().file().toString())) {
      FloatBuffer buffer =
          ByteBuffer.allocateDirect(input.length() * Float.BYTES)
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer();
      InputTransform transform = input.write(picture, buffer, 0);
      String inputName = session.getInputNames().iterator().next();
      try (OnnxTensor tensor =
              OnnxTensor.createTensor(environment, buffer, detector.inputShape(1));
          OrtSession.Result result = session.run(Map.of(inputName, tensor))) {
        OnnxTensor output = (OnnxTensor) result.get(detector.outputName()).orElseThrow();
        float[] values = new float[output.getFloatBuffer().remaining()];
        output.getFloatBuffer().get(values);
        return detector
            .decoder()
            .decode(new Tensor("", output.getInfo().getShape(), values), 0, transform);
      }
    }
  }
}
