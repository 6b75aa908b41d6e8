package io.sightline.query.review;

import io.sightline.domain.BadInput;
import io.sightline.domain.facts.PlateRead;
import io.sightline.domain.plates.NormalPlate;
import io.sightline.domain.runs.RunName;
import io.sightline.query.access.Access;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Reader;
import io.sightline.query.audit.Audit;
import io.sightline.query.corrections.Corrections;
import io.sightline.query.erasure.PlateNames;
import io.sightline.query.facts.Facts;
import io.sightline.query.facts.ListQuestion;
import io.sightline.query.failures.Conflict;
import io.sightline.query.failures.NotFound;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.FactLists;
import io.sightline.store.facts.FactPage;
import io.sightline.store.facts.FactQuery;
import io.sightline.store.facts.FactRow;
import io.sightline.store.review.ReviewRows;
import io.sightline.store.review.ReviewRows.Read;
import io.sightline.store.review.ReviewRows.Review;
import io.sightline.store.sites.KnownThings.Thing;
import io.sightline.store.uploads.UploadRows;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Plates that were read, and what people say of them: that they are right, that there are none, or
 * that they are others. Each is looked at by one person at a time.
 */
@Component
public class Reviews {
  /** Counted no further. */
  public static final int MOST_COUNTED = 10_000;

  /** So long a plate is somebody's to look at. */
  public static final Duration CLAIMED = Duration.ofMinutes(10);

  /** Older ones nobody needs to look at any more. */
  private static final Duration OLDEST = Duration.ofDays(30);

  private static final int MOST_CLAIMED = 100;

  private static final Comparator<FactRow<PlateRead>> NEWEST_FIRST =
      Comparator.<FactRow<PlateRead>>comparingLong(row -> row.fact().head().atMillis())
          .thenComparing(row -> UUID.fromString(row.fact().head().id()).toString())
          .reversed();

  private static final int LONGEST_COMMENT = 1_000;

  private final Facts facts;
  private final FactLists lists;
  private final ReviewRows rows;
  private final UploadRows uploads;
  private final Corrections corrections;
  private final PlateNames names;
  private final Access access;
  private final Audit audit;

  protected Reviews(
      Facts facts,
      FactLists lists,
      ReviewRows rows,
      UploadRows uploads,
      Corrections corrections,
      PlateNames names,
      Access access,
      Audit audit) {
    this.facts = facts;
    this.lists = lists;
    this.rows = rows;
    this.uploads = uploads;
    this.corrections = corrections;
    this.names = names;
    this.access = access;
    this.audit = audit;
  }

  /** What is said of a plate by now. */
  public enum State {
    UNREVIEWED,
    CONFIRMED,
    CORRECTED,
    REJECTED;

    public String key() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * A plate that was read.
   *
   * @param review null where nobody has said anything
   * @param corrected what people say that the plate is; null where they do not
   */
  public record Event(String run, PlateRead read, Review review, String corrected) {
    public State state() {
      if (review != null) {
        return State.valueOf(review.state().toUpperCase(java.util.Locale.ROOT));
      }
      return read.corrected() ? State.CORRECTED : State.UNREVIEWED;
    }
  }

  /**
   * Plates that were read.
   *
   * @param total of all parts together, up to {@link #MOST_COUNTED}
   * @param more whether there are more than that
   * @param next cursor of the following part; empty at the end
   */
  public record Found(List<Event> events, long total, boolean more, Optional<String> next) {}

  /**
   * Newest first. That somebody searches is written down.
   *
   * @param question its run null for the live run and those of videos that people have sent
   * @param plate in any spelling; null for any
   * @param camera null for any
   * @throws NotFound when the run or camera is not there for the reader
   * @throws BadInput when a time, limit or cursor cannot be used
   */
  public Found find(Reader reader, ListQuestion question, String plate, String camera) {
    if (question.run() != null) {
      return inRun(reader, question, plate, camera);
    }
    FactQuery<PlateRead> live = asked(reader, question.inRun(RunName.LIVE), plate, camera);
    FactPage<PlateRead> page =
        facts.read(
            reader,
            question.inRun(RunName.LIVE),
            live,
            plate,
            new Facts.Named(Thing.CAMERA, camera));
    if (uploads.isEmpty()) {
      return found(page.rows(), lists.total(live, MOST_COUNTED + 1), page.next());
    }
    FactQuery<PlateRead> sent =
        asked(reader, question.inRun(RunName.LIVE), plate, camera).ofVideos();
    FactPage<PlateRead> other = lists.read(sent);
    List<FactRow<PlateRead>> all =
        Stream.concat(page.rows().stream(), other.rows().stream()).sorted(NEWEST_FIRST).toList();
    int most = question.limit() == null ? FactQuery.USUAL_ROWS : question.limit();
    List<FactRow<PlateRead>> part = all.subList(0, Math.min(most, all.size()));
    boolean more = all.size() > most || page.next().isPresent() || other.next().isPresent();
    return found(
        part,
        lists.total(live, MOST_COUNTED + 1) + lists.total(sent, MOST_COUNTED + 1),
        more && !part.isEmpty()
            ? Optional.of(FactQuery.cursor(part.get(part.size() - 1).fact()))
            : Optional.empty());
  }

  private Found inRun(Reader reader, ListQuestion question, String plate, String camera) {
    FactQuery<PlateRead> query = asked(reader, question, plate, camera);
    FactPage<PlateRead> page =
        facts.read(reader, question, query, plate, new Facts.Named(Thing.CAMERA, camera));
    return found(page.rows(), lists.total(query, MOST_COUNTED + 1), page.next());
  }

