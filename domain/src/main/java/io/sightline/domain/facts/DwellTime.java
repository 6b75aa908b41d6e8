package io.sightline.domain.facts;

/**
 * How long one vehicle was in a zone. {@code at} is its first frame there.
 *
 * @param track id of the vehicle's track
 */
public record DwellTime(
    FactHead head, String camera, String zone, @FactId String track, long dwellMillis)
    implements Fact {}
