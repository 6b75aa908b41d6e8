package io.sightline.standalone.cli;

import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.PlateRead;
import io.sightline.evaluation.reconciliation.BarrierLog.Line;
import io.sightline.evaluation.reconciliation.Reconciliation;
import io.sightline.evaluation.reconciliation.Reconciliation.Item;
import io.sightline.evaluation.reconciliation.Reconciliation.Result;
import io.sightline.media.store.EvidenceNames;
import io.sightline.media.store.MediaStore;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.text.StringEscapeUtils;

/** A reconciliation as a page to print: one file, with the pictures in it. */
final class ReconciliationPage {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  /** Pictures of what matches prove nothing and make the page large. */
  private static final int MOST_PICTURES = 500;

  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Reconciliation of %1$s</title>
      <style>
      :root { color-scheme: light dark; }
      body { font: 14px/1.4 system-ui, sans-serif; margin: 1.5rem auto; max-width: 60rem; padding: 0 1rem; }
      table { border-collapse: collapse; width: 100%%; }
      th, td { border-bottom: 1px solid #8884; padding: .3rem .5rem; text-align: left; vertical-align: middle; }
      td img { display: block; max-height: 3rem; }
      .counts { display: flex; flex-wrap: wrap; gap: 1rem; list-style: none; padding: 0; }
      .counts b { display: block; font-size: 1.6rem; }
      .scroll { overflow-x: auto; }
      thead { display: table-header-group; }
      tr { break-inside: avoid; }
      @media print { :root { color-scheme: light; } body { margin: 0; max-width: none; } }
      </style></head><body>
      <h1>Reconciliation of %1$s</h1>
      """;

  private final String run;
  private final ZoneId zone;
  private final Map<String, PlateRead> reads;
  private final MediaStore pictures;

  /**
   * @param reads by track
   */
  ReconciliationPage(String run, ZoneId zone, Map<String, PlateRead> reads, MediaStore pictures) {
    this.run = run;
    this.zone = zone;
    this.reads = reads;
    this.pictures = pictures;
  }

  static String time(long millis, ZoneId zone) {
    return TIME.format(Instant.ofEpochMilli(millis).atZone(zone));
  }

  /**
   * @param keptBy the run that keeps the pictures
   */
  String of(Reconciliation reconciliation, String keptBy) throws IOException {
    StringBuilder page = new StringBuilder(HEAD.formatted(safe(run)));
    page.append("<ul class=\"counts\">");
    reconciliation
        .counts()
        .forEach(
            (result, count) ->
                page.append(
                    "<li><b>%d</b>%s</li>".formatted(count, ReconcileCommand.words(result))));
    page.append("</ul>\n<p>Times are of ").append(safe(zone.getId())).append(".</p>\n");
    page.append("<div class=\"scroll\"><table><thead><tr><th>Time<th>Result<th>Log<th>Read")
        .append("<th>Where<th>Picture</tr></thead><tbody>\n");
    int left = MOST_PICTURES;
    for (Item item : reconciliation.items()) {
      Optional<String> picture =
          item.passage() == null || item.result() == Result.MATCHED || left == 0
              ? Optional.empty()
              : picture(item.passage(), keptBy);
      left -= picture.isPresent() ? 1 : 0;
      row(page, item, picture.orElse(""));
    }
    return page.append("</tbody></table></div></body></html>\n").toString();
  }

  private void row(StringBuilder page, Item item, String picture) {
    Line line = item.line();
    Passage passage = item.passage();
    String read =
        passage == null
            ? ""
            : passage.plate() == null
                ? "– " + (passage.unread() == null ? "" : passage.unread())
                : passage.plate();
    page.append(
        "<tr><td>%s<td>%s<td>%s<td>%s<td>%s<td>%s</tr>%n"
            .formatted(
                time(item.atMillis(), zone),
                ReconcileCommand.words(item.result()),
                safe(line == null ? "" : line.plate()),
                safe(read),
                safe(passage == null ? line.lane() : passage.gate()),
                picture));
  }

  private Optional<String> picture(Passage passage, String keptBy) throws IOException {
    PlateRead read = reads.get(passage.track());
    if (read == null || read.evidence() == null) {
      return Optional.empty();
    }
    return pictures
        .get(EvidenceNames.of(keptBy, read.evidence()))
        .map(
            bytes ->
                "<img alt=\"plate\" src=\"data:image/jpeg;base64,%s\">"
                    .formatted(Base64.getEncoder().encodeToString(bytes)));
  }

  private static String safe(String text) {
    return StringEscapeUtils.escapeHtml4(text);
  }
}
