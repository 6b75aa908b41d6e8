package io.sightline.benchmarks.analytics;

import com.sun.management.OperatingSystemMXBean;
import io.sightline.analytics.vehicles.GateReport;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.VehicleSession;
import io.sightline.domain.site.Gate.Direction;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.SiteFile;
import io.sightline.job.state.RememberingOperator;
import io.sightline.job.vehicles.KeepVehicleSessions;
import io.sightline.runs.JobFailedException;
import io.sightline.runs.JobHandle;
import io.sightline.runs.JobPlan;
import io.sightline.runs.JobRunner;
import io.sightline.runs.JobState;
import io.sightline.standalone.Installation;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * What a passage costs at a site where many vehicles are inside: an exit is matched to its entry,
 * and somebody else comes in.
 */
final class MatchingBench {
  private static final long START = 1_772_352_000_000L;
  private static final long STATUS_EVERY_MILLIS = 20;
  private static final String SITE =
      "site: lot\ncameras:\n"
          + "  - {id: c, uri: none.mp4, gates: [{id: g, line: [[0, 0], [9, 0]]}]}\n";
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /** Wall and processor time at the first passage that counts. */
  private static final AtomicLongArray STARTED = new AtomicLongArray(2);

  private final Installation installation;

  MatchingBench(Installation installation) {
    this.installation = installation;
  }

  /**
   * Passages by their numbers: first so many come in, then one leaves and one comes in by turns.
   *
   * @param inside so many
   */
  private record Passages(long inside, long warm) implements MapFunction<Long, GateReport> {
    @Override
    public GateReport map(Long number) {
      if (number == inside + warm) {
        STARTED.set(0, System.nanoTime());
        STARTED.set(1, SYSTEM.getProcessCpuTime());
      }
      long turn = number - inside;
      boolean leaves = turn >= 0 && turn % 2 == 0;
      long vehicle = turn < 0 ? number : leaves ? turn / 2 : inside + turn / 2;
      long at = START + number * 400;
      Direction direction = leaves ? Direction.EXIT : Direction.ENTRY;
      String id = direction + "-" + vehicle;
      String plate = "P" + Long.toString(1_000_003 + 7_919 * vehicle, 36);
      Passage passage =
          new Passage(
              new FactHead(id, "lot", at, at, true, "", ""),
              "c",
              "g",
              direction,
              id,
              "car",
              plate,
              0.9f,
              null);
      return new GateReport("lot", "c", at, at + 1, "bench", List.of(passage));
    }
  }

  /**
   * @param backend of state, as Flink calls it
   * @param inside how many vehicles
   * @param passages how many are judged, with the same number of others before that do not count
   */
  Cost of(String backend, long inside, long passages) throws Exception {
    Layouts layouts = Layouts.always(SiteFile.parse("bench", Path.of("/"), SITE).site());
    Path checkpoints =
        Files.createTempDirectory(Files.createDirectories(installation.temp()), "bench");
    try (JobRunner runner = installation.runner(1)) {
      JobHandle handle =
          runner.submit(
              new JobPlan(
                  "bench",
                  env ->
                      env.fromSource(
                              new NumberSequenceSource(0, inside + 2 * passages - 1),
                              WatermarkStrategy.noWatermarks(),
                              "passages")
                          .map(new Passages(inside, passages))
                          .returns(TypeInformation.of(GateReport.class))
                          .keyBy(GateReport::site)
                          .transform(
                              "Keep vehicle sessions",
                              TypeInformation.of(VehicleSession.class),
                              new RememberingOperator<>(new KeepVehicleSessions(layouts, false)))
                          .sinkTo(new DiscardingSink<>()),
                  1,
                  checkpoints.toUri().toString(),
                  Optional.empty(),
                  // What checkpoints cost does not depend on how many pass.
                  Map.of("state.backend.type", backend, "execution.checkpointing.interval", "1h"),
                  Optional.empty()));
      JobState state = runner.status(handle);
      while (!state.phase().isEnd()) {
        TimeUnit.MILLISECONDS.sleep(STATUS_EVERY_MILLIS);
        state = runner.status(handle);
      }
      if (state.phase() != JobState.Phase.FINISHED) {
        throw new JobFailedException(state.failure());
      }
      return new Cost(
          passages,
          (System.nanoTime() - STARTED.get(0)) / 1e9,
          (SYSTEM.getProcessCpuTime() - STARTED.get(1)) / 1e9,
          List.of());
    }
  }
}
