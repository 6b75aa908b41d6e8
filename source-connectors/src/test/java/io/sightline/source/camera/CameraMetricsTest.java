package io.sightline.source.camera;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class CameraMetricsTest {
  private record Camera(boolean isUp, long lagMillis) implements CameraMetrics.Gauged {}

  /**
   * Keeps what is registered for good, as Flink does: what comes second under a name is ignored.
   */
  private static final class Registered extends UnregisteredMetricsGroup {
    private final Map<String, Gauge<?>> gauges;
    private final String path;

    Registered(Map<String, Gauge<?>> gauges, String path) {
      this.gauges = gauges;
      this.path = path;
    }

    @Override
    public MetricGroup addGroup(String name) {
      return new Registered(gauges, path + name + ".");
    }

    @Override
    public MetricGroup addGroup(String key, String value) {
      return new Registered(gauges, path + value + ".");
    }

    @Override
    public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
      gauges.putIfAbsent(path + name, gauge);
      return gauge;
    }
  }

  private final Map<String, Gauge<?>> gauges = new HashMap<>();
  private final CameraMetrics metrics = new CameraMetrics(new Registered(gauges, ""));

  private Object up(String camera) {
    return gauges.get("sightline." + camera + ".camera_up").getValue();
  }

  private Object lag(String camera) {
    return gauges.get("sightline." + camera + ".camera_lag_seconds").getValue();
  }

  @Test
  void aCameraThatIsBackOnceShowedTheGaugesOfTheOneThatWasTakenAway() {
    Camera before = new Camera(false, 0);
    metrics.follow("gate", before);
    assertThat(up("gate")).isEqualTo(0);
    metrics.isGone("gate", before);
    metrics.follow("gate", new Camera(true, 1_500));
    assertThat(up("gate")).isEqualTo(1);
    assertThat(lag("gate")).isEqualTo(1.5);
  }

  @Test
  void aCameraThatIsGoneIsDownAndNotBehind() {
    Camera gate = new Camera(true, 700);
    metrics.follow("gate", gate);
    metrics.follow("exit", new Camera(true, 300));
    metrics.isGone("gate", gate);
    assertThat(up("gate")).isEqualTo(0);
    assertThat(lag("gate")).isEqualTo(0.0);
    assertThat(up("exit")).isEqualTo(1);
  }

  @Test
  void theEndOfTheOneBeforeTakesNothingFromTheOneThatIsBack() {
    Camera before = new Camera(false, 0);
    metrics.follow("gate", before);
    metrics.follow("gate", new Camera(true, 0));
    metrics.isGone("gate", before);
    assertThat(up("gate")).isEqualTo(1);
  }
}
