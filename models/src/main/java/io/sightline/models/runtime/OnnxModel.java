package io.sightline.models.runtime;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.sightline.domain.BadInput;
import io.sightline.models.input.PictureInput;
import io.sightline.models.manifest.InputSpec;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.manifest.OutputSpec.Decoder;
import io.sightline.models.output.DetectionDecoder;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A model's loaded weights, checked against its manifest. Any number of instances run on them at
 * once.
 */
public final class OnnxModel implements AutoCloseable {
  private static final long ANY = -1;

  private final ModelManifest manifest;
  private final DetectionDecoder decoder;
  private final SessionOptions options;
  private final Model model;
  private final int width;
  private final int height;
  private final long batchAxis;
  private final String outputName;

  private OnnxModel(
      ModelManifest manifest,
      DetectionDecoder decoder,
      SessionOptions options,
      Model model,
      int width,
      int height,
      long batchAxis,
      String outputName) {
    this.manifest = manifest;
    this.decoder = decoder;
    this.options = options;
    this.model = model;
    this.width = width;
    this.height = height;
    this.batchAxis = batchAxis;
    this.outputName = outputName;
  }

  /**
   * @throws BadInput when the file cannot be loaded or is not what its manifest says
   */
  public static OnnxModel load(ModelManifest manifest) {
    OnnxFile file = OnnxFile.inspect(manifest.file());
    InputSpec input = manifest.input();
    int channels = input.colour().channels();
    Decoder form = manifest.output().decoder();
    if (!DetectionDecoder.SUPPORTED.contains(form)) {
      throw misfit(
          manifest,
          "its decoder "
              + key(form)
              + " is not one this version reads ("
              + DetectionDecoder.SUPPORTED.stream()
                  .map(OnnxModel::key)
                  .sorted()
                  .collect(Collectors.joining(", "))
              + ")");
    }
    if (manifest.task().isClassification() != (form == Decoder.SOFTMAX)) {
      throw misfit(
          manifest,
          "its decoder " + key(form) + " does not go with the task " + manifest.task().key());
    }
    if (input.layout() != InputSpec.Layout.NCHW) {
      throw misfit(
          manifest, "its layout " + input.layout() + " is not one this version reads (NCHW)");
    }
    long[] shape =
        file.input()
            .filter(axes -> axes.length == 4)
            .orElseThrow(
                () ->
                    misfit(
                        manifest,
                        "expected one input [batch, channels, height, width] of floats and found "
                            + describe(file.inputs())));
    int width = side(input.width(), shape[3]);
    int height = side(input.height(), shape[2]);
    boolean fits =
        width > 0
            && height > 0
            && (shape[1] == channels || shape[1] == ANY)
            && (shape[2] == height || shape[2] == ANY)
            && (shape[3] == width || shape[3] == ANY);
    if (!fits) {
      throw misfit(
          manifest,
          "expected an input [batch, "
              + channels
              + ", "
              + height
              + ", "
              + width
              + "] and found "
              + Arrays.toString(shape));
    }
    DetectionDecoder decoder = DetectionDecoder.of(manifest, width, height);
    String outputName = outputName(manifest, file);
    decoder
        .misfit(file.outputs().get(outputName))
        .ifPresent(
            problem -> {
              throw misfit(manifest, problem);
            });
    return load(manifest, decoder, width, height, shape[0], outputName);
  }

  private static OnnxModel load(
      ModelManifest manifest,
      DetectionDecoder decoder,
      int width,
      int height,
      long batchAxis,
      String outputName) {
    OnnxRuntime.require();
    Model model = Model.newInstance(manifest.id(), OnnxRuntime.ENGINE);
    SessionOptions options = new SessionOptions();
    try {
      // One thread a call: instances, not threads, fill the cores, and no call waits for another's
      // workers. Idle workers
      // sleep, since decoding and analytics want the cores, too.
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      // Warnings are about how a file was exported, which whoever runs it cannot mend.
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      model.load(manifest.file(), null, Map.of("sessionOptions", options));
    } catch (IOException | MalformedModelException | OrtException e) {
      model.close();
      options.close();
      throw new BadInput(
          "The model '"
              + manifest.id()
              + "' ("
              + manifest.file()
              + ") cannot be loaded: "
              + e.getMessage()
              + ".",
          e);
    }
    return new OnnxModel(manifest, decoder, options, model, width, height, batchAxis, outputName);
  }

  private static String key(Decoder decoder) {
    return decoder.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static int side(int declared, long found) {
    return declared > 0 || found <= 0 ? declared : Math.toIntExact(found);
  }

  private static String outputName(ModelManifest manifest, OnnxFile file) {
    String wanted = manifest.output().name();
    if (wanted == null && file.outputs().size() == 1) {
      return file.outputNames().get(0);
    }
    if (wanted == null || !file.outputs().containsKey(wanted)) {
      throw misfit(
          manifest,
          "expected "
              + (wanted == null ? "one output" : "an output " + wanted)
              + " and found "
              + describe(file.outputs()));
    }
    return wanted;
  }

  private static String describe(Map<String, long[]> nodes) {
    StringBuilder text = new StringBuilder();
    nodes.forEach(
        (name, shape) ->
            text.append(text.isEmpty() ? "" : ", ")
                .append(name)
                .append(' ')
                .append(Arrays.toString(shape)));
    return text.isEmpty() ? "none" : text.toString();
  }

  private static BadInput misfit(ModelManifest manifest, String problem) {
    return new BadInput(
        "The manifest of model '"
            + manifest.id()
            + "' does not fit its file "
            + manifest.file().getFileName()
            + ": "
            + problem
            + ".");
  }

  public ModelManifest manifest() {
    return manifest;
  }

  DetectionDecoder decoder() {
    return decoder;
  }

  Model model() {
    return model;
  }

  String outputName() {
    return outputName;
  }

  PictureInput newInput() {
    return new PictureInput(manifest.input(), width, height);
  }

  long[] inputShape(int batch) {
    return new long[] {batch, manifest.input().colour().channels(), height, width};
  }

  /** Pictures a call takes: the file's own number, or what is wished where it leaves that open. */
  public int batch(int wished) {
    return batchAxis > 0 ? Math.toIntExact(batchAxis) : wished;
  }

  /** Whether a call may also hold fewer pictures than {@link #batch}. */
  boolean takesSmallerBatches() {
    return batchAxis <= 0;
  }

  @Override
  public void close() {
    model.close();
    options.close();
  }
}
