package io.sightline.job.settings;

import java.io.Serializable;

/**
 * A model that a run is pinned to.
 *
 * @param manifest path of its {@code model.yaml}
 * @param sha256 of its weights, which must be the same whenever the run is taken up again
 */
public record ModelChoice(String manifest, String id, String version, String sha256)
    implements Serializable {}
