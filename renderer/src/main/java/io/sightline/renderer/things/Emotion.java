package io.sightline.renderer.things;

import java.util.Locale;

/** Expressions, with the features that make them (after Ekman and Friesen's action units, 1978). */
public enum Emotion {
  ANGRY(-0.9, -0.1, 0.75, -0.35, 0.1, 0.9, 0.5),
  DISGUST(-0.5, -0.3, 0.55, -0.55, 0.15, 0.9, 1),
  FEAR(0.8, 0.2, 1.25, -0.25, 0.45, 1.15, 0),
  HAPPY(0.1, 0.15, 0.75, 0.9, 0.35, 1.25, 0),
  NEUTRAL(0, 0, 1, 0, 0, 1, 0),
  SAD(0.75, -0.6, 0.7, -0.75, 0, 0.85, 0),
  SURPRISE(0.8, 0.9, 1.4, 0, 1, 0.75, 0);

  final double innerBrow;
  final double outerBrow;
  final double eyes;
  final double corners;
  final double mouth;
  final double breadth;
  final double wrinkle;

  /**
   * @param innerBrow how far the brows' inner ends are raised, −1 to 1
   * @param outerBrow the same of the outer ends
   * @param eyes how wide the eyes are open, 1 at rest
   * @param corners how far the mouth's corners are raised, −1 to 1
   * @param mouth how far it is open, 0 to 1
   * @param breadth of the mouth, 1 at rest
   * @param wrinkle of the nose, 0 to 1
   */
  Emotion(
      double innerBrow,
      double outerBrow,
      double eyes,
      double corners,
      double mouth,
      double breadth,
      double wrinkle) {
    this.innerBrow = innerBrow;
    this.outerBrow = outerBrow;
    this.eyes = eyes;
    this.corners = corners;
    this.mouth = mouth;
    this.breadth = breadth;
    this.wrinkle = wrinkle;
  }

  /** As facts name it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
