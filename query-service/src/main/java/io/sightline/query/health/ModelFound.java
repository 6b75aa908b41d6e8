package io.sightline.query.health;

/**
 * A model that was found where models are looked for.
 *
 * @param id null where its manifest says none that can be used
 * @param task what it is for; null where nobody knows
 * @param problem why it cannot be used, in a sentence without paths; null when it can
 */
public record ModelFound(String id, String task, String version, String problem) {
  public boolean isUsable() {
    return problem == null;
  }
}
