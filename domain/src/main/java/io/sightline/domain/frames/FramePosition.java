package io.sightline.domain.frames;

import java.io.Serializable;

/**
 * Where in a recorded video a frame is, so that a reader can go to it again.
 *
 * @param stampMicros its presentation time stamp, microseconds as the container counts them; {@link
 *     Long#MIN_VALUE} where it has none
 * @param number of the frame, counted from the video's first as 0
 * @param bytes the frame lies before this byte of the file
 * @param rising whether all stamps up to it rise, so that its own tells it from those before it
 */
public record FramePosition(long stampMicros, long number, long bytes, boolean rising)
    implements Serializable {}
