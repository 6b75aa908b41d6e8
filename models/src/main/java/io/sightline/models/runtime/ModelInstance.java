package io.sightline.models.runtime;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.onnxruntime.engine.OrtNDArray;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorContext;
import ai.onnxruntime.platform.Fp16Conversions;
import io.sightline.domain.frames.Picture;
import io.sightline.models.input.InputTransform;
import io.sightline.models.input.PictureInput;
import io.sightline.models.manifest.Device;
import io.sightline.models.output.Tensor;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * A model's input buffer and predictor.
 *
 * @param <T> what the model says of one picture
 */
final class ModelInstance<T> implements Looker<T> {
  private static final float MOST_OF_A_BYTE = 255;

  private final OnnxModel<T> model;
  private final int batch;
  private final boolean fixedShape;
  private final PictureInput input;
  private final FloatPointer memory;
  private final FloatBuffer buffer;

  /** The same in the numbers that the model takes; empty where these are floats. */
  private final BytePointer converted;

  private final Predictor<Call, List<Tensor>> predictor;
  private final InferenceMeter meter;

  /** Places of the buffer, from the first, that may hold something. */
  private int used;

  /** Pictures of one width, as they lie in the buffer. */
  private record Call(int rows, int width) {}

  ModelInstance(OnnxModel<T> model, int batch, boolean fixedShape) {
    this.model = model;
    this.batch = batch;
    this.used = batch;
    this.fixedShape = fixedShape || !model.takesSmallerBatches();
    this.input = model.newInput();
    // Memory of our own, freed when we close, and not when the garbage collector comes by. It holds
    // anything at first.
    this.memory = new FloatPointer(Math.multiplyExact((long) batch, input.length()));
    this.buffer = memory.asBuffer();
    int bytes = model.inputType() == DataType.FLOAT32 ? 0 : model.inputType().getNumOfBytes();
    this.converted = new BytePointer(Math.multiplyExact((long) batch, input.length()) * bytes);
    this.predictor = model.model().newPredictor(new Translation());
    this.meter =
        InferenceMeter.of(new InferenceMeter.Which(model.manifest().id(), model.device().key()));
  }

  @Override
  public List<Outcome<T>> look(List<Picture> pictures) {
    List<InputTransform> transforms = new ArrayList<>();
    List<Outcome<T>> outcomes = new ArrayList<>(Collections.nCopies(pictures.size(), null));
    List<Integer> rows = new ArrayList<>();
    for (int i = 0; i < pictures.size(); i++) {
      try {
        transforms.add(input.write(pictures.get(i), buffer, rows.size()));
        rows.add(i);
      } catch (RuntimeException e) {
        used = Math.max(used, rows.size() + 1);
        outcomes.set(i, Outcome.failed(UnusablePictureException.size(pictures.get(i), e)));
      }
    }
    if (!rows.isEmpty()) {
      clearFrom(rows.size());
      // Where the width follows the picture, a batch is one picture.
      int width = input.widthFor(pictures.get(rows.get(0)));
      List<Tensor> outputs = predict(new Call(fixedShape ? batch : rows.size(), width));
      for (int row = 0; row < rows.size(); row++) {
        T seen = model.decoder().decode(outputs, row, transforms.get(row));
        outcomes.set(rows.get(row), Outcome.of(seen));
      }
    }
    return outcomes;
  }

  private List<Tensor> predict(Call call) {
    OnnxRuntime.calls().lock();
    long begun = System.nanoTime();
    try {
      List<Tensor> outputs = predictor.predict(call);
      meter.called(used, System.nanoTime() - begun);
      return outputs;
    } catch (TranslateException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      String says = "The model '" + model.manifest().id() + "' failed";
      if (model.device() != Device.CPU && DeviceFailure.isMeant(cause.getMessage())) {
        throw new DeviceFailure(
            says + " on " + model.device().key() + ": " + cause.getMessage().strip(), e);
      }
      throw new ModelFailure(says + ": " + cause.getMessage(), e);
    } finally {
      OnnxRuntime.calls().unlock();
    }
  }

  /** Empty places are zero, not what an earlier batch left. */
  private void clearFrom(int row) {
    long length = input.length();
    if (fixedShape && row < used) {
      memory.position(row * length).limit(used * length).zero();
      memory.position(0).limit(memory.capacity());
    }
    used = row;
  }

  @Override
  public void close() {
    predictor.close();
    memory.close();
    converted.close();
  }

  /** Hands the buffer to ONNX Runtime without a copy, and copies each output out once. */
  private final class Translation implements NoBatchifyTranslator<Call, List<Tensor>> {
    @Override
    public NDList processInput(TranslatorContext context, Call call) {
      long[] shape = model.inputShape(call.rows(), call.width());
      int length = Math.toIntExact(new Shape(shape).size());
      FloatBuffer used = buffer.duplicate().position(0).limit(length).slice();
      return new NDList(
          context
              .getNDManager()
              .create(asFed(used, model.inputType()), new Shape(shape), model.inputType()));
    }

    private Buffer asFed(FloatBuffer values, DataType type) {
      if (type == DataType.FLOAT32) {
        return values;
      }
      ByteBuffer bytes =
          converted.position(0).limit(values.limit() * type.getNumOfBytes()).asByteBuffer();
      if (type == DataType.FLOAT16) {
        ShortBuffer halves = bytes.order(ByteOrder.nativeOrder()).asShortBuffer();
        for (int i = 0; i < values.limit(); i++) {
          halves.put(i, Fp16Conversions.floatToFp16(values.get(i)));
        }
      } else {
        for (int i = 0; i < values.limit(); i++) {
          bytes.put(i, (byte) Math.round(Math.max(0, Math.min(MOST_OF_A_BYTE, values.get(i)))));
        }
      }
      return bytes;
    }

    @Override
    public List<Tensor> processOutput(TranslatorContext context, NDList outputs) {
      return model.decoder().outputs().stream().map(name -> tensor(name, outputs)).toList();
    }

    private static Tensor tensor(String name, NDList outputs) {
      for (NDArray output : outputs) {
        if (output.getName().equals(name)) {
          return new Tensor(name, output.getShape().getShape(), values((OrtNDArray) output));
        }
      }
      throw new IllegalStateException("The model has no output " + name + ".");
    }

    /** The engine's way to an array copies twice, and outputs are large. */
    private static float[] values(OrtNDArray output) {
      FloatBuffer copy = output.getTensor().getFloatBuffer();
      if (copy.hasArray() && copy.array().length == copy.remaining()) {
        return copy.array();
      }
      float[] values = new float[copy.remaining()];
      copy.get(values);
      return values;
    }
  }
}
