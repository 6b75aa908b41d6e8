package io.sightline.domain.settings;

import java.util.Locale;
import java.util.function.Function;

/**
 * One setting: a key of the configuration file, which is also an environment variable.
 *
 * @param defaultText as it would be written; null for a setting that may be left out and has no
 *     default
 * @param parse from text; throws {@link IllegalArgumentException} with what was expected
 * @param secret whether its value must never be shown
 */
public record Setting<T>(
    String key, String defaultText, Function<String, T> parse, boolean secret, String description) {

  /** Name of the environment variable. */
  public String variable() {
    return "SIGHTLINE_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
