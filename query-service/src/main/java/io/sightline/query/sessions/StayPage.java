package io.sightline.query.sessions;

import io.sightline.domain.facts.Fact;
import io.sightline.store.sessions.StayRows.Told;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a bundle says, as one plain page that can be printed. */
final class StayPage {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS xxx");

  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8"><title>%1$s</title><style>
      body { font: 14px/1.4 sans-serif; margin: 2em auto; max-width: 60em; color: #000; background: #fff; }
      table { border-collapse: collapse; width: 100%%; margin: 0.5em 0 1.5em; }
      th, td { border: 1px solid #999; padding: 0.2em 0.5em; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
      img { max-width: 100%%; display: block; margin: 0.5em 0; }
      figure { margin: 1em 0; break-inside: avoid; }
      @media print { body { margin: 0; } }
      </style></head><body><h1>%1$s</h1>
      """;

  private final StringBuilder page = new StringBuilder();
  private final ZoneId zone;

  /**
   * @param zone of times that people read
   */
  StayPage(String title, ZoneId zone) {
    this.zone = zone;
    page.append(HEAD.formatted(safe(title)));
  }

  StayPage paragraph(String text) {
    page.append("<p>").append(safe(text)).append("</p>\n");
    return this;
  }

  StayPage heading(String text) {
    page.append("<h2>").append(safe(text)).append("</h2>\n");
    return this;
  }

  /** A table with a row for each thing that is said of one. */
  StayPage one(Map<String, ?> said) {
    page.append("<table>\n");
    said.forEach(
        (name, value) ->
            page.append("<tr><th>")
                .append(safe(name))
                .append("</th><td>")
                .append(safe(text(value)))
                .append("</td></tr>\n"));
    page.append("</table>\n");
    return this;
  }

  <F extends Fact> StayPage facts(List<Told<F>> facts) {
    return rows(facts.stream().map(Told::told).toList());
  }

  /** A table with a column for each thing that is said of any. */
  StayPage rows(List<? extends Map<String, ?>> rows) {
    if (rows.isEmpty()) {
      return paragraph("None.");
    }
    Set<String> columns = new LinkedHashSet<>();
    rows.forEach(row -> columns.addAll(row.keySet()));
    page.append("<table>\n<tr>");
    columns.forEach(column -> page.append("<th>").append(safe(column)).append("</th>"));
    page.append("</tr>\n");
    for (Map<String, ?> row : rows) {
      page.append("<tr>");
      columns.forEach(
          column -> page.append("<td>").append(safe(text(row.get(column)))).append("</td>"));
      page.append("</tr>\n");
    }
    page.append("</table>\n");
    return this;
  }

  StayPage picture(String name, String caption) {
    page.append("<figure><img src=\"")
        .append(safe(name))
        .append("\" alt=\"\"><figcaption>")
        .append(safe(caption))
        .append("</figcaption></figure>\n");
    return this;
  }

  String html() {
    return page + "</body></html>\n";
  }

  private String text(Object value) {
    if (value instanceof Instant at) {
      return TIME.format(at.atZone(zone));
    }
    return value == null ? "" : value.toString();
  }

  private static String safe(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
