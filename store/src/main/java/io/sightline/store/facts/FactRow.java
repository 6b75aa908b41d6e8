package io.sightline.store.facts;

import io.sightline.domain.facts.Fact;

/** A fact and the run it belongs to. */
public record FactRow<F extends Fact>(String run, F fact) {}
