package io.sightline.domain.observations;

import java.util.Locale;

/** Why what a camera shows is not believed. */
public enum ViewFault {
  /** It looks elsewhere than its layout was drawn. */
  MOVED,
  /** It is out of focus, or something is on its lens. */
  BLURRED,
  /** Nothing can be made out in the dark. */
  DARK,
  /** It sends one picture again and again. */
  FROZEN,
  /** Something before it hides all. */
  COVERED;

  /** As it stands in facts. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
