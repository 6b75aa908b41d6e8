package io.sightline.models.output;

import io.sightline.models.input.InputTransform;
import java.util.List;

/**
 * Reads what a model says of one picture out of its outputs. Knows no state; any thread may use it.
 *
 * @param <T> what the model says
 */
public interface OutputDecoder<T> {
  /** Names of the outputs it reads, in the order in which it wants them. */
  List<String> outputs();

  /**
   * @param outputs in the order of {@link #outputs}
   * @param row which picture of the batch
   * @param transform how the picture was laid into the model's input
   */
  T decode(List<Tensor> outputs, int row, InputTransform transform);
}
