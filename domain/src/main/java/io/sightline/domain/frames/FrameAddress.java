package io.sightline.domain.frames;

/**
 * Where a recorded frame can be decoded again.
 *
 * @param media the file, as an absolute path; never holds credentials
 * @param presentationMicros presentation time in the file, microseconds as the container counts
 *     them
 */
public record FrameAddress(String media, long presentationMicros) {}
