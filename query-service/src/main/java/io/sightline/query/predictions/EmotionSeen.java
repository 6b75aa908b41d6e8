package io.sightline.query.predictions;

import java.util.Map;

/**
 * What the largest face in a picture shows, or the whole picture where there is none.
 *
 * @param width pixels of the upright picture
 * @param height pixels
 * @param score 0 to 1
 * @param scores of all emotions, the likeliest first
 * @param face null where there is none
 */
public record EmotionSeen(
    int width,
    int height,
    String emotion,
    double score,
    Map<String, Double> scores,
    Area face,
    ModelTag model)
    implements Predicted {}
