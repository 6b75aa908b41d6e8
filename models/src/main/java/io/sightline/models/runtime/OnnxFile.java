package io.sightline.models.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.sightline.domain.BadInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an ONNX file says about itself.
 *
 * @param inputs shape by name, −1 for axes of any length
 * @param outputs shape by name, in the file's order
 */
record OnnxFile(Map<String, long[]> inputs, Map<String, long[]> outputs) {

  /**
   * @throws BadInput when ONNX Runtime cannot load the file
   */
  static OnnxFile inspect(Path file) {
    OnnxRuntime.require();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      options.setIntraOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      try (OrtSession session =
          OrtEnvironment.getEnvironment().createSession(file.toString(), options)) {
        return new OnnxFile(shapes(session.getInputInfo()), shapes(session.getOutputInfo()));
      }
    } catch (OrtException e) {
      throw new BadInput(
          "The model file " + file + " cannot be loaded: " + firstLine(e.getMessage()) + ".", e);
    }
  }

  private static Map<String, long[]> shapes(Map<String, NodeInfo> nodes) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    nodes.forEach(
        (name, node) -> {
          if (node.getInfo() instanceof TensorInfo tensor && tensor.type == OnnxJavaType.FLOAT) {
            shapes.put(name, tensor.getShape());
          }
        });
    return shapes;
  }

  /** The only input; empty when there are several or none of floats. */
  Optional<long[]> input() {
    return inputs.size() == 1 ? Optional.of(inputs.values().iterator().next()) : Optional.empty();
  }

  /** Names of the outputs. */
  List<String> outputNames() {
    return new ArrayList<>(outputs.keySet());
  }

  private static String firstLine(String message) {
    String line = message == null ? "no reason given" : message.lines().findFirst().orElse("");
    return line.replaceFirst("\\.$", "");
  }
}
