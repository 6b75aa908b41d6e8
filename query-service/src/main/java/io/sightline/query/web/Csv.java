package io.sightline.query.web;

import io.sightline.domain.BadInput;

/** Answers as CSV (RFC 4180), where somebody wants them so. */
public final class Csv {
  public static final String TYPE = "text/csv";

  private Csv() {}

  /**
   * @param format json or csv, as the query has it; null for what the header says
   * @param accept the header; null for none
   * @throws BadInput when it is another format
   */
  public static boolean isWanted(String format, String accept) {
    if (format == null) {
      return accept != null && accept.startsWith(TYPE);
    }
    return switch (format) {
      case "csv" -> true;
      case "json" -> false;
      default -> throw new BadInput("`format` should be json or csv.");
    };
  }

  /**
   * A text; what a spreadsheet would reckon is a text, too.
   *
   * @param text null for nothing
   */
  public static String quoted(String text) {
    if (text == null) {
      return "";
    }
    String safe = text.matches("[=+\\-@].*") ? "'" + text : text;
    return '"' + safe.replace("\"", "\"\"") + '"';
  }
}
