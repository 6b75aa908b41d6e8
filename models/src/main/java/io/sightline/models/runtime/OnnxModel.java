package io.sightline.models.runtime;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.types.DataType;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.sightline.domain.BadInput;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.PlateText;
import io.sightline.models.input.PictureInput;
import io.sightline.models.manifest.Device;
import io.sightline.models.manifest.InputSpec;
import io.sightline.models.manifest.InputSpec.Layout;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.manifest.ModelTask;
import io.sightline.models.output.Decoders;
import io.sightline.models.output.Misfit;
import io.sightline.models.output.OutputDecoder;
import io.sightline.models.output.OutputShapes;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A model's loaded weights, checked against its manifest. Any number of instances run on them at
 * once.
 *
 * @param <T> what the model says of one picture
 */
public final class OnnxModel<T> implements AutoCloseable {
  private static final long ANY = -1;
  private static final Map<OnnxJavaType, DataType> INPUT_TYPES =
      new EnumMap<>(
          Map.of(
              OnnxJavaType.FLOAT, DataType.FLOAT32,
              OnnxJavaType.FLOAT16, DataType.FLOAT16,
              OnnxJavaType.UINT8, DataType.UINT8));

  private final ModelManifest manifest;
  private final Device device;
  private final OutputDecoder<T> decoder;
  private final InputAxes axes;
  private final DataType inputType;
  private final SessionOptions options;
  private final Model model;

  /**
   * The input as manifest and file have it together.
   *
   * @param batch −1 for any number
   * @param width pixels; 0 where it follows the picture
   */
  private record InputAxes(long batch, int width, int height) {}

  /** Makes the decoder of a kind of models. */
  private interface Reading<T> {
    OutputDecoder<T> of(ModelManifest manifest, OutputShapes outputs, InputAxes axes);
  }

  private OnnxModel(
      ModelManifest manifest,
      Device device,
      OutputDecoder<T> decoder,
      InputAxes axes,
      DataType inputType,
      SessionOptions options,
      Model model) {
    this.manifest = manifest;
    this.device = device;
    this.decoder = decoder;
    this.axes = axes;
    this.inputType = inputType;
    this.options = options;
    this.model = model;
  }

  /**
   * Loads a model of whatever task, to run on the processor.
   *
   * @throws BadInput when the file cannot be loaded or is not what its manifest says
   */
  public static OnnxModel<?> load(ModelManifest manifest) {
    return manifest.task() == ModelTask.PLATE_RECOGNITION ? reader(manifest) : detector(manifest);
  }

  /**
   * Loads a detector, or a classifier, of which each class is a detection of the whole picture.
   *
   * @throws BadInput when the file cannot be loaded or is not what its manifest says
   */
  public static OnnxModel<List<Detection>> detector(ModelManifest manifest, PoolOptions use) {
    return load(
        manifest,
        use,
        (complete, outputs, axes) ->
            Decoders.detections(complete, outputs, axes.width(), axes.height()));
  }

  /** The same, to run on the processor, one picture after another. */
  public static OnnxModel<List<Detection>> detector(ModelManifest manifest) {
    return detector(manifest, PoolOptions.oneByOne());
  }

  /**
   * Loads a model that reads plates.
   *
   * @throws BadInput when the file cannot be loaded or is not what its manifest says
   */
  public static OnnxModel<PlateText> reader(ModelManifest manifest, PoolOptions use) {
    return load(
        manifest, use, (complete, outputs, axes) -> Decoders.text(complete, outputs, axes.batch()));
  }

  /** The same, to run on the processor, one picture after another. */
  public static OnnxModel<PlateText> reader(ModelManifest manifest) {
    return reader(manifest, PoolOptions.oneByOne());
  }

  private static <T> OnnxModel<T> load(
      ModelManifest declared, PoolOptions use, Reading<T> reading) {
    requireDigest(declared);
    OnnxFile file = OnnxFile.inspect(declared.file());
    try {
      ExportKind.require(declared, file);
      long[] shape = inputShape(file);
      ModelManifest manifest = FileFacts.complete(declared, shape, file);
      InputAxes axes = axes(manifest.input(), shape);
      requireBytesAsTheyAre(manifest.input(), file.inputType());
      OutputDecoder<T> decoder = decoder(manifest, file, axes, reading);
      return load(manifest, use, decoder, axes, INPUT_TYPES.get(file.inputType()));
    } catch (Misfit e) {
      throw new BadInput(
          "The manifest of model '"
              + declared.id()
              + "' does not fit its file "
              + declared.file().getFileName()
              + ": "
              + e.getMessage()
              + ".",
          e);
    }
  }

  private static <T> OutputDecoder<T> decoder(
      ModelManifest manifest, OnnxFile file, InputAxes axes, Reading<T> reading) {
    try {
      return reading.of(manifest, file.outputs(), axes);
    } catch (Misfit e) {
      throw new Misfit(
          e.getMessage() + unread(file.otherOutputs()) + ExportKind.guess(manifest.output(), file));
    }
  }

  /** The end of a sentence that names outputs of other values; empty where there are none. */
  private static String unread(Map<String, OnnxJavaType> others) {
    return others.isEmpty()
        ? ""
        : " (beside "
            + others.entrySet().stream()
                .map(other -> other.getKey() + " of " + other.getValue())
                .collect(Collectors.joining(", "))
            + ", which is not read; export it with outputs of 32-bit or 16-bit floats)";
  }

