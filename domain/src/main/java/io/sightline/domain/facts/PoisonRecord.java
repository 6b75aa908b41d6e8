package io.sightline.domain.facts;

/**
 * A frame that could not be looked at and was set aside. {@code at} is its capture time.
 *
 * @param stage which part of perception refused it
 * @param media file the frame stands in
 * @param presentationMicros its presentation time there
 */
public record PoisonRecord(
    FactHead head,
    String camera,
    String stage,
    String reason,
    @MayBeAbsent String media,
    long presentationMicros)
    implements Fact {}
