package io.sightline.query.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.query.UseCases;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {
  @TempDir Path folder;
  private UseCases service;
  private Metrics metrics;
  private final Instant minute = Instant.now().truncatedTo(ChronoUnit.MINUTES);

  @BeforeEach
  void start() {
    service = UseCases.start(folder);
    metrics = service.get(Metrics.class);
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private void minute(String camera, int ago, int frames, int refused) {
    service
        .jdbc()
        .sql(
            """
            insert into observations (run, id, site, camera, at, revision, frames, detections, dropped,
              layout_version, code_version, payload)
            values ('live', gen_random_uuid(), 'garage', :camera,
              cast(:minute as timestamptz) - :ago * interval '1 min', :frames, :frames, 0,
              jsonb_build_object('refused', cast(:refused as int)), '', '1', '')
            on conflict (run, camera, at) do update set frames = excluded.frames, dropped = excluded.dropped
            """)
        .param("camera", camera)
        .param("minute", minute.toString())
        .param("ago", ago)
        .param("frames", frames)
        .param("refused", refused)
        .update();
  }

  private String line(String name) {
    return metrics
        .text()
        .lines()
        .filter(line -> line.startsWith(name + "{"))
        .findFirst()
        .orElse("none");
  }

  @Test
  void framesAreCountedAsTheirMinutesGrow() {
    minute("gate", 2, 300, 4);
    assertThat(line("sightline_frames_total"))
        .as("from before the process began")
        .isEqualTo("sightline_frames_total{camera=\"gate\",site=\"garage\"} 0.0");
    minute("gate", 2, 310, 4);
    minute("gate", 1, 100, 7);
    assertThat(line("sightline_frames_total")).endsWith("} 110.0");
    assertThat(line("sightline_frames_skipped_total"))
        .isEqualTo(
            "sightline_frames_skipped_total{camera=\"gate\",reason=\"refused\",site=\"garage\"} 7.0");
    minute("gate", 1, 100, 7);
    assertThat(line("sightline_frames_total")).as("nothing new").endsWith("} 110.0");
  }

  @Test
  void framesThatWereSetAsideAreCountedByWhatRefusedThem() {
    metrics.text();
    service
        .jdbc()
        .sql(
            """
            insert into poison_records (run, id, site, at, camera, stage, reason, media, presentation_us, revision,
              final, model_sha256, layout_version, code_version)
            values ('live', gen_random_uuid(), 'garage', now(), 'gate', 'plates', 'x', 'm', 0, 0, true, '', '', '1')
            """)
        .update();
    assertThat(line("sightline_poison_total"))
        .isEqualTo("sightline_poison_total{stage=\"plates\"} 1.0");
    assertThat(metrics.text()).contains("anpr_events_failed_total 1.0");
  }
}
