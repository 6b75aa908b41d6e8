package io.sightline.source.camera;

import io.sightline.source.timeline.CameraSplit;
import java.util.List;
import java.util.Set;

/**
 * Which cameras have been handed out.
 *
 * @param cameras those that some reader has, or had until it failed
 * @param returned those of readers that failed, with their positions
 */
public record AssignedCameras(Set<String> cameras, List<CameraSplit> returned) {}
