package io.sightline.query.web;

import io.sightline.domain.BadInput;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

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
   * All items, a line each.
   *
   * @param head the header's line
   */
  public static <T> ResponseEntity<Object> answer(
      String head, List<T> items, Function<T, String> line) {
    StringBuilder csv = new StringBuilder(head);
    items.forEach(item -> csv.append(line.apply(item)));
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType("text/csv;charset=UTF-8"))
        .body(csv.toString());
  }

  /**
   * @param number null for nothing
   */
  public static String decimal(Double number) {
    return number == null ? "" : String.format(Locale.ROOT, "%.6f", number);
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
