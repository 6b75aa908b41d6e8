package io.sightline.models;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes ONNX files that take a picture and say zeros: what exporters write around a model, without
 * the model.
 */
public final class TinyOnnx {
  public static final int FLOAT = 1;
  public static final int UINT8 = 2;
  public static final int FLOAT16 = 10;
  public static final int DOUBLE = 11;
  private static final int USUAL_OPSET = 13;
  private static final int USUAL_IR_VERSION = 8;

  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final Map<String, long[]> outputs = new LinkedHashMap<>();
  private long[] input = {1, 3, 64, 64};
  private int inputType = FLOAT;
  private int outputType = FLOAT;
  private int opset = USUAL_OPSET;
  private int irVersion = USUAL_IR_VERSION;
  private String operator = "Identity";
  private String location;

  /** Bytes of a message of protobuf. */
  public interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  /** Of the shape that YOLOv8 with so many classes has. */
  public static TinyOnnx yolov8(int classes) {
    return new TinyOnnx().output("output0", 1, 4 + classes, 84);
  }

  public TinyOnnx input(long... shape) {
    this.input = shape;
    return this;
  }

  public TinyOnnx inputType(int type) {
    this.inputType = type;
    return this;
  }

  public TinyOnnx outputType(int type) {
    this.outputType = type;
    return this;
  }

  public TinyOnnx output(String name, long... shape) {
    outputs.put(name, shape);
    return this;
  }

  public TinyOnnx says(String key, String value) {
    metadata.put(key, value);
    return this;
  }

  public TinyOnnx opset(int opset) {
    this.opset = opset;
    return this;
  }

  public TinyOnnx irVersion(int version) {
    this.irVersion = version;
    return this;
  }

  /** What makes its outputs of zeros. */
  public TinyOnnx operator(String operator) {
    this.operator = operator;
    return this;
  }

  /** Keeps the numbers of its outputs in another file. */
  public TinyOnnx keepsWeightsIn(String location) {
    this.location = location;
    return this;
  }

  /** The file, and the one that its weights are in, if that is in its folder. */
  public Path write(Path file) {
    try {
      Files.createDirectories(file.getParent());
      return Files.write(file, bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A folder with the file and a manifest that says no more than it must. */
  public Path install(Path folder, String output) {
    return install(folder, "vehicle-detection", "{}", output);
  }

  public Path install(Path folder, String task, String input, String output) {
    write(folder.resolve("m.onnx"));
    try {
      return Files.writeString(
          folder.resolve("model.yaml"),
          "id: m\ntask: %s\nfile: m.onnx\ninput: %s\noutput: %s\n".formatted(task, input, output));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bytes that one output's numbers take. */
  public static byte[] weights(long... shape) {
    return new byte[(int) Arrays.stream(shape).reduce(Float.BYTES, (a, b) -> a * b)];
  }

  public byte[] bytes() {
    return message(
        model -> {
          model.writeInt64(1, irVersion);
          message(model, 7, this::graph);
          message(model, 8, set -> set.writeInt64(2, opset));
          for (Map.Entry<String, String> one : metadata.entrySet()) {
            message(model, 14, entry(one.getKey(), one.getValue()));
          }
        });
  }

  private void graph(CodedOutputStream graph) throws IOException {
    List<String> names = new ArrayList<>(outputs.keySet());
    for (String name : names) {
      message(
          graph,
          1,
          node -> {
            node.writeString(1, name + ".zeros");
            node.writeString(2, name);
            node.writeString(4, operator);
          });
    }
    graph.writeString(2, "tiny");
    for (String name : names) {
      message(graph, 5, tensor(name + ".zeros", outputType, outputs.get(name), location));
    }
    message(graph, 11, value("images", inputType, input));
    for (String name : names) {
      message(graph, 12, value(name, outputType, outputs.get(name)));
    }
  }

  /**
   * Zeros.
   *
   * @param location null where they stand in the tensor itself
   */
  public static Fields tensor(String name, long[] shape, String location) {
    return tensor(name, FLOAT, shape, location);
  }

  private static Fields tensor(String name, int type, long[] shape, String location) {
    return tensor -> {
      for (long side : shape) {
        tensor.writeInt64(1, side);
      }
      tensor.writeInt32(2, type);
      tensor.writeString(8, name);
      if (location == null) {
        byte[] zeros = weights(shape);
        tensor.writeByteArray(9, type == DOUBLE ? Arrays.copyOf(zeros, 2 * zeros.length) : zeros);
      } else {
        message(tensor, 13, entry("location", location));
        tensor.writeEnum(14, 1);
      }
    };
  }

  private static Fields entry(String key, String value) {
    return entry -> {
      entry.writeString(1, key);
      entry.writeByteArray(2, value.getBytes(StandardCharsets.UTF_8));
    };
  }

  private static Fields value(String name, int type, long... shape) {
    Fields axes =
        list -> {
          for (int i = 0; i < shape.length; i++) {
            long side = shape[i];
            String open = "axis" + i;
            message(
                list,
                1,
                axis -> {
                  if (side < 0) {
                    axis.writeString(2, open);
                  } else {
                    axis.writeInt64(1, side);
                  }
                });
          }
        };
    Fields tensor =
        in -> {
          in.writeInt32(1, type);
          message(in, 2, axes);
        };
    return in -> {
      in.writeString(1, name);
      message(in, 2, kind -> message(kind, 1, tensor));
    };
  }

  public static byte[] message(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      fields.write(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  public static void message(CodedOutputStream out, int field, Fields fields) throws IOException {
    out.writeByteArray(field, message(fields));
  }
}
