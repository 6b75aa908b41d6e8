package io.sightline.models.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.sightline.domain.BadInput;
import io.sightline.models.output.OutputShapes;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What an ONNX file says about itself.
 *
 * @param inputs shape by name, −1 for axes of any length
 * @param inputType of the first input's numbers
 * @param outputs of floats of 32 or 16 bits
 * @param otherOutputs kind of their values by name
 * @param metadata what its exporter wrote into it
 */
record OnnxFile(
    Map<String, long[]> inputs,
    OnnxJavaType inputType,
    OutputShapes outputs,
    Map<String, OnnxJavaType> otherOutputs,
    Map<String, String> metadata) {
  private static final Set<OnnxJavaType> FRACTIONS =
      EnumSet.of(OnnxJavaType.FLOAT, OnnxJavaType.FLOAT16);

  /**
   * @throws BadInput when ONNX Runtime cannot load the file
   */
  static OnnxFile inspect(Path file) {
    OnnxRuntime.require();
    OnnxRuntime.calls().lock();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      options.setIntraOpNumThreads(1);
      // What fails is thrown, too.
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      try (OrtSession session =
          OrtEnvironment.getEnvironment().createSession(file.toString(), options)) {
        Map<String, NodeInfo> inputs = session.getInputInfo();
        return new OnnxFile(
            shapes(inputs, EnumSet.allOf(OnnxJavaType.class)),
            inputs.values().stream()
                .map(NodeInfo::getInfo)
                .filter(TensorInfo.class::isInstance)
                .map(info -> ((TensorInfo) info).type)
                .findFirst()
                .orElse(OnnxJavaType.UNKNOWN),
            new OutputShapes(shapes(session.getOutputInfo(), FRACTIONS)),
            others(session.getOutputInfo()),
            session.getMetadata().getCustomMetadata());
      }
    } catch (OrtException e) {
      throw new BadInput(
          "The model file " + file + " cannot be loaded: " + LoadProblem.of(e) + ".", e);
    } finally {
      OnnxRuntime.calls().unlock();
    }
  }

  private static Map<String, OnnxJavaType> others(Map<String, NodeInfo> nodes) {
    Map<String, OnnxJavaType> others = new LinkedHashMap<>();
    nodes.forEach(
        (name, node) -> {
          OnnxJavaType type =
              node.getInfo() instanceof TensorInfo tensor ? tensor.type : OnnxJavaType.UNKNOWN;
          if (!FRACTIONS.contains(type)) {
            others.put(name, type);
          }
        });
    return others;
  }

  private static Map<String, long[]> shapes(Map<String, NodeInfo> nodes, Set<OnnxJavaType> types) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    nodes.forEach(
        (name, node) -> {
          if (node.getInfo() instanceof TensorInfo tensor && types.contains(tensor.type)) {
            shapes.put(name, tensor.getShape());
          }
        });
    return shapes;
  }
}