  private FactQuery<PlateRead> asked(
      Reader reader, ListQuestion question, String plate, String camera) {
    return facts
        .ask(reader, FactKinds.PLATE_READS, question)
        .where("camera", camera)
        .ofPlate(names.of(question.site(), plate));
  }

  private Found found(List<FactRow<PlateRead>> part, long total, Optional<String> next) {
    Map<String, Map<String, Review>> reviews = new HashMap<>();
    part.stream()
        .collect(
            Collectors.groupingBy(
                FactRow::run,
                Collectors.mapping(row -> row.fact().head().id(), Collectors.toList())))
        .forEach((run, ids) -> reviews.put(run, rows.of(run, ids)));
    Map<String, String> words = rows.words(part.stream().map(FactRow::fact).toList());
    List<Event> events =
        part.stream()
            .map(
                row ->
                    new Event(
                        row.run(),
                        row.fact(),
                        reviews.get(row.run()).get(row.fact().head().id()),
                        words.get(row.fact().track())))
            .toList();
    return new Found(events, Math.min(total, MOST_COUNTED), total > MOST_COUNTED, next);
  }

  /**
   * A plate, of the live run where that has it. That somebody looks is written down.
   *
   * @param run null for any
   * @throws NotFound when it is not there for the reader
   */
  public Event find(Reader reader, UUID id, String run) {
    Read read = require(reader, id, run);
    audit.noteRead(reader, "look", read.read().camera(), read.read().text());
    return event(read);
  }

  private Read require(Reader reader, UUID id, String run) {
    return rows.find(id, run)
        .filter(found -> reader.sees(found.read().head().site()))
        .orElseThrow(() -> new NotFound("An event " + id));
  }

  private Event event(Read read) {
    String id = read.read().head().id();
    return new Event(
        read.run(),
        read.read(),
        rows.of(read.run(), List.of(id)).get(id),
        rows.word(read.read()).orElse(null));
  }

  /**
   * Says that a plate is what was read, or that there is none.
   *
   * @param state {@link State#CONFIRMED} or {@link State#REJECTED}
   * @throws NotFound when it is not there for the editor, or only to be looked at
   * @throws Conflict when somebody has said something of it already
   */
  public Event decide(Editor editor, UUID id, String run, State state, String comments) {
    Read read = require(editor.reader(), id, run);
    access.requireClerk(editor, read.read().head().site());
    add(editor, read, state, comments, false);
    audit.note(editor, state == State.CONFIRMED ? "confirm" : "reject", object(read));
    return event(read);
  }

  private static String object(Read read) {
    return read.read().head().site() + "/plate_reads/" + read.read().head().id();
  }

  private void add(Editor editor, Read read, State state, String comments, boolean over) {
    if (comments != null && (comments.length() > LONGEST_COMMENT || comments.indexOf('\0') >= 0)) {
      throw new BadInput(
          "`comments` may have up to " + LONGEST_COMMENT + " characters, and no NUL.");
    }
    rows.add(read.run(), read.read(), state.key(), comments, editor.username(), over)
        .ifPresent(
            said -> {
              throw new Conflict(
                  "%s has said at %s that it is %s; say another plate, where it is one."
                      .formatted(
                          said.by() == null ? "Somebody" : said.by(), said.madeAt(), said.state()));
            });
  }

  /**
   * Says what a plate is. It flows into passages, stays and every run that begins later.
   *
   * @throws NotFound when it is not there for the editor, or only to be looked at
   * @throws BadInput when it is no plate
   * @throws Conflict when somebody else has said otherwise meanwhile
   */
  public Event correct(Editor editor, UUID id, String run, String plate, String comments) {
    if (plate == null || plate.isBlank()) {
      throw new BadInput("`corrected_plate` is missing.");
    }
    Read read = require(editor.reader(), id, run);
    access.requireClerk(editor, read.read().head().site());
    // In a run that is done, the row says what was read, whatever people have said of it since.
    Optional<String> said = rows.word(read.read());
    if (said.filter(word -> NormalPlate.of(word).equals(NormalPlate.of(plate))).isEmpty()) {
      try {
        corrections.make(
            editor,
            new Corrections.Said(
                read.run(),
                FactKinds.PLATE_READS.name(),
                id,
                said.orElse(read.read().text()),
                plate,
                comments));
      } catch (Conflict e) {
        // Who asks again is taken to have looked.
        throw new Conflict(
            e.getMessage()
                .replace(", and give that as `was` to say otherwise.", ", and send yours again.")
                .replace(", and give that as `was`.", ", and send yours again."));
      }
    }
    add(editor, read, State.CORRECTED, comments, true);
    return event(read);
  }

  /**
   * Plates of cameras, and of videos that were sent, of which nobody has said anything, the newest
   * first, for this person to look at: for a while nobody else gets them.
   *
   * @param limit null for the usual number
   * @throws BadInput when the limit cannot be used
   */
  public List<Event> claim(Editor editor, Integer limit) {
    int most = limit == null ? 10 : limit;
    if (most < 1 || most > MOST_CLAIMED) {
      throw new BadInput("`limit` must be from 1 to " + MOST_CLAIMED + ".");
    }
    audit.noteRead(editor.reader(), "search", "plates to review");
    return rows
        .claim(
            editor.reader().clerkSites(),
            editor.reader().id(),
            Instant.now().minus(OLDEST),
            most,
            CLAIMED)
        .stream()
        .map(read -> new Event(read.run(), read.read(), null, null))
        .toList();
  }
}
