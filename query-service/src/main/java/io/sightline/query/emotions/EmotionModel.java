package io.sightline.query.emotions;

import java.util.List;

/**
 * The model that judges emotions where a camera names none.
 *
 * @param inputShape as its file says, −1 for axes of any length
 * @param classes in the order of its output
 * @param parameters how many numbers training found
 */
public record EmotionModel(
    String id,
    String version,
    String licence,
    String sha256,
    List<Long> inputShape,
    List<String> classes,
    long parameters) {}
