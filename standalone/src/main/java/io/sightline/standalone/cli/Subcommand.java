package io.sightline.standalone.cli;

import java.util.concurrent.Callable;

/**
 * A command of {@code sightline}. Modules above this one bring theirs through {@link
 * java.util.ServiceLoader}.
 */
public interface Subcommand extends Callable<Integer> {}
