package io.sightline.analytics.plates;

import io.sightline.analytics.state.Entries;
import io.sightline.analytics.vehicles.TrackNews;
import io.sightline.domain.DerivedIds;
import io.sightline.domain.facts.Alert;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.PlateRead;
import io.sightline.domain.site.Permits;
import io.sightline.domain.statements.PlateCorrection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One camera's tracks that are over, for as long as people's corrections change what they led to.
 */
final class TracksOver {
  /** Short enough for few tracks to end in one, whose ids are written together. */
  private static final long SPAN_MILLIS = 60_000;

  /** Spans from one look for what is to be forgotten to the next: each goes through all of them. */
  private static final long SPANS_BETWEEN = 60;

  private final Entries<String, TrackOver> tracks;
  private final Entries<Long, List<String>> spans;

  /**
   * By camera the span in which was looked last; in memory, since looking again changes nothing.
   */
  private final Map<String, Long> looked = new HashMap<>();

  /**
   * @param spans ids by the minute in which they ended, so that those of long ago are found
   */
  TracksOver(Entries<String, TrackOver> tracks, Entries<Long, List<String>> spans) {
    this.tracks = tracks;
    this.spans = spans;
  }

  boolean knows(String track) {
    return tracks.get(track) != null;
  }

  /**
   * Remembers a track; within the hour forgets what ended too long ago.
   *
   * @param camera the one that is being processed
   * @param keptMillis how long ago that is
   */
  void add(String camera, String track, TrackOver over, long millis, long keptMillis) {
    tracks.put(track, over);
    long span = Math.floorDiv(millis, SPAN_MILLIS);
    List<String> known = spans.get(span);
    Long last = looked.get(camera);
    if (last == null || Math.abs(span - last) >= SPANS_BETWEEN) {
      looked.put(camera, span);
      forget(Math.floorDiv(millis - keptMillis, SPAN_MILLIS));
    }
    List<String> ids = known == null ? new ArrayList<>() : new ArrayList<>(known);
    ids.add(track);
    spans.put(span, ids);
  }

  /** Those that ended since a time, in the order in which they did. */
  List<TrackOver> since(long sinceMillis, long nowMillis) {
    List<TrackOver> since = new ArrayList<>();
    long last = Math.floorDiv(nowMillis, SPAN_MILLIS);
    for (long span = Math.floorDiv(sinceMillis, SPAN_MILLIS); span <= last; span++) {
      List<String> ids = spans.get(span);
      if (ids != null) {
        ids.forEach(id -> since.add(tracks.get(id)));
      }
    }
    return since;
  }

  private void forget(long beforeSpan) {
    List<Long> past = new ArrayList<>();
    spans.forEach(
        (span, ids) -> {
          if (span < beforeSpan) {
            past.add(span);
          }
        });
    for (long span : past) {
      spans.get(span).forEach(tracks::remove);
      spans.remove(span);
    }
  }

  /**
   * Applies a correction, unless something newer was said.
   *
   * @param reads is given the rows that change
   * @param passages are given the passages that change
   * @param alerts are given those of misused spots that change
   */
  void correct(
      TrackNews news,
      PlateCorrection correction,
      Function<String, Permits> permits,
      List<PlateRead> reads,
      List<Passage> passages,
      List<Alert> alerts) {
    String track = correction.track();
    TrackOver before = tracks.get(track);
    if (!correction.isAfter(before.said())) {
      return;
    }
    PlateGiven given = PlateGiven.told(before.read(), correction);
    PlateRead row =
        given == null
            ? null
            : given.row(
                head(news, before, correction),
                news.camera(),
                track,
                before.isRead() ? before.box() : correction.box());
    boolean isOther =
        before.row() != null
            && (row == null || row.head().atMillis() != before.row().head().atMillis());
    if (isOther) {
      reads.add(before.row().retracted(news.atMillis()));
    }
    if (row != null) {
      reads.add(row);
    }
    List<Passage> told = new ArrayList<>();
    for (Passage passage : before.passages()) {
      FactHead head = passage.head().revised(news.atMillis(), true);
      told.add(PlateGiven.told(passage, head, given, correction, before.unread()));
    }
    passages.addAll(told);
    String plate = given == null ? null : given.text();
    SpotMisuse misuse = before.misuse().judged(permits, plate, news.atMillis(), true, alerts::add);
    tracks.put(track, before.corrected(row, told, correction, misuse));
  }

  private static FactHead head(TrackNews news, TrackOver track, PlateCorrection correction) {
    return new FactHead(
        DerivedIds.plateRead(correction.track()),
        news.site(),
        track.isRead() ? track.firstMillis() : correction.atMillis(),
        news.atMillis(),
        true,
        track.model(),
        news.layoutVersion());
  }
}
