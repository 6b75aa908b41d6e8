package io.sightline.models.output;

/**
 * One output of a model.
 *
 * @param shape batch axis first
 * @param values in row-major order
 */
public record Tensor(String name, long[] shape, float[] values) {
  /** Length of one picture's part. */
  public int rowLength() {
    return Math.toIntExact(values.length / shape[0]);
  }
}
