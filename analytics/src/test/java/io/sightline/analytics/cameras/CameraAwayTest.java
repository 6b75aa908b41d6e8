package io.sightline.analytics.cameras;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.facts.Alert;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.frames.Silence;
import io.sightline.domain.site.AlertRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A camera is down when it has been away for as long as its site says. */
class CameraAwayTest {
  private static final AlertRules RULES = new AlertRules(Duration.ofSeconds(10), false);

  private final List<String> told = new ArrayList<>();
  private CameraAway away;
  private AlertRules rules = RULES;

  private void frame(long second) {
    take(RecordKind.FRAME, second, null);
  }

  private void silence(long second, Silence reason) {
    take(RecordKind.SILENCE, second, reason.key());
  }

  private void take(RecordKind kind, long second, String reason) {
    FrameHeader record =
        new FrameHeader(
            "garage", "gate", 0, second, second * 1_000, kind, reason, false, "v1", null);
    CameraAway.Step step = CameraAway.take(away, record, rules);
    away = step.after();
    step.alerts().forEach(alert -> told.add(text(alert)));
  }

  private static String text(Alert alert) {
    return alert.kind() + " " + alert.head().atMillis() / 1_000;
  }

  @Test
  void aCameraThatStaysAwayIsDownAndBackOnce() {
    frame(0);
    for (int second = 3; second < 40; second++) {
      silence(second, second < 5 ? Silence.BROKE_OFF : Silence.REFUSED);
    }
    assertThat(told).containsExactly("CAMERA_DOWN 13");
    frame(40);
    frame(41);
    assertThat(told).containsExactly("CAMERA_DOWN 13", "CAMERA_BACK 40");
  }

  @Test
  void aShortAbsenceIsAGapAndNoMore() {
    frame(0);
    silence(3, Silence.STALLED);
    frame(12);
    silence(14, Silence.STALLED);
    frame(23);
    assertThat(told).isEmpty();
  }

  @Test
  void whatTheNextRecordShowsLateWasDownAllTheSame() {
    frame(0);
    silence(3, Silence.STALLED);
    frame(30);
    assertThat(told).containsExactly("CAMERA_DOWN 13", "CAMERA_BACK 30");
  }

  @Test
  void aReaderThatWasStartedAgainIsNoCameraThatIsDown() {
    frame(0);
    silence(100, Silence.RESTARTED);
    silence(101, Silence.CONNECTING);
    frame(120);
    silence(130, Silence.RESTARTED);
    silence(131, Silence.UNREACHABLE);
    silence(142, Silence.UNREACHABLE);
    assertThat(told).containsExactly("CAMERA_DOWN 141");
  }

  @Test
  void whatNobodyReadWhileItWasAwayIsNotHeldAgainstIt() {
    frame(0);
    silence(3, Silence.STALLED);
    silence(5, Silence.STALLED);
    silence(300, Silence.RESTARTED);
    frame(301);
    assertThat(told).isEmpty();
    silence(400, Silence.REFUSED);
    silence(411, Silence.REFUSED);
    silence(500, Silence.RESTARTED);
    frame(501);
    assertThat(told).containsExactly("CAMERA_DOWN 410", "CAMERA_BACK 501");
  }

  @Test
  void aCameraThatWasNeverSeenIsDownAsWell() {
    silence(0, Silence.CONNECTING);
    silence(1, Silence.UNAUTHORIZED);
    silence(11, Silence.UNAUTHORIZED);
    assertThat(told).containsExactly("CAMERA_DOWN 11");
  }

  @Test
  void aSiteThatDoesNotWantToHearOfItDoesNot() {
    rules = new AlertRules(null, false);
    silence(1, Silence.REFUSED);
    silence(100_000, Silence.REFUSED);
    frame(100_001);
    assertThat(told).isEmpty();
  }

  @Test
  void whatEndsIsForgotten() {
    silence(1, Silence.REFUSED);
    take(RecordKind.END, 5, null);
    assertThat(away).isNull();
    assertThat(told).isEmpty();
  }
}
