package io.sightline.domain.facts;

/** A time in which a camera was not seen. {@code at} is its last frame before. */
public record CameraGap(FactHead head, String camera, long endedAtMillis, String reason)
    implements Fact {}
