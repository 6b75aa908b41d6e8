package io.sightline.domain.facts;

/**
 * A time in which one face showed one emotion. {@code at} is its start.
 *
 * @param track id of the face's track; never whose face it is
 * @param zone where it was; null outside of all zones
 * @param score mean score of the emotion, 0 to 1
 */
public record EmotionSegment(
    FactHead head,
    String camera,
    @FactId String track,
    @MayBeAbsent String zone,
    long startedAtMillis,
    long endedAtMillis,
    String emotion,
    float score)
    implements Fact {}
