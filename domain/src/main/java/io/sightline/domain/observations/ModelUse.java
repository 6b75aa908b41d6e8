package io.sightline.domain.observations;

/**
 * Which model looked.
 *
 * @param role its place in the perception chain, as the site file spells it
 * @param sha256 of the model's files, lower-case hexadecimal
 */
public record ModelUse(String role, String id, String version, String sha256) {}
