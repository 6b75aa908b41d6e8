package io.sightline.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.observations.Detection;
import io.sightline.models.input.InputTransform;
import io.sightline.models.input.PictureInput;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.output.Decoders;
import io.sightline.models.output.OutputDecoder;
import io.sightline.models.output.OutputShapes;
import io.sightline.models.output.Tensor;
import io.sightline.models.runtime.OnnxRuntime;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/** One ONNX Runtime session and nothing around it: same preparation, same number of threads. */
public final class BareDetector implements AutoCloseable {
  private final ModelManifest manifest;
  private final OrtEnvironment environment;
  private final OrtSession session;

  public BareDetector(ModelManifest manifest) throws OrtException {
    // DJL's engine makes the environment; whoever comes first without it leaves the engine unable
    // to start.
    OnnxRuntime.version();
    this.manifest = manifest;
    this.environment = OrtEnvironment.getEnvironment();
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    this.session = environment.createSession(manifest.file().toString(), options);
  }

  /**
   * @param pictures the picture of a number, counted from 0; asked by several threads
   * @param warm of them that are not measured
   */
  public Measurement run(LongFunction<Picture> pictures, long warm, long frames, int threads)
      throws Exception {
    AtomicLong next = new AtomicLong();
    AtomicLong done = new AtomicLong();
    Measurement.Clock[] clock = new Measurement.Clock[1];
    Callable<Void> worker =
        () -> {
          int width = manifest.input().width();
          int height = manifest.input().height();
          String name = session.getInputNames().iterator().next();
          String outputName = session.getOutputNames().iterator().next();
          OutputDecoder<List<Detection>> decoder =
              Decoders.detections(
                  manifest,
                  new OutputShapes(Map.of(outputName, shape(session, outputName))),
                  width,
                  height);
          PictureInput input = new PictureInput(manifest.input(), width, height);
          FloatBuffer buffer =
              ByteBuffer.allocateDirect(input.length() * Float.BYTES)
                  .order(ByteOrder.nativeOrder())
                  .asFloatBuffer();
          for (long i = next.getAndIncrement(); i < frames; i = next.getAndIncrement()) {
            InputTransform transform = input.write(pictures.apply(i), buffer, 0);
            long[] shape = {1, manifest.input().colour().channels(), height, width};
            try (OnnxTensor tensor = OnnxTensor.createTensor(environment, buffer, shape);
                OrtSession.Result result = session.run(Map.of(name, tensor))) {
              OnnxTensor output = (OnnxTensor) result.get(0);
              float[] copy = output.getFloatBuffer().array();
              decoder.decode(
                  List.of(new Tensor(outputName, output.getInfo().getShape(), copy)), 0, transform);
            }
            if (done.incrementAndGet() == warm) {
              clock[0] = Measurement.Clock.start();
            }
          }
          return null;
        };
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Void>> workers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        workers.add(executor.submit(worker));
      }
      for (Future<Void> each : workers) {
        each.get();
      }
    } finally {
      executor.shutdown();
    }
    return clock[0].stop(frames - warm);
  }

  private static long[] shape(OrtSession session, String output) throws OrtException {
    return ((TensorInfo) session.getOutputInfo().get(output).getInfo()).getShape();
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
