package io.sightline.job.settings;

import java.io.Serializable;

/**
 * What the frames of a run are to the machine that looks at them.
 *
 * @param batch most pictures that one of its models takes at once
 * @param pictureBytes of one frame's picture, the largest of all cameras
 */
public record FrameLoad(int batch, long pictureBytes) implements Serializable {
  /** Pictures in flight take no more than this part of the heap. */
  private static final int HEAP_SHARE = 4;

  /** Of runs in which nobody looks. */
  public static final FrameLoad NONE = new FrameLoad(0, 0);

  /** Of cameras that nobody has seen yet: few at once, so that what is shown is new, and 4K. */
  public static final FrameLoad LIVE = new FrameLoad(2, 3840L * 2160 * 3);

  /**
   * Frames that a subtask has looked at at once: enough to keep every model instance busy and the
   * next batch ready, as far as the heap bears.
   *
   * @param instances of a model, in the process
   * @param subtasks how many share the process
   * @param heapBytes that the process may have
   */
  public int inFlight(int instances, int subtasks, long heapBytes) {
    long busy = 2L * instances * batch;
    long bearable = heapBytes / HEAP_SHARE / Math.max(1, pictureBytes * subtasks);
    return (int) Math.max(1, Math.min(busy, bearable));
  }
}
