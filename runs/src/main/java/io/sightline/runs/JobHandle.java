package io.sightline.runs;

/**
 * A job that was started.
 *
 * @param id Flink's, in hexadecimal
 */
public record JobHandle(String id) {}
