package io.sightline.media;

import java.io.Serializable;

/**
 * One file of a camera's footage.
 *
 * @param file absolute path
 * @param still whether it is a photograph, and not a video
 * @param startMillis capture time of its first frame, event time
 */
public record FootageSegment(String file, boolean still, long startMillis)
    implements Serializable {}
