package io.sightline.domain;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.NameBasedGenerator;
import java.util.UUID;

/**
 * Ids made from what makes a thing itself (RFC 9562, version 5), so that every run that sees the
 * thing gives it the same id. The run is never part of the name.
 */
public final class DerivedIds {
  private static final UUID NAMESPACE = UUID.fromString("6f0c1f8e-0b5d-5a3e-9a39-5f1f7a4d2c10");
  private static final NameBasedGenerator GENERATOR = Generators.nameBasedGenerator(NAMESPACE);

  private DerivedIds() {}

  /**
   * @param rank place among the tracks that begin in the same frame, ordered by rounded box
   */
  public static String track(String site, String camera, long firstFrameMillis, int rank) {
    return id("track", site, camera, firstFrameMillis, rank);
  }

  /**
   * Of a vehicle that somebody notes.
   *
   * @param record what tells the record from all others of the site
   */
  public static String recordedTrack(String site, String record) {
    return id("recorded-track", site, record);
  }

  public static String passage(String track, String gate, long atMillis) {
    return id("passage", track, gate, atMillis);
  }

  public static String plateTrack(String site, String camera, long firstFrameMillis, int rank) {
    return id("plate-track", site, camera, firstFrameMillis, rank);
  }

  public static String faceTrack(String site, String camera, long firstFrameMillis, int rank) {
    return id("face-track", site, camera, firstFrameMillis, rank);
  }

  public static String emotionSegment(String track, long startedMillis) {
    return id("emotion-segment", track, startedMillis);
  }

  public static String plateRead(String track) {
    return id("plate-read", track);
  }

  public static String session(String firstPassage) {
    return id("session", firstPassage);
  }

  /** Of a vehicle that an entry of a watchlist looks out for. */
  public static String wanted(String site, String entry, String track) {
    return id("alert", "watchlist", site, entry, track);
  }

  /** Of a stay that is too long. */
  public static String overstay(String session) {
    return id("alert", "overstay", session);
  }

  /**
   * Of a camera that is down.
   *
   * @param sinceMillis when it was first away
   */
  public static String cameraDown(String camera, long sinceMillis) {
    return id("alert", "camera-down", camera, sinceMillis);
  }

  /**
   * Of a camera that is back.
   *
   * @param sinceMillis when it was first away
   */
  public static String cameraBack(String camera, long sinceMillis) {
    return id("alert", "camera-back", camera, sinceMillis);
  }

  /**
   * Of a camera that cannot see.
   *
   * @param sinceMillis the first frame in which it could not
   */
  public static String cameraBlind(String camera, long sinceMillis) {
    return id("alert", "camera-blind", camera, sinceMillis);
  }

  /**
   * Of a camera that sees again.
   *
   * @param sinceMillis the first frame in which it could not
   */
  public static String cameraSees(String camera, long sinceMillis) {
    return id("alert", "camera-sees", camera, sinceMillis);
  }

  /** Of a vehicle that is in a zone for too long. */
  public static String zoneStay(String dwellTime) {
    return id("alert", "zone", dwellTime);
  }

  /** Of the time for which a vehicle stands on a spot. */
  public static String spotStanding(String track, String spot, long atMillis) {
    return id("spot-stay", track, spot, atMillis);
  }

  /** Of a vehicle that stands where it must not. */
  public static String spotMisuse(String spotStay) {
    return id("alert", "spot-misuse", spotStay);
  }

  /** Of a spot that is occupied for too long. */
  public static String spotStay(String transition) {
    return id("alert", "spot", transition);
  }

  /**
   * Of a place that is full, or free again, from a time on.
   *
   * @param scope key of a site or zone
   */
  public static String fullness(String site, String scope, boolean full, long atMillis) {
    return id("alert", full ? "full" : "free-again", site, scope, atMillis);
  }

  public static String dwellTime(String track, String zone, long atMillis) {
    return id("dwell-time", track, zone, atMillis);
  }

  /**
   * @param level empty for the whole site
   */
  public static String insideCount(String site, String level, long atMillis) {
    return id("inside-count", site, level, atMillis);
  }

  public static String spotTransition(String site, String spot, long atMillis) {
    return id("spot-transition", site, spot, atMillis);
  }

  public static String cameraGap(String site, String camera, long atMillis) {
    return id("camera-gap", site, camera, atMillis);
  }

  /** Of a camera that could not see, from its first such frame on. */
  public static String blindness(String site, String camera, long atMillis) {
    return id("camera-blind", site, camera, atMillis);
  }

  public static String footageTime(String site, String camera, long atMillis) {
    return id("footage-time", site, camera, atMillis);
  }

  public static String observationMinute(String site, String camera, long minuteMillis) {
    return id("observation-minute", site, camera, minuteMillis);
  }

  public static String poison(String site, String camera, long frameNumber, String stage) {
    return id("poison", site, camera, frameNumber, stage);
  }

  /**
   * Parts are joined by a unit separator, which no id of ours can hold, so two lists of parts never
   * read alike.
   */
  private static String id(Object... parts) {
    StringBuilder name = new StringBuilder();
    for (Object part : parts) {
      name.append(part).append('\u001f');
    }
    return GENERATOR.generate(name.toString()).toString();
  }
}
