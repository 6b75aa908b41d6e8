package io.sightline.job.settings;

import io.sightline.models.manifest.Device;
import java.io.Serializable;

/**
 * What the frames of a run are to the machine that looks at them.
 *
 * @param batch most pictures that one of its models takes at once
 * @param pictureBytes of one frame's picture, the largest of all cameras
 * @param device what models run on; null, as plans of old have it, for the processor
 */
public record FrameLoad(int batch, long pictureBytes, Device device) implements Serializable {
  /** Pictures in flight take no more than this part of the heap. */
  private static final int HEAP_SHARE = 4;

  /** Of runs in which nobody looks. */
  public static final FrameLoad NONE = new FrameLoad(0, 0);

  private static final int LIVE_BATCH = 2;
  private static final long LIVE_BYTES = 3840L * 2160 * 3;

  public FrameLoad {
    device = device == null ? Device.CPU : device;
  }

  /** With models on the processor. */
  public FrameLoad(int batch, long pictureBytes) {
    this(batch, pictureBytes, Device.CPU);
  }

  /** Of cameras that nobody has seen yet: few at once, so that what is shown is new, and 4K. */
  public static FrameLoad live(Device device) {
    return new FrameLoad(LIVE_BATCH, LIVE_BYTES, device);
  }

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
