package io.sightline.domain.facts;

/**
 * Something that somebody wants to hear of. {@code at} is the time of its cause.
 *
 * @param kind what it is about
 * @param cause what makes it the same alert in every run
 * @param text what is said
 */
public record Alert(FactHead head, String kind, String cause, String text) implements Fact {}
