package io.sightline.domain.statements;

/**
 * How many vehicles a person says are inside.
 *
 * @param number its place among all statements about the site, from 1, without gaps
 * @param level of the site; empty for the whole of it
 * @param atMillis when it is so
 */
public record InsideStatement(long number, String level, long atMillis, int vehicles) {}
