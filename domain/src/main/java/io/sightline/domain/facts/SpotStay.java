package io.sightline.domain.facts;

/**
 * How long one vehicle stood on a spot. {@code at} is its first frame there.
 *
 * @param track id of the vehicle's track
 */
public record SpotStay(
    FactHead head, String camera, String spot, @FactId String track, long stoodMillis)
    implements Fact {}
