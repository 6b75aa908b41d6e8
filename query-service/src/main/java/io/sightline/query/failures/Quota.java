package io.sightline.query.failures;

import java.time.Duration;

/**
 * How much of what is allowed is left.
 *
 * @param name what is counted, as machines read it
 * @param most in a window
 * @param window that is counted in
 * @param left of it now
 * @param again how long until there is more
 */
public record Quota(String name, long most, Duration window, long left, Duration again) {}