  /** Bytes hold pixels as they are, and no fractions of them. */
  private static void requireBytesAsTheyAre(InputSpec input, OnnxJavaType type) {
    boolean changed =
        input.scale() != 1
            || input.mean().stream().anyMatch(mean -> mean != 0)
            || input.std().stream().anyMatch(std -> std != 1);
    if (type == OnnxJavaType.UINT8 && changed) {
      throw new Misfit(
          "the file's input takes bytes from 0 to 255 as they are, and the manifest changes them;"
              + " leave out `scale`, `mean` and `std` under `input`");
    }
  }

  private static void requireDigest(ModelManifest manifest) {
    ModelFiles files = ModelFiles.of(manifest.file());
    if (manifest.sha256() == null) {
      return;
    }
    String found = files.sha256();
    if (!found.equals(manifest.sha256())) {
      throw new BadInput(
          "The weights of model '"
              + manifest.id()
              + "' ("
              + String.join(", ", files.names())
              + " in "
              + manifest.file().getParent()
              + ") are not those of its manifest: expected SHA-256 "
              + manifest.sha256()
              + ", found "
              + found
              + ". Put the right files there, or correct `sha256`.");
    }
  }

  private static long[] inputShape(OnnxFile file) {
    if (file.inputs().size() == 1 && INPUT_TYPES.containsKey(file.inputType())) {
      long[] shape = file.inputs().values().iterator().next();
      if (shape.length == 4) {
        return shape;
      }
    }
    throw new Misfit(
        "expected one input of four axes, of 32-bit or 16-bit floats or of bytes, and found "
            + OutputShapes.describe(file.inputs())
            + " of "
            + file.inputType());
  }

  /**
   * @param input complete
   */
  private static InputAxes axes(InputSpec input, long[] shape) {
    boolean together = input.layout() == Layout.NHWC;
    long channels = shape[together ? 3 : 1];
    long fileHeight = shape[together ? 1 : 2];
    long fileWidth = shape[together ? 2 : 3];
    boolean fits =
        (channels == input.colour().channels() || channels == ANY)
            && (fileHeight == input.height() || fileHeight == ANY)
            && (fileWidth == input.width() || fileWidth == ANY);
    if (!fits) {
      String size =
          together
              ? input.height() + ", " + input.width() + ", " + input.colour().channels()
              : input.colour().channels() + ", " + input.height() + ", " + input.width();
      throw new Misfit(
          "expected an input [batch, " + size + "] and found " + Arrays.toString(shape));
    }
    return new InputAxes(shape[0], input.width(), input.height());
  }

  private static <T> OnnxModel<T> load(
      ModelManifest manifest,
      PoolOptions use,
      OutputDecoder<T> decoder,
      InputAxes axes,
      DataType inputType) {
    if (use.device() == Device.CUDA) {
      Devices.requireCuda();
    }
    OnnxRuntime.require();
    // The engine's own device is where arrays lie, which is where we fill and read them.
    Model model = Model.newInstance(manifest.id(), ai.djl.Device.cpu(), OnnxRuntime.ENGINE);
    SessionOptions options = null;
    OnnxRuntime.calls().lock();
    try {
      options = Devices.options(use);
      model.load(manifest.file(), null, Map.of("sessionOptions", options));
    } catch (IOException | MalformedModelException | OrtException | RuntimeException e) {
      model.close();
      if (options != null) {
        options.close();
      }
      throw new BadInput(
          "The model '"
              + manifest.id()
              + "' ("
              + manifest.file()
              + ") cannot be loaded: "
              + LoadProblem.of(e)
              + ".",
          e);
    } finally {
      OnnxRuntime.calls().unlock();
    }
    return new OnnxModel<>(manifest, use.device(), decoder, axes, inputType, options, model);
  }

  public ModelManifest manifest() {
    return manifest;
  }

  Device device() {
    return device;
  }

  OutputDecoder<T> decoder() {
    return decoder;
  }

  Model model() {
    return model;
  }

  DataType inputType() {
    return inputType;
  }

  PictureInput newInput() {
    return new PictureInput(manifest.input(), axes.width(), axes.height());
  }

  /**
   * @param width of the pictures as they lie in the input, pixels
   */
  long[] inputShape(int batch, int width) {
    int channels = manifest.input().colour().channels();
    return manifest.input().layout() == Layout.NHWC
        ? new long[] {batch, axes.height(), width, channels}
        : new long[] {batch, channels, axes.height(), width};
  }

  /**
   * Pictures a call takes: the file's own number, or what is wished where it leaves that open.
   * Where the width follows the picture, it is one, so that no picture's answer depends on others.
   */
  public int batch(int wished) {
    return axes.batch() > 0 ? Math.toIntExact(axes.batch()) : axes.width() == 0 ? 1 : wished;
  }

  /** Whether a call may also hold fewer pictures than {@link #batch}. */
  boolean takesSmallerBatches() {
    return axes.batch() <= 0;
  }

  @Override
  public void close() {
    model.close();
    options.close();
  }
}
