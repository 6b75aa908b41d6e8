package io.sightline.domain.facts;

/**
 * A change of a spot's state. {@code at} is when the new state began.
 *
 * @param camera whose evidence changed it
 */
public record SpotTransition(
    FactHead head, String spot, SpotState state, SpotState previous, String camera)
    implements Fact {}
