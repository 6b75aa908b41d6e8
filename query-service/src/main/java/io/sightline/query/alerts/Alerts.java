package io.sightline.query.alerts;

import io.sightline.domain.BadInput;
import io.sightline.domain.facts.Alert;
import io.sightline.domain.json.Json;
import io.sightline.query.access.Access;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Reader;
import io.sightline.query.audit.Audit;
import io.sightline.query.erasure.PlateNames;
import io.sightline.query.facts.ListQuestion;
import io.sightline.query.failures.NotFound;
import io.sightline.query.paging.Page;
import io.sightline.query.paging.Part;
import io.sightline.store.alerts.AlertRows;
import io.sightline.store.alerts.AlertRows.Place;
import io.sightline.store.alerts.AlertRows.Question;
import io.sightline.store.alerts.AlertRows.Row;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** What people are told of, and that somebody has seen to it. */
@Component
public class Alerts {
  private final AlertRows rows;
  private final Access access;
  private final PlateNames names;
  private final Audit audit;

  protected Alerts(AlertRows rows, Access access, PlateNames names, Audit audit) {
    this.rows = rows;
    this.access = access;
    this.names = names;
    this.audit = audit;
  }

  /** Which alerts; null for any. */
  public record AlertQuestion(
      ListQuestion list,
      String kind,
      String camera,
      String entry,
      String plate,
      Boolean acknowledged,
      Boolean silenced) {}

  /**
   * The newest first. That somebody looks where plates are is written down.
   *
   * @throws NotFound when the site is not there for the reader
   * @throws BadInput when there is no such kind, or a limit or cursor cannot be used
   */
  public Page<Row> find(Reader reader, AlertQuestion question) {
    ListQuestion list = question.list();
    Part part = new Part(list.limit(), list.cursor());
    Place before =
        Optional.ofNullable(part.after(2))
            .map(texts -> new Place(Part.instant(texts.get(0)), Part.id(texts.get(1))))
            .orElse(null);
    int most = part.most();
    Question asked =
        new Question(
            list.run(),
            access.sites(reader, list.site()),
            kind(question.kind()),
            question.camera(),
            question.entry(),
            names.of(list.site(), question.plate()),
            question.acknowledged(),
            question.silenced(),
            roles(reader),
            list.from(),
            list.to(),
            before);
    audit.noteRead(
        reader,
        "search",
        "alerts of " + (list.site() == null ? "all sites" : list.site()) + ", run " + list.run(),
        question.plate());
    return Page.of(
        rows.list(asked, most + 1),
        most,
        row ->
            List.of(
                Instant.ofEpochMilli(row.alert().head().atMillis()).toString(),
                row.alert().head().id()));
  }

  /** By site, as JSON; null for admins. */
  private static String roles(Reader reader) {
    if (reader.grants() == null) {
      return null;
    }
    Map<String, String> roles = new TreeMap<>();
    reader.grants().forEach((site, role) -> roles.put(site, role.key()));
    return Json.write(roles);
  }

  /** The kinds of alerts, as they are written. */
  public static List<String> words() {
    return Arrays.stream(Alert.Kind.values()).map(Alert.Kind::key).toList();
  }

  private static Alert.Kind kind(String word) {
    if (word == null) {
      return null;
    }
    return Arrays.stream(Alert.Kind.values())
        .filter(kind -> kind.key().equals(word))
        .findFirst()
        .orElseThrow(
            () -> new BadInput("`kind` must be one of " + String.join(", ", words()) + "."));
  }

  /**
   * Notes that somebody has seen to an alert; who was first stays.
   *
   * @throws NotFound when the alert is not there for the editor, or only to be looked at
   */
  public Row acknowledge(Editor editor, String run, UUID id) {
    Row row = require(editor, run, id);
    String site = row.alert().head().site();
    access.requireClerk(editor, site);
    rows.acknowledge(
        run, id, Instant.ofEpochMilli(row.alert().head().atMillis()), editor.username());
    audit.note(editor, "acknowledge", site + "/" + id);
    return require(editor, run, id);
  }

  private Row require(Editor editor, String run, UUID id) {
    return rows.find(run, id, roles(editor.reader()))
        .filter(row -> editor.reader().sees(row.alert().head().site()))
        .orElseThrow(() -> new NotFound("An alert " + id + " in this run"));
  }
}
