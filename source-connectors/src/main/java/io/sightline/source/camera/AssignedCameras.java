package io.sightline.source.camera;

import java.util.List;

/**
 * Which cameras have been handed out.
 *
 * @param cameras those that the registry lists, sorted by id
 * @param waiting splits that no reader has: of cameras that are new, and of readers that failed
 * @param nextEpoch of the next assignment of whichever camera, so that nothing has to be kept of
 *     cameras that are gone
 */
public record AssignedCameras(List<Assignment> cameras, List<LiveSplit> waiting, long nextEpoch) {
  static final AssignedCameras NONE = new AssignedCameras(List.of(), List.of(), 0);

  /** A camera of a site and the epoch of its present assignment. */
  public record Assignment(String camera, String site, long epoch) {}
}
