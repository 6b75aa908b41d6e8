package io.sightline.models.runtime;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.onnxruntime.OrtEnvironment;
import io.sightline.domain.BadInput;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** ONNX Runtime as this process has it. */
public final class OnnxRuntime {
  static final String ENGINE = "OnnxRuntime";

  private static final Duration LONGEST_CALL = Duration.ofSeconds(30);

  /** Calls share it; who ends the process takes it alone and keeps it. */
  private static final ReadWriteLock CALLS = new ReentrantReadWriteLock(true);

  private OnnxRuntime() {}

  /**
   * Held by whoever calls ONNX Runtime's native code; nobody gets it once the process is ending.
   */
  static Lock calls() {
    return CALLS.readLock();
  }

  /**
   * Waits for the calls that are being made, and lets no more begin: what ONNX Runtime takes down
   * when a process ends must not be in use. For the last thing that a process does.
   */
  public static void end() throws InterruptedException {
    if (!CALLS.writeLock().tryLock(LONGEST_CALL.toSeconds(), TimeUnit.SECONDS)) {
      // A model that hangs; who ends without asking anything else cannot crash.
      Runtime.getRuntime().halt(1);
    }
  }

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
}
