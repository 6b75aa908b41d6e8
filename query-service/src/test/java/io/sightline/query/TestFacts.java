package io.sightline.query;

import io.sightline.domain.facts.CameraGap;
import io.sightline.domain.facts.DwellTime;
import io.sightline.domain.facts.EmotionSegment;
import io.sightline.domain.facts.EmotionWindow;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.OccupancyWindow;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.PlateRead;
import io.sightline.domain.facts.SpotState;
import io.sightline.domain.facts.SpotStay;
import io.sightline.domain.facts.SpotTransition;
import io.sightline.domain.facts.VehicleSession;
import io.sightline.domain.facts.VehicleTrack;
import io.sightline.domain.observations.LabelScore;
import io.sightline.domain.site.Gate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Facts for tests: a morning, by minutes from eight o'clock. */
public final class TestFacts {
  public static final Instant EIGHT = Instant.parse("2026-03-01T08:00:00Z");

  private TestFacts() {}

  public static Instant minute(int minute) {
    return EIGHT.plus(Duration.ofMinutes(minute));
  }

  public static long millis(int minute) {
    return minute(minute).toEpochMilli();
  }

  /** The same for the same name. */
  public static UUID id(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }

  private static FactHead head(String name, String site, int minute) {
    return new FactHead(
        name.isEmpty() ? "" : id(name).toString(),
        site,
        millis(minute),
        millis(minute),
        true,
        "",
        "layout");
  }

  public static Passage passage(
      String site, String camera, int minute, Gate.Direction direction, String plate) {
    return new Passage(
        head(site + camera + minute, site, minute),
        camera,
        "main",
        direction,
        id("track " + camera + minute).toString(),
        "car",
        plate,
        plate == null ? null : 0.5f,
        null);
  }

  public static VehicleTrack track(String site, String camera, int minute) {
    return new VehicleTrack(
        head("track " + camera + minute, site, minute),
        camera,
        "car",
        millis(minute + 1),
        VehicleTrack.EndedBy.LOST);
  }

  public static DwellTime dwelled(String site, int minute, String zone, long millis) {
    return new DwellTime(
        head("dwelled " + site + zone + minute, site, minute),
        "gate",
        zone,
        id("track " + zone + minute).toString(),
        millis);
  }

  public static SpotStay stands(String site, String spot, int minute, String track) {
    return new SpotStay(
        head("stands " + site + spot + minute, site, minute),
        "gate",
        spot,
        id(track).toString(),
        60_000);
  }

  public static CameraGap gap(String site, String camera, int minute) {
    return new CameraGap(
        head("gap " + camera + minute, site, minute), camera, millis(minute + 1), "timeout");
  }

  /** A stay that goes on. */
  public static VehicleSession open(String site, Instant since, String plate, String entry) {
    return new VehicleSession(
        new FactHead(
            id("stay " + site + since).toString(),
            site,
            since.toEpochMilli(),
            since.toEpochMilli(),
            false,
            "",
            "layout"),
        plate,
        "car",
        since.toEpochMilli(),
        null,
        null,
        entry,
        null,
        null,
        null,
        VehicleSession.Outcome.OPEN,
        null,
        false,
        Duration.between(since, Instant.now()).toHours() >= 3,
        entry == null ? null : "gate",
        null);
  }

  /** A stay that is over. */
  public static VehicleSession ended(String site, int from, int to, String plate, String exit) {
    return new VehicleSession(
        head("stay " + site + from, site, from),
        plate,
        "car",
        millis(from),
        millis(to),
        Duration.ofMinutes(to - from).toMillis(),
        null,
        exit,
        null,
        null,
        VehicleSession.Outcome.COMPLETED,
        VehicleSession.Match.PLATE,
        false,
        to - from > 180,
        null,
        exit == null ? null : "deck");
  }

  public static SpotTransition becomes(String site, String spot, int minute, SpotState state) {
    return new SpotTransition(
        head("becomes " + site + spot + minute, site, minute),
        spot,
        state,
        SpotState.UNKNOWN,
        "gate");
  }

  public static OccupancyWindow window(
      String site, OccupancyWindow.Scope scope, String id, int minute, Duration length) {
    return new OccupancyWindow(
        head("", site, minute),
        scope,
        id,
        length.toMillis(),
        millis(minute),
        minute(minute).plus(length).toEpochMilli(),
        length.toMillis(),
        0,
        0,
        1,
        1.0,
        0,
        0,
        length.toMillis(),
        1);
  }

  /** A face that was happy for a minute. */
  public static EmotionSegment showed(String site, String camera, int minute) {
    return new EmotionSegment(
        head("showed " + site + camera + minute, site, minute),
        camera,
        id("face " + camera).toString(),
        null,
        millis(minute),
        millis(minute + 1),
        "happy",
        0.75f);
  }

  public static EmotionWindow emotions(String site, String camera, int minute) {
    return new EmotionWindow(
        head("", site, minute),
        camera,
        EmotionWindow.Scope.CAMERA,
        camera,
        60_000,
        millis(minute),
        4,
        2,
        9_000L,
        List.of(new LabelScore("happy", 0.75f), new LabelScore("sad", 0.25f)));
  }

  public static PlateRead plate(
      String site, String camera, int minute, String text, String evidence) {
    return new PlateRead(
        head("plate " + text, site, minute),
        camera,
        id("track " + camera + minute).toString(),
        text,
        0.9f,
        3,
        evidence);
  }
}
