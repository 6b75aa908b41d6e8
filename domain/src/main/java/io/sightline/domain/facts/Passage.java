package io.sightline.domain.facts;

import io.sightline.domain.site.Gate;

/**
 * One crossing of a gate by one vehicle. {@code at} is the first frame that shows it on the other
 * side.
 *
 * @param direction ENTRY or EXIT
 * @param track id of the vehicle's track
 * @param plate its plate; null when not read
 * @param score the plate's score, 0 to 1; null when not read
 */
public record Passage(
    FactHead head,
    String camera,
    String gate,
    Gate.Direction direction,
    @FactId String track,
    @MayBeAbsent @OfPlate(text = true) String plate,
    @OfPlate Float score)
    implements Fact {}
