package io.sightline.domain.network;

import io.sightline.domain.BadInput;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Address of somebody who is told by mail, as {@code mailto:NAME@HOST} (RFC 6068) writes it: one
 * address, without quotes, comments and header fields.
 */
public record MailAddress(String mailbox) {
  private static final String SCHEME = "mailto:";
  private static final Pattern FORM =
      Pattern.compile(
          "mailto:(?<mailbox>[A-Za-z0-9.!#$&'*+/=^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?)");

  /** Whether it is meant to be an address of mail. */
  public static boolean isOne(String url) {
    return url != null && url.startsWith(SCHEME);
  }

  /**
   * @throws BadInput when this is no such address
   */
  public static MailAddress parse(String url) {
    Matcher form = FORM.matcher(url);
    if (!form.matches()) {
      throw new BadInput(
          "This is no mail address; write it as mailto:NAME@HOST, one alone and nothing behind it.");
    }
    return new MailAddress(form.group("mailbox"));
  }
}
