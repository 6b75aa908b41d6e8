package io.sightline.query.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sightline.models.runtime.InferenceMeter;
import io.sightline.store.metrics.CountRows;
import io.sightline.store.metrics.CountRows.Camera;
import io.sightline.store.metrics.CountRows.Position;
import io.sightline.store.metrics.CountRows.Videos;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * What is counted for those who watch the installation, as Prometheus reads it. Counters begin when
 * this process does, as Prometheus expects; the database is asked when somebody reads them.
 */
@Component
public class Metrics implements DisposableBean {
  private final CountRows rows;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final Counter plates;
  private final Counter failures;
  private final Counter over;
  private final MultiGauge up;
  private final MultiGauge lag;
  private final FrameCounts frames;
  private volatile Videos videos = new Videos(0, 0);
  private Position counted;

  protected Metrics(CountRows rows) {
    this.rows = rows;
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    collections.bindTo(registry);
    this.plates =
        Counter.builder("anpr.events.processed")
            .description("Plates that were read of cameras and of videos that were sent")
            .register(registry);
    this.failures =
        Counter.builder("anpr.events.failed")
            .description("Frames that were set aside, since something failed")
            .register(registry);
    this.frames = new FrameCounts(rows, registry);
    this.over =
        Counter.builder("anpr.jobs.processed")
            .description("Videos that are done or have failed")
            .register(registry);
    Gauge.builder("anpr.queue.size", this, metrics -> metrics.videos.waiting())
        .description("Videos that wait")
        .tag("queue", "video_processing")
        .register(registry);
    this.up =
        MultiGauge.builder("sightline.camera.up")
            .description("Whether a live camera is seen")
            .register(registry);
    this.lag =
        MultiGauge.builder("sightline.camera.lag.seconds")
            .description("Since a live camera's newest frame")
            .register(registry);
  }

  /** In Prometheus' text format. */
  public synchronized String text() {
    Position now = rows.now();
    if (counted != null) {
      plates.increment(rows.plates(counted, now));
      rows.failures(counted, now).forEach(this::failed);
    }
    counted = now;
    frames.count(Instant.now());
    InferenceMeter.all().forEach(this::meter);
    Videos before = videos;
    videos = rows.videos();
    // Videos may be deleted, and what was done was done.
    over.increment(Math.max(0, videos.over() - before.over()));
    List<Camera> cameras = rows.cameras();
    up.register(
        cameras.stream()
            .<MultiGauge.Row<?>>map(one -> MultiGauge.Row.of(tags(one), one.up() ? 1 : 0))
            .toList(),
        true);
    lag.register(
        cameras.stream()
            .filter(one -> one.lagSeconds() != null)
            .<MultiGauge.Row<?>>map(one -> MultiGauge.Row.of(tags(one), one.lagSeconds()))
            .toList(),
        true);
    return registry.scrape();
  }

  private void failed(String stage, long frames) {
    failures.increment(frames);
    Counter.builder("sightline.poison")
        .description("Frames that were set aside, by the part of perception that refused them")
        .tag("stage", stage)
        .register(registry)
        .increment(frames);
  }

  /** What is there already stays. */
  private void meter(InferenceMeter.Which which, InferenceMeter meter) {
    FunctionTimer.builder(
            "sightline.inference",
            meter,
            InferenceMeter::calls,
            InferenceMeter::nanos,
            TimeUnit.NANOSECONDS)
        .description("Calls of models in this process")
        .tags("model", which.model(), "device", which.device())
        .register(registry);
    Gauge.builder(
            "sightline.inference.batch.size",
            meter,
            calls -> calls.calls() == 0 ? 0 : (double) calls.pictures() / calls.calls())
        .description("Pictures in a call, on average since the process began")
        .tags("model", which.model(), "device", which.device())
        .register(registry);
  }

  private static Tags tags(Camera camera) {
    return Tags.of("site", camera.site(), "camera", camera.camera());
  }

  @Override
  public void destroy() {
    collections.close();
    registry.close();
  }
}
