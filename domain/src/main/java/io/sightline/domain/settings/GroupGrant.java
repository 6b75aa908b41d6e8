package io.sightline.domain.settings;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a group of a provider's people may do.
 *
 * @param site null for everywhere
 * @param role {@code admin}, everywhere; {@code clerk} or {@code viewer} of a site
 */
public record GroupGrant(String group, String site, String role) {
  private static final Pattern FORM =
      Pattern.compile("(.+)=(?:(admin)|([a-z0-9-]+):(clerk|viewer))");

  /**
   * @throws IllegalArgumentException with what was expected
   */
  static GroupGrant parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "should list GROUP=admin, GROUP=SITE:clerk or GROUP=SITE:viewer, and holds '"
              + text
              + "'");
    }
    return matcher.group(2) == null
        ? new GroupGrant(matcher.group(1).strip(), matcher.group(3), matcher.group(4))
        : new GroupGrant(matcher.group(1).strip(), null, matcher.group(2));
  }
}
