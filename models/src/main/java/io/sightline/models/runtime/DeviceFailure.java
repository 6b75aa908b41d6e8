package io.sightline.models.runtime;

import java.util.regex.Pattern;

/** What a model runs on is gone, or has no room; the picture had no part in it. */
final class DeviceFailure extends ModelFailure {
  private static final Pattern CAUSES =
      Pattern.compile("(CUDA|CUDNN|CUBLAS) (failure|error)|Failed to allocate memory");

  DeviceFailure(String message, Throwable cause) {
    super(message, cause);
  }

  /** Whether ONNX Runtime's words for a call that failed are about the device. */
  static boolean isMeant(String message) {
    return message != null && CAUSES.matcher(message).find();
  }
}
