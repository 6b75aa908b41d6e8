package io.sightline.domain.facts;

/**
 * What every fact has.
 *
 * @param id derived from what makes the thing itself, never from the run; empty for facts keyed by
 *     their own columns
 * @param atMillis event time that never changes for this fact; part of its key
 * @param revisionMillis event time of the newest evidence
 * @param isFinal whether nothing can change it any more
 * @param modelSha256 the model that saw it; empty where none did
 * @param layoutVersion the layout it was judged by
 */
public record FactHead(
    String id,
    String site,
    long atMillis,
    long revisionMillis,
    boolean isFinal,
    String modelSha256,
    String layoutVersion) {}
