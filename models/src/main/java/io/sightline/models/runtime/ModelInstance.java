package io.sightline.models.runtime;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorContext;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.observations.Detection;
import io.sightline.models.input.InputTransform;
import io.sightline.models.input.PictureInput;
import io.sightline.models.output.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/**
 * One worker's way into a model: its input buffer and its predictor. Not for use by several
 * threads.
 */
final class ModelInstance implements AutoCloseable {
  private final OnnxModel detector;
  private final int batch;
  private final boolean fixedShape;
  private final PictureInput input;
  private final FloatPointer memory;
  private final FloatBuffer buffer;
  private final Predictor<Integer, Tensor> predictor;

  ModelInstance(OnnxModel detector, int batch, boolean fixedShape) {
    this.detector = detector;
    this.batch = batch;
    this.fixedShape = fixedShape || !detector.takesSmallerBatches();
    this.input = detector.newInput();
    // Memory of our own, freed when we close, and not when the garbage collector comes by.
    this.memory = new FloatPointer(Math.multiplyExact((long) batch, input.length()));
    this.buffer = memory.asBuffer();
    this.predictor = detector.model().newPredictor(new Translation());
  }

  /**
   * What is to be seen in some pictures, at most a batch of them.
   *
   * @return by picture: the detections, or why that one picture cannot be looked at
   */
  List<Outcome> look(List<Picture> pictures) throws TranslateException {
    List<InputTransform> transforms = new ArrayList<>();
    List<Outcome> outcomes = new ArrayList<>(Collections.nCopies(pictures.size(), null));
    List<Integer> rows = new ArrayList<>();
    for (int i = 0; i < pictures.size(); i++) {
      try {
        transforms.add(input.write(pictures.get(i), buffer, rows.size()));
        rows.add(i);
      } catch (RuntimeException e) {
        Picture picture = pictures.get(i);
        outcomes.set(
            i, Outcome.failure(new UnusablePictureException(picture.width(), picture.height(), e)));
      }
    }
    if (!rows.isEmpty()) {
      clearFrom(rows.size());
      Tensor output = predictor.predict(fixedShape ? batch : rows.size());
      for (int row = 0; row < rows.size(); row++) {
        outcomes.set(
            rows.get(row),
            Outcome.seen(detector.decoder().decode(output, row, transforms.get(row))));
      }
    }
    return outcomes;
  }

  /** Empty places are zero, not what an earlier batch left. */
  private void clearFrom(int row) {
    for (int i = row * input.length(); fixedShape && i < batch * input.length(); i++) {
      buffer.put(i, 0);
    }
  }

  /** What came of one picture: one of the two is null. */
  record Outcome(List<Detection> detections, RuntimeException failure) {
    static Outcome seen(List<Detection> detections) {
      return new Outcome(detections, null);
    }

    static Outcome failure(RuntimeException failure) {
      return new Outcome(null, failure);
    }
  }

  @Override
  public void close() {
    predictor.close();
    input.close();
    memory.close();
  }

  /** Hands the buffer to ONNX Runtime without a copy, and copies the output out once. */
  private final class Translation implements NoBatchifyTranslator<Integer, Tensor> {
    @Override
    public NDList processInput(TranslatorContext context, Integer rows) {
      FloatBuffer used = buffer.duplicate().position(0).limit(rows * input.length());
      Shape shape = new Shape(detector.inputShape(rows));
      return new NDList(context.getNDManager().create(used.slice(), shape, DataType.FLOAT32));
    }

    @Override
    public Tensor processOutput(TranslatorContext context, NDList outputs) {
      for (NDArray output : outputs) {
        if (output.getName().equals(detector.outputName())) {
          return new Tensor(output.getName(), output.getShape().getShape(), output.toFloatArray());
        }
      }
      throw new IllegalStateException("The model has no output " + detector.outputName() + ".");
    }
  }
}
