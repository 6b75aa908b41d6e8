package io.sightline.domain.facts;

/**
 * A stretch of a recorded video in which capture times and the container's time go on together: a
 * frame with the stamp <i>s</i> was captured at {@code at + (s - stamp)}. {@code at} is its first
 * analysed frame.
 *
 * @param file name of the video
 * @param endedAtMillis its last analysed frame
 * @param stampMillis presentation time of the first analysed frame, as the container counts
 * @param oddity what was odd about the stamp of the first frame; null for nothing
 */
public record FootageTime(
    FactHead head,
    String camera,
    String file,
    long endedAtMillis,
    long stampMillis,
    @MayBeAbsent String oddity)
    implements Fact {}
