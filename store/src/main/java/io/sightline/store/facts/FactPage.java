package io.sightline.store.facts;

import io.sightline.domain.facts.Fact;
import java.util.List;
import java.util.Optional;

/**
 * A part of a list of facts.
 *
 * @param next cursor of the following part; empty at the end
 */
public record FactPage<F extends Fact>(List<FactRow<F>> rows, Optional<String> next) {}
