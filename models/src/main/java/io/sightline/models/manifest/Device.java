package io.sightline.models.manifest;

import java.util.Locale;

/** What models run on: an execution provider of ONNX Runtime. */
public enum Device {
  /** Answers are the same to the bit, whatever else is looked at. */
  CPU,

  /** A GPU of NVIDIA's, the first that the process sees. */
  CUDA;

  /** As settings, metrics and a run's identity name it. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
