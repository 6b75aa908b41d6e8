package io.sightline.domain.facts;

/** One row of a fact table, but for the run it belongs to, which is the job's. */
public interface Fact {
  FactHead head();
}
