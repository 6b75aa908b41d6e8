package io.sightline.source.observationlog;

import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.PictureSize;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.observations.ObservationLog;
import io.sightline.domain.observations.ObservationMinute;
import io.sightline.domain.observations.Observations;
import io.sightline.source.timeline.CameraSplit;
import io.sightline.source.timeline.Timeline;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.observations.ObservationPages;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.springframework.dao.DataAccessException;

/**
 * Reads a camera's minutes from the observation log, a few rows at a time. Records are numbered
 * anew, so that a part of a run is a whole timeline; the position counts them within their minute.
 */
final class ObservationLogTimeline implements Timeline<Observations> {
  /**
   * A record that waits.
   *
   * @param minuteMillis start of its minute
   * @param before how many records of this minute come before it
   */
  private record Stored(Observations observations, long minuteMillis, int before) {}

  /** Stands for how many records of a minute were read once the end was. */
  private static final int ENDED = -1;

  private final String run;
  private final String site;
  private final String camera;
  private final String layoutVersion;
  private final PictureSize picture;
  private final Span span;
  private final long statements;
  private final ObservationPages pages;
  private final Queue<Stored> waiting = new ArrayDeque<>();
  private final long resumedMinuteMillis;
  private final int skipInMinute;
  private Instant nextMinute;
  private long nextNumber;
  private long lastMillis;
  private boolean exhausted;
  private boolean ended;

  /**
   * @param picture size of the picture that the layout's coordinates mean; null where it means that
   *     of the stored ones
   * @param statements number of the newest statement about the site that the run knows
   */
  ObservationLogTimeline(
      DatabaseAddress database,
      String run,
      String site,
      String layoutVersion,
      PictureSize picture,
      Span span,
      long statements,
      CameraSplit from)
      throws IOException {
    this.run = run;
    this.site = site;
    this.camera = from.camera();
    this.layoutVersion = layoutVersion;
    this.picture = picture;
    this.span = span;
    this.statements = statements;
    this.nextNumber = from.nextNumber();
    this.lastMillis = from.lastMillis();
    boolean resumed = from.lastMillis() != CameraSplit.UNKNOWN;
    this.resumedMinuteMillis =
        resumed ? ObservationMinute.minuteOf(from.lastMillis()) : CameraSplit.UNKNOWN;
    this.skipInMinute = from.segment();
    this.ended = from.segment() == ENDED;
    Instant first =
        span.from() == null
            ? Instant.EPOCH
            : Instant.ofEpochMilli(ObservationMinute.minuteOf(span.from().toEpochMilli()));
    this.nextMinute = resumed ? Instant.ofEpochMilli(resumedMinuteMillis) : first;
    try {
      this.pages = new ObservationPages(database, run, camera);
    } catch (DataAccessException e) {
      throw unreadable(e);
    }
  }

  @Override
  public Entry<Observations> next() throws IOException {
    if (ended) {
      return null;
    }
    while (waiting.isEmpty() && !exhausted) {
      readPage();
    }
    Stored stored = waiting.poll();
    if (stored == null) {
      if (span.to() == null) {
        throw new IOException(
            "The stored observations of run '"
                + run
                + "', camera '"
                + camera
                + "', break off before their end; the run was deleted or changed meanwhile.");
      }
      return endOfSpan();
    }
    Observations observations = stored.observations();
    FrameHeader frame = observations.frame();
    ended = frame.kind() == RecordKind.END;
    return entry(
        inLayout(observations).within(header(frame.kind(), frame.capturedAtMillis(), frame)),
        ended ? ENDED : stored.before() + 1);
  }

  private Observations inLayout(Observations stored) throws IOException {
    if (picture == null || stored.width() == 0) {
      return stored;
    }
    PictureSize seen = new PictureSize(stored.width(), stored.height());
    if (!seen.hasAspectOf(picture)) {
      throw new IOException(
          "The layout of camera '"
              + camera
              + "' is drawn on a picture of "
              + picture
              + ", and what run '"
              + run
              + "' has seen is of "
              + seen
              + ", which has another aspect; draw it on a picture of that run.");
    }
    return stored.scaledTo(picture);
  }

  private Entry<Observations> endOfSpan() {
    ended = true;
    long last = lastMillis == CameraSplit.UNKNOWN ? Long.MIN_VALUE : lastMillis + 1;
    long end = Math.max(last, span.to().toEpochMilli());
    return entry(Observations.nothing(header(RecordKind.END, end, null)), ENDED);
  }

  private FrameHeader header(RecordKind kind, long millis, FrameHeader stored) {
    return new FrameHeader(
        site,
        camera,
        0,
        nextNumber++,
        millis,
        kind,
        stored == null ? null : stored.reason(),
        stored != null && stored.still(),
        layoutVersion,
        stored == null ? null : stored.address(),
        statements);
  }

  private Entry<Observations> entry(Observations observations, int takenOfMinute) {
    lastMillis = observations.frame().capturedAtMillis();
    CameraSplit after = CameraSplit.stored(camera, takenOfMinute, nextNumber, lastMillis);
    return new Entry<>(observations, lastMillis, after);
  }

  private void readPage() throws IOException {
    exhausted = true;
    for (ObservationPages.Minute minute : page()) {
      if (span.to() != null && !minute.at().isBefore(span.to())) {
        return;
      }
      exhausted = false;
      nextMinute = minute.at().plusMillis(ObservationMinute.MILLIS);
      take(minute.at().toEpochMilli(), ObservationLog.decode(minute.payload()));
    }
  }

  private List<ObservationPages.Minute> page() throws IOException {
    try {
      return pages.from(nextMinute);
    } catch (DataAccessException e) {
      throw unreadable(e);
    }
  }

  private void take(long minuteMillis, List<Observations> records) {
    int before = 0;
    for (Observations observations : records) {
      FrameHeader frame = observations.frame();
      // A live camera that was taken away and came back has an end in the middle.
      boolean endInside = frame.kind() == RecordKind.END && span.to() != null;
      if (!endInside && span.contains(frame.capturedAtMillis())) {
        boolean taken = minuteMillis == resumedMinuteMillis && before < skipInMinute;
        if (!taken) {
          waiting.add(new Stored(observations, minuteMillis, before));
        }
        before++;
      }
    }
  }

  private IOException unreadable(DataAccessException cause) {
    return new IOException(
        "The stored observations of run '"
            + run
            + "', camera '"
            + camera
            + "', cannot be read: "
            + cause.getMostSpecificCause().getMessage(),
        cause);
  }

  @Override
  public void close() {
    pages.close();
  }
}
