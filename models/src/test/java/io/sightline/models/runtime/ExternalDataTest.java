package io.sightline.models.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.CodedInputStream;
import io.sightline.models.TinyOnnx;
import io.sightline.models.TinyOnnx.Fields;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** A tensor's file is found wherever in a model the tensor stands. */
class ExternalDataTest {
  private static final Fields TENSOR = TinyOnnx.tensor("t", new long[] {1}, "elsewhere.data");

  /** Fields on the way from a model to a tensor, as onnx.proto numbers them. */
  private static final List<int[]> WAYS =
      List.of(
          new int[] {7, 5}, // graph.initializer
          new int[] {7, 15, 1}, // graph.sparse_initializer.values
          new int[] {7, 15, 2}, // graph.sparse_initializer.indices
          new int[] {7, 1, 5, 5}, // a constant: graph.node.attribute.t
          new int[] {7, 1, 5, 10}, // graph.node.attribute.tensors
          new int[] {7, 1, 5, 22, 1}, // graph.node.attribute.sparse_tensor.values
          new int[] {7, 1, 5, 6, 5}, // a branch: graph.node.attribute.g.initializer
          new int[] {7, 1, 5, 11, 1, 5, 6, 5}, // a branch of a branch
          new int[] {25, 7, 5, 5}, // functions.node.attribute.t
          new int[] {20, 2, 5}); // training_info.algorithm.initializer

  private static ExternalData scan(byte[] bytes) throws IOException {
    return ExternalData.of(CodedInputStream.newInstance(bytes));
  }

  private static byte[] model(int[] way) {
    byte[] inner = TinyOnnx.message(TENSOR);
    for (int i = way.length - 1; i >= 0; i--) {
      byte[] content = inner;
      int field = way[i];
      inner =
          TinyOnnx.message(
              out -> {
                out.writeString(3, "something before it");
                out.writeByteArray(field, content);
              });
    }
    return inner;
  }

  @Test
  void whereverATensorStands() throws Exception {
    for (int[] way : WAYS) {
      assertThat(scan(model(way)).required())
          .as(Arrays.toString(way))
          .containsExactly("elsewhere.data");
    }
  }

  @Property(tries = 200)
  void whateverStandsAroundIt(
      @ForAll @Size(max = 40) byte[] noise,
      @ForAll @IntRange(max = 9) int way,
      @ForAll @IntRange(min = 30, max = 60) int field)
      throws IOException {
    byte[] model = model(WAYS.get(way));
    byte[] all =
        TinyOnnx.message(
            out -> {
              out.writeByteArray(field, noise);
              out.writeRawBytes(model);
              out.writeFixed64(field + 1, noise.length);
            });
    assertThat(scan(all).all()).containsExactly("elsewhere.data");
  }

  @Test
  void whatATensorHoldsItselfIsNotRequired() throws Exception {
    byte[] tensor =
        TinyOnnx.message(
            out -> {
              TINY.write(out);
              TinyOnnx.message(
                  out,
                  13,
                  entry -> {
                    entry.writeString(1, "location");
                    entry.writeString(2, "left-over.data");
                  });
            });
    byte[] model =
        TinyOnnx.message(out -> TinyOnnx.message(out, 7, graph -> graph.writeByteArray(5, tensor)));
    assertThat(scan(model).required()).isEmpty();
    assertThat(scan(model).all()).containsExactly("left-over.data");
  }

  private static final Fields TINY = TinyOnnx.tensor("t", new long[] {1}, null);

  @Test
  void graphsInGraphsHaveAnEnd() {
    byte[] inner = {};
    for (int i = 0; i < 500; i++) {
      byte[] graph = inner;
      inner =
          TinyOnnx.message(
              out ->
                  TinyOnnx.message(
                      out,
                      1,
                      node -> TinyOnnx.message(node, 5, in -> in.writeByteArray(6, graph))));
    }
    byte[] graph = inner;
    byte[] model = TinyOnnx.message(out -> out.writeByteArray(7, graph));
    assertThatThrownBy(() -> scan(model)).isInstanceOf(IOException.class);
  }

  @FuzzTest(maxDuration = "60s")
  void anyBytesAreScannedOrRefused(byte[] bytes) {
    try {
      ExternalData data = scan(bytes);
      assertThat(data.all()).containsAll(data.required());
    } catch (IOException refused) {
      assertThat(refused.getMessage()).isNotBlank();
    }
  }

  @Test
  void aModelWithFlippedBitsIsScannedOrRefused() {
    byte[] whole = TinyOnnx.yolov8(1).keepsWeightsIn("m.data").says("names", "['car']").bytes();
    Random random = new Random(5);
    for (int i = 0; i < 2_000; i++) {
      byte[] flipped = whole.clone();
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
      anyBytesAreScannedOrRefused(flipped);
    }
  }
}
