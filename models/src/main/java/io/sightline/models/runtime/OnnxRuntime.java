package io.sightline.models.runtime;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.onnxruntime.OrtEnvironment;
import io.sightline.domain.BadInput;

/** ONNX Runtime as this process has it. */
public final class OnnxRuntime {
  static final String ENGINE = "OnnxRuntime";

  private OnnxRuntime() {}

  /**
   * Starts DJL's engine. It must come before anything else asks for ONNX Runtime's environment: the
   * engine creates that environment itself and refuses to live with one that exists.
   *
   * @throws BadInput where its native libraries cannot be loaded
   */
  static Engine require() {
    try {
      return Engine.getEngine(ENGINE);
    } catch (EngineException | LinkageError e) {
      throw new BadInput(
          "ONNX Runtime cannot start on this machine ("
              + e.getMessage()
              + "); it needs glibc and a temporary folder that programs may run from.",
          e);
    }
  }

  /** Version of the native library. */
  public static String version() {
    require();
    return OrtEnvironment.getEnvironment().getVersion();
  }

  /** Where models run, as a run's identity names it. */
  public static String provider() {
    return "cpu";
  }
}
