package io.sightline.models.runtime;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;

/** ONNX Runtime as this process has it. */
public final class OnnxRuntime {
  static final String ENGINE = "OnnxRuntime";

  private OnnxRuntime() {}

  /**
   * Starts DJL's engine. It must come before anything else asks for ONNX Runtime's environment: the
   * engine creates that environment itself and refuses to live with one that exists.
   */
  static Engine require() {
    return Engine.getEngine(ENGINE);
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
