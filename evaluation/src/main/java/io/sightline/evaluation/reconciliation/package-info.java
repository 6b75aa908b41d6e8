/** A run's passages held against what people have: the log of a barrier, or tickets. */
package io.sightline.evaluation.reconciliation;
