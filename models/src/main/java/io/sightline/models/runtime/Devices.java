package io.sightline.models.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import io.sightline.domain.BadInput;
import io.sightline.domain.settings.Settings;
import io.sightline.models.manifest.Device;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/** What the models of this process run on. */
public final class Devices {
  private static final String AUTO = "auto";

  /** In the build with CUDA, which there is for this platform only. */
  private static final String PROVIDER =
      "/ai/onnxruntime/native/linux-x64/libonnxruntime_providers_cuda.so";

  private Devices() {}

  /** Asked once a process, when somebody first wants to know. */
  private static final class Cuda {
    private static final Optional<String> PROBLEM = Optional.ofNullable(probe());

    private static String probe() {
      // So that ONNX Runtime itself is loaded only where it may have a GPU.
      if (OrtProvider.class.getResource(PROVIDER) == null) {
        return "this program was built without it; docs/models.md says how it is built with it";
      }
      try {
        OnnxRuntime.require();
        OnnxRuntime.calls().lock();
        try (SessionOptions options = options(PoolOptions.forReplay(Device.CUDA));
            // The provider looks for a device only when there is something to run.
            OrtSession session =
                OrtEnvironment.getEnvironment().createSession(identity(), options)) {
          return session.getInputNames().isEmpty() ? "it runs nothing" : null;
        } finally {
          OnnxRuntime.calls().unlock();
        }
      } catch (OrtException | BadInput | LinkageError e) {
        return "it answers: " + LoadProblem.of(e);
      }
    }
  }

  /**
   * What models are to run on. With {@code auto}, CUDA where this process can use it; what is named
   * is not looked for, since other machines may run what is planned here.
   */
  public static Device of(Settings settings) {
    String wish = settings.get(Settings.MODELS_DEVICE);
    if (wish.equals(AUTO)) {
      return cudaProblem().isEmpty() ? Device.CUDA : Device.CPU;
    }
    return wish.equals(Device.CUDA.key()) ? Device.CUDA : Device.CPU;
  }

  /** Why this process cannot use CUDA, as the end of a sentence; empty where it can. */
  public static Optional<String> cudaProblem() {
    return Cuda.PROBLEM;
  }

  /**
   * @throws BadInput where this process cannot use CUDA
   */
  static void requireCuda() {
    cudaProblem()
        .ifPresent(
            problem -> {
              throw new BadInput(
                  "CUDA cannot be used here ("
                      + problem
                      + "); mend that, or let models run on the processor (models.device: cpu).");
            });
  }

  /** A model of one operator, which gives back what it is given. */
  static byte[] identity() {
    try (InputStream file = Devices.class.getResourceAsStream("identity.onnx")) {
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How a session runs for that use; to be closed after the session. */
  static SessionOptions options(PoolOptions use) throws OrtException {
    SessionOptions options = new SessionOptions();
    try {
      // One thread a call: instances, not threads, fill the cores, and no call waits for another's
      // workers. Idle workers sleep, since decoding and analytics want the cores, too.
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      // Warnings are about how a file was exported, which whoever runs it cannot mend; errors are
      // thrown, too.
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      // The runtime's own arena keeps, for each model, the most that a call ever took. Full batches
      // in one shape take that each time; others are as fast with the system's, which all share.
      options.setCPUArenaAllocator(use.fixedShape());
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      if (use.device() == Device.CUDA) {
        try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions()) {
          // An algorithm that is chosen by stopwatch, and products of ten bits, would give other
          // answers the next time, and other answers than a processor.
          cuda.add("cudnn_conv_algo_search", "DEFAULT");
          cuda.add("use_tf32", "0");
          cuda.add("arena_extend_strategy", "kSameAsRequested");
          options.addCUDA(cuda);
        }
      }
      return options;
    } catch (OrtException | RuntimeException | Error e) {
      options.close();
      throw e;
    }
  }
}
