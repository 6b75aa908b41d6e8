package io.sightline.query.predictions;

/** What was predicted of a picture. */
sealed interface Predicted permits VehiclesSeen, PlatesSeen, SpacesSeen, EmotionSeen {
  /** That has looked. */
  ModelTag model();
}
