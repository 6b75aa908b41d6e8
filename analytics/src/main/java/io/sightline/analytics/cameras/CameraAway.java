package io.sightline.analytics.cameras;

import io.sightline.domain.DerivedIds;
import io.sightline.domain.facts.Alert;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.frames.Silence;
import io.sightline.domain.site.AlertRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A camera that is away. It is down once it has been away for as long as its site says; a shorter
 * absence is a gap and no more.
 *
 * @param sinceMillis capture time of the first record of silence for which the camera itself is the
 *     reason
 * @param reason why, as that record says it
 * @param told whether somebody was told that it is down
 */
public record CameraAway(long sinceMillis, String reason, boolean told) {

  /**
   * What one record of a camera's timeline leads to.
   *
   * @param after null while the camera is there
   */
  public record Step(CameraAway after, List<Alert> alerts) {
    private static final Step THERE = new Step(null, List.of());
  }

  /**
   * @param before null while the camera is there
   */
  public static Step take(CameraAway before, FrameHeader record, AlertRules rules) {
    boolean away = record.kind() == RecordKind.SILENCE && Silence.isAway(record.reason());
    boolean back = record.kind() == RecordKind.FRAME;
    if (before == null) {
      return away
          ? new Step(new CameraAway(record.capturedAtMillis(), record.reason(), false), List.of())
          : Step.THERE;
    }
    if (!before.told() && Silence.RESTARTED.key().equals(record.reason())) {
      // Whether the camera was away while nobody read it, nobody knows.
      return Step.THERE;
    }
    List<Alert> alerts = new ArrayList<>();
    boolean down = before.told();
    long until = reached(before, rules.cameraDown());
    if (!down && until <= record.capturedAtMillis()) {
      alerts.add(
          Alert.cameraDown(
              head(record, DerivedIds.cameraDown(record.camera(), before.sinceMillis()), until),
              record.camera(),
              before.sinceMillis(),
              before.reason()));
      down = true;
    }
    if (back && down) {
      alerts.add(
          Alert.cameraBack(
              head(
                  record,
                  DerivedIds.cameraBack(record.camera(), before.sinceMillis()),
                  record.capturedAtMillis()),
              record.camera(),
              before.sinceMillis()));
    }
    boolean over = back || record.kind() == RecordKind.END;
    return new Step(
        over ? null : new CameraAway(before.sinceMillis(), before.reason(), down),
        List.copyOf(alerts));
  }

  private static long reached(CameraAway away, Duration longest) {
    return longest == null ? Long.MAX_VALUE : away.sinceMillis() + longest.toMillis();
  }

  private static FactHead head(FrameHeader record, String id, long atMillis) {
    return new FactHead(id, record.site(), atMillis, atMillis, true, "", record.layoutVersion());
  }
}
