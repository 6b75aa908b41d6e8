package io.sightline.domain.facts;

/**
 * What every fact has.
 *
 * @param id derived from what makes the thing itself, never from the run; empty for facts keyed by
 *     their own columns
 * @param atMillis event time that never changes for this fact; part of its key
 * @param revisionMillis event time of the newest evidence
 * @param isFinal whether nothing can change it any more
 * @param isRetracted whether later evidence has shown that there is no such thing
 * @param modelSha256 the model that saw it; empty where none did
 * @param layoutVersion the layout it was judged by
 */
public record FactHead(
    String id,
    String site,
    long atMillis,
    long revisionMillis,
    boolean isFinal,
    boolean isRetracted,
    String modelSha256,
    String layoutVersion) {

  /** Of a fact that holds. */
  public FactHead(
      String id,
      String site,
      long atMillis,
      long revisionMillis,
      boolean isFinal,
      String modelSha256,
      String layoutVersion) {
    this(id, site, atMillis, revisionMillis, isFinal, false, modelSha256, layoutVersion);
  }

  /** The same fact, as it stands by later evidence. */
  public FactHead revised(long revisionMillis, boolean isFinal) {
    return new FactHead(
        id, site, atMillis, revisionMillis, isFinal, isRetracted, modelSha256, layoutVersion);
  }

  /** The same fact, that later evidence takes back. */
  public FactHead retracted(long revisionMillis) {
    return new FactHead(
        id, site, atMillis, revisionMillis, isFinal, true, modelSha256, layoutVersion);
  }
}
