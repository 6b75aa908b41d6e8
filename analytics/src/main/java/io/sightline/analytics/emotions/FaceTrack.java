package io.sightline.analytics.emotions;

import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.LabelScore;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One face that is being followed, and what it shows.
 *
 * @param firstMillis capture time of its first frame
 * @param rank its place among the faces that began in that frame
 * @param lastMillis capture time of the last frame that it was judged in
 * @param frames in how many frames it was judged
 * @param begun its box in the first of them, source-image pixels
 * @param alive whether it has moved since
 * @param shown share of each emotion, smoothed over time, in the order of the labels
 * @param leading the strongest emotion of the last frame
 * @param leadingMillis since when that has been the strongest of each frame
 * @param open what it shows now
 * @param waiting what it showed before, until it is known whether it lives
 * @param visits the zones in which it was, the present one last
 * @param toldMillis start of the last minute told of in which it was there; {@link Long#MIN_VALUE}
 *     for none
 */
public record FaceTrack(
    long firstMillis,
    int rank,
    long lastMillis,
    int frames,
    Box begun,
    boolean alive,
    List<LabelScore> shown,
    String leading,
    long leadingMillis,
    Showing open,
    List<Showing> waiting,
    List<Visit> visits,
    long toldMillis) {
  /**
   * That the face was in a zone.
   *
   * @param zone null for outside of all
   * @param lastMillis capture time of its last frame there
   * @param toldMillis start of the last minute told of in which it was there; {@link
   *     Long#MIN_VALUE} for none
   */
  public record Visit(String zone, long lastMillis, long toldMillis) {
    Visit told(long minuteMillis) {
      return new Visit(zone, lastMillis, minuteMillis);
    }
  }

  /** The visit to a zone; null for none. */
  Visit in(String zone) {
    return visits.stream()
        .filter(visit -> Objects.equals(visit.zone(), zone))
        .findFirst()
        .orElse(null);
  }

  /** The same zones with one in which it is now. */
  List<Visit> visiting(String zone, long millis) {
    List<Visit> all = new ArrayList<>(visits);
    Visit known = in(zone);
    all.remove(known);
    all.add(new Visit(zone, millis, known == null ? Long.MIN_VALUE : known.toldMillis()));
    return List.copyOf(all);
  }

  /**
   * A time in which the face showed one emotion.
   *
   * @param zone where it was; null outside of all
   * @param untilMillis the last frame of it, or the first of what followed
   * @param scores sum of the emotion's smoothed shares, over the frames
   * @param frames how many were summed up
   */
  public record Showing(
      String emotion, String zone, long fromMillis, long untilMillis, double scores, int frames) {
    /** One more frame. */
    Showing with(long millis, double score) {
      return new Showing(emotion, zone, fromMillis, millis, scores + score, frames + 1);
    }

    Showing until(long millis) {
      return new Showing(emotion, zone, fromMillis, millis, scores, frames);
    }

    /** Mean share of the emotion, 0 to 1. */
    public float score() {
      return (float) (scores / frames);
    }
  }

  /**
   * The same, of whom a minute was told.
   *
   * @param whole whether with the whole picture
   * @param zones with which of the places in it
   */
  FaceTrack told(long minuteMillis, boolean whole, List<String> zones) {
    return new FaceTrack(
        firstMillis,
        rank,
        lastMillis,
        frames,
        begun,
        alive,
        shown,
        leading,
        leadingMillis,
        open,
        waiting,
        visits.stream()
            .map(
                visit ->
                    visit.lastMillis() >= minuteMillis && zones.contains(visit.zone())
                        ? visit.told(minuteMillis)
                        : visit)
            .toList(),
        whole && lastMillis >= minuteMillis ? minuteMillis : toldMillis);
  }
}
